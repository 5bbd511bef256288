"""The mock over HTTP."""

from __future__ import annotations

import argparse
import asyncio
import gzip
import itertools
import re
import socket
import struct

import orjson
from aiohttp import web

from tests.fakes.messages_api.batches import Batch, read_items
from tests.fakes.messages_api.errors import ApiError, bad
from tests.fakes.messages_api.planning import Planner
from tests.fakes.messages_api.providers import GOOGLE_TOKEN, as_direct, is_google_token

ORGANIZATION = "00000000-0000-4000-8000-000000000000"


class Service:
    """Answers requests until the process ends.

    Args:
        options: As the command line has them.
    """

    def __init__(self, options):
        self._started = options
        self._ids = itertools.count(1)
        self._planner = Planner(options, [], self._ids)
        self._batches = {}
        self._playing = set()

    async def handle(self, request):
        """One request, of the API or of whoever tests."""
        if request.path.startswith("/__"):
            return await self._controlled(request)
        loop, stats = asyncio.get_running_loop(), self._planner.stats
        request_id = self._planner.new_id("req")
        stats.begins(loop.time())
        stats.requests[f"{request.method} {re.sub(r'msgbatch_[0-9]+', '{id}', request.path)}"] += 1
        try:
            response = await self._answered(request)
        except ApiError as error:
            response = _json(error.body(request_id), error.headers, error.status)
            if error.status == 429 and "retry-after" in error.headers:
                stats.closed(loop.time(), float(error.headers["retry-after"]))
        except asyncio.CancelledError:
            stats.faults["client_disconnect"] += 1
            raise
        finally:
            stats.ends(loop.time())
        stats.status[response.status] += 1
        response.headers["request-id"] = request_id
        response.headers["anthropic-organization-id"] = ORGANIZATION
        return response

    async def _controlled(self, request):
        if request.path == "/__reset" and request.method == "POST":
            raw = await request.read()
            changes = orjson.loads(raw) if raw else {}
            options = argparse.Namespace(**{**vars(self._started), **changes.get("options", {})})
            self._planner = Planner(options, changes.get("rules", []), self._ids)
        return _json(self._planner.stats.report())

    async def _answered(self, request):
        started = asyncio.get_running_loop().time()
        if is_google_token(request):
            return _json({"access_token": GOOGLE_TOKEN, "expires_in": 3600, "token_type": "Bearer"})
        if request.method == "POST" and not request.path.startswith("/v1/"):
            body, raw = await self._read(request)
            if (direct := as_direct(request, body)) is not None:
                return await self._message(request, direct, raw, started)
        _check_headers(request.headers)
        tail = request.path.removeprefix("/v1/messages").strip("/").split("/")
        if not request.path.startswith("/v1/messages"):
            raise ApiError(404, "Not found")
        if request.method == "POST" and tail in ([""], ["batches"]):
            body, raw = await self._read(request)
            return self._new_batch(body) if tail == ["batches"] else await self._message(request, body, raw, started)
        if request.method == "GET" and tail == ["batches"]:
            return _json(_page([batch.public for batch in self._batches.values()]))
        if request.method == "GET" and len(tail) > 1 and tail[1] in self._batches:
            return _batch(request, tail[2:], self._batches[tail[1]])
        raise ApiError(404, "Not found")

    async def _read(self, request):
        try:
            raw = await request.read()
        except web.HTTPRequestEntityTooLarge:
            raise ApiError(413, "Request exceeds the maximum size") from None
        self._planner.stats.body_bytes += len(raw)
        try:
            return orjson.loads(raw), raw
        except orjson.JSONDecodeError as error:
            raise bad(f"The request body is not valid JSON: {error}") from None

    async def _message(self, request, body, raw, started):
        planner, loop = self._planner, asyncio.get_running_loop()
        planned = planner.plan(body, raw)
        if planned.publish:  # readable for others once the response has begun
            loop.call_later(max(0, started + planned.seconds / 2 - loop.time()), planned.publish)
        if planned.fault in ("reset", "hang"):
            await asyncio.sleep(planner.options.hang_s if planned.fault == "hang" else planned.seconds / 2)
            _abort(request)
            return web.Response(status=500)
        await asyncio.sleep(max(0, started + planned.seconds - loop.time()))
        planner.charge(planned.usage)
        return _response(request, planned, planner.options.bomb_mb)

    def _new_batch(self, body):
        batch = Batch(self._planner.new_id("msgbatch"), read_items(body))
        self._batches[batch.public["id"]] = batch
        task = asyncio.get_running_loop().create_task(batch.play(self._planner))
        self._playing.add(task)
        task.add_done_callback(self._playing.discard)
        return _json(batch.public)


def _check_headers(headers):
    if not (headers.get("x-api-key") or headers.get("authorization", "").startswith("Bearer ")):
        raise ApiError(401, "x-api-key header is required")
    version = headers.get("anthropic-version")
    if version is None:
        raise bad("anthropic-version: header is required")
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", version):
        raise bad(f'anthropic-version: "{version}" is not a valid version')


def _response(request, planned, bomb_mb):
    """The answer as it goes out, broken in the way that was planned."""
    match planned.fault:
        case "redirect":
            return web.Response(status=307, headers={"location": f"http://{request.host}/elsewhere"})
        case "gzip":
            bomb = gzip.compress(bytes(bomb_mb << 20), 1)
            return _json(bomb, {"content-encoding": "gzip"})
        case "html":
            return web.Response(text="<html><body>Welcome</body></html>", content_type="text/html")
        case "malformed":
            return _json(b'{"id": "msg_1", oops')
        case "truncate":
            whole = orjson.dumps(planned.message)
            return _json(whole[: len(whole) // 2], planned.headers)
    return _json(planned.message, planned.headers)


def _batch(request, tail, batch):
    if tail == ["results"]:
        return web.Response(body=batch.lines(), content_type="application/x-jsonl")
    if tail:
        raise ApiError(404, "Not found")
    url = f"http://{request.host}{request.path}/results"
    return _json({**batch.public, "results_url": url if batch.ended else None})


def _json(content, headers=None, status=200):
    body = content if isinstance(content, bytes) else orjson.dumps(content)
    return web.Response(body=body, status=status, content_type="application/json", headers=headers)


def _page(data):
    ends = {"first_id": data[0]["id"], "last_id": data[-1]["id"]} if data else {"first_id": None, "last_id": None}
    return {"data": data, "has_more": False, **ends}


def _abort(request):
    """Drop the connection with a TCP reset."""
    if request.transport:
        connection = request.transport.get_extra_info("socket")
        if connection is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
