"""Serves one trial's program: every call of it passes here, is held to the trial's limits and kept as evidence."""

from __future__ import annotations

import asyncio
import hmac
import os
import secrets
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audition.errors import AccessDenied, AuditionError, BudgetMet, ModelError, OutOfTime, RequestRefused
from audition.models.gateway.wire import (
    PING,
    Refused,
    error_event,
    error_of,
    estimated_tokens,
    events_of,
    message_of,
    params_of,
)
from audition.models.protocol import Channel, Query, Reply
from audition.records.evidence import Ending, TrialId
from audition.records.limits import Limits
from audition.records.turns import UserTurn, overspent

if TYPE_CHECKING:
    from aiohttp import web

MOST_BYTES = 32 * 2**20
"""Of one request, as the API has it."""
MOST_AT_ONCE = 16
"""Calls of one trial under way."""
MOST_CALLS_A_TURN = 8
"""Calls that a trial may make for each answer that its limits allow it: subagents and titles are asked for as well."""
MOST_NOTES = 20
PING_SECONDS = 15.0
"""How long a stream is silent at the most: programs give a connection up that says nothing for minutes."""
BESIDE = "/mcp/"
"""Below it lies what is answered beside the Messages API."""
_ENDINGS = {BudgetMet: Ending.BUDGET, OutOfTime: Ending.TIME_LIMIT}
_CONTEXT = "model_context_window_exceeded"


@dataclass(frozen=True, kw_only=True)
class Exchange:
    """One call that was answered."""

    params: dict[str, Any]
    """As the program asked, in the form of `messages.create`."""
    reply: Reply
    started: float
    """Seconds of the gateway's clock."""
    ended: float


@dataclass(kw_only=True)
class Gateway:
    """What a program can reach of the Messages API while its trial lasts.

    Args:
        channel: Where its calls go.
        trial: Whose calls they are.
        limits: Of the trial.
        models: That it may ask; another is refused, and told.
        clock: Seconds, monotonic.
        beside: What else it answers: (name, body) of a POST to `/mcp/<name>` → a value of JSON; None: nothing is due.
        user_turns: Answers of the model that plays the user, which count towards the limits; more may come.
        ping_seconds: How long a stream is silent at the most.
    """

    channel: Channel
    trial: TrialId
    limits: Limits
    models: Collection[str]
    clock: Callable[[], float] = time.monotonic
    beside: Callable[[str, bytes], Awaitable[Mapping[str, Any] | None]] | None = None
    user_turns: Sequence[UserTurn] = ()
    ping_seconds: float = PING_SECONDS
    key: str = field(default_factory=lambda: f"sk-trial-{secrets.token_urlsafe(24)}", repr=False)
    """What the program shows in place of a key; worth nothing anywhere else."""
    exchanges: list[Exchange] = field(default_factory=list, init=False)
    ended: tuple[Ending, str] | None = field(default=None, init=False)
    """How the trial ended here: a limit, the cap, or a call that the machinery could not make; None: it did not."""
    stopped: AccessDenied | None = field(default=None, init=False)
    """Why the whole run ends."""
    refused: int = field(default=0, init=False)
    """Calls that the API, or the gateway in its place, did not take."""
    notes: dict[str, None] = field(default_factory=dict, init=False)
    """What a reader of the trial should know, each once."""
    _under_way: int = field(default=0, init=False)
    _calls: int = field(default=0, init=False)
    _busy_since: float = field(default=0.0, init=False)
    _busy_seconds: float = field(default=0.0, init=False)

    @property
    def waited_seconds(self) -> float:
        """Seconds in which calls were under way and no answer was being made: waiting is no time of the agent's."""
        busy = self._busy_seconds + (self.clock() - self._busy_since if self._under_way else 0.0)
        return max(0.0, busy - sum(one.reply.turn.seconds or 0.0 for one in self.exchanges))

    @asynccontextmanager
    async def serve(self, socket: Path) -> AsyncIterator[None]:
        """Answer on a socket of this name while the block lasts."""
        from aiohttp import web

        runner = web.ServerRunner(web.Server(self._handle, access_log=None), shutdown_timeout=1.0)
        await runner.setup()
        try:
            await web.UnixSite(runner, str(socket)).start()
            os.chmod(socket, 0o666)  # noqa: PTH101, S103  # the sandbox is another user; the key keeps others out
            yield
        finally:
            await runner.cleanup()

    def end(self, ending: Ending, detail: str) -> None:
        """End the trial, unless something has."""
        if self.ended is None:
            self.ended = ending, detail

    def broke(self, error: AuditionError) -> None:
        """End the trial because a call for it could not be made, and the run where none can be."""
        self.stopped = error if isinstance(error, AccessDenied) else self.stopped
        self.end(_ENDINGS.get(type(error), Ending.FAILED), str(error))

    async def _handle(self, request: web.BaseRequest) -> web.StreamResponse:
        from aiohttp import web

        if request.method in ("HEAD", "GET") and request.path == "/":  # programs look whether anybody is there
            return web.Response()
        try:
            self._admit(request)
            if request.path.startswith(BESIDE) and self.beside is not None:
                return await _told_beside(self.beside, request)
            counting = _counts(request)
            body = await _read(request)
            params, streamed = params_of(body, request.headers.get("anthropic-beta", ""), counting=counting)
            self._refuse_others(params["model"])
            if counting:
                return web.json_response({"input_tokens": estimated_tokens(params)})
            answer = self._answered(params, placed=b'"cache_control"' in body)
            if streamed:
                return await self._streamed(answer, request)
            message = await answer
        except Refused as refused:
            return web.json_response(self._told(refused), status=refused.status)
        return web.json_response(message, headers={"request-id": message["id"]})

    def _told(self, refused: Refused) -> dict[str, Any]:
        """The error that a program is told, which is noted."""
        self.refused += 1
        if len(self.notes) < MOST_NOTES and self.ended is None:
            self.notes[f"the gateway refused a call: {refused}"] = None
        return error_of(refused.kind, str(refused))

    async def _streamed(
        self, answer: Coroutine[Any, Any, dict[str, Any]], request: web.BaseRequest
    ) -> web.StreamResponse:
        """The message as events; as long as it is waited for, pings say that somebody is there.

        Raises:
            Refused: Nothing was sent yet; later the stream itself says it.
        """
        from aiohttp import web

        response = web.StreamResponse(headers={"content-type": "text/event-stream"})
        answering = asyncio.ensure_future(answer)
        try:
            while not (await asyncio.wait({answering}, timeout=self.ping_seconds))[0]:
                await _written(response, request, PING)
            message = await answering
        except Refused as refused:
            if not response.prepared:
                raise
            await _written(response, request, error_event(self._told(refused)))
        else:
            if not response.prepared:
                response.headers["request-id"] = message["id"]
            await _written(response, request, b"".join(events_of(message)))
        finally:
            answering.cancel()
        if response.prepared:
            with suppress(ConnectionResetError):
                await response.write_eof()
        return response

    def _refuse_others(self, model: str) -> None:
        if model not in self.models:
            raise Refused(404, "not_found_error", f"model: {model[:80]} is not one that this trial may ask")

    def _admit(self, request: web.BaseRequest) -> None:
        """Let nobody in but the trial's own program."""
        shown = request.headers.get("x-api-key") or request.headers.get("authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(shown.encode("utf-8", "replace"), self.key.encode()):
            raise Refused(401, "authentication_error", "invalid x-api-key")

    async def _answered(self, params: dict[str, Any], *, placed: bool) -> dict[str, Any]:
        """The message that answers."""
        if self.ended is None and (limit := self._limit(params)) is not None:
            self.end(*limit)
        if self.ended is not None:
            raise Refused(400, "invalid_request_error", f"the trial is over: {self.ended[1]}")
        if self._under_way >= MOST_AT_ONCE:
            raise Refused(429, "rate_limit_error", f"more than {MOST_AT_ONCE} calls at once")
        reply = await self._asked(params, placed=placed)
        if isinstance(reply, str):
            raise Refused(400, "invalid_request_error", reply)
        return message_of(reply, params["model"], len(self.exchanges))

    async def _asked(self, params: dict[str, Any], *, placed: bool) -> Reply | str:
        """The channel's answer; a text where there is none."""
        self._calls += 1
        repeat = sum(one.params == params for one in self.exchanges)
        query = Query(params=params, trial=self.trial, repeat=repeat, placed=placed, grows=not placed)
        started = self.clock()
        self._busy_since = self._busy_since if self._under_way else started
        self._under_way += 1
        try:
            reply = await self.channel.send(query)
        except RequestRefused as error:
            return str(error)
        except (BudgetMet, OutOfTime, AccessDenied, ModelError) as error:
            self.broke(error)
            return str(error)
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._busy_seconds += self.clock() - self._busy_since
        if reply.turn.stop_reason == _CONTEXT and not reply.content:
            self.end(Ending.CONTEXT_EXCEEDED, "the conversation outgrew the model's context")
        self.exchanges.append(Exchange(params=params, reply=reply, started=started, ended=self.clock()))
        return reply

    def _limit(self, params: dict[str, Any]) -> tuple[Ending, str] | None:
        """The limit that one more call would pass; None: none."""
        turns = self.limits.turns
        if sum(message["role"] == "assistant" for message in params["messages"]) >= turns:
            return Ending.TURN_LIMIT, f"not done after {turns} answers"
        if self._calls >= turns * MOST_CALLS_A_TURN:
            return Ending.TURN_LIMIT, f"not done after {self._calls} calls"
        given = [*(one.reply.turn for one in self.exchanges), *(each.turn for each in self.user_turns)]
        told = overspent(self.limits, given)
        return None if told is None else (Ending.TOKEN_LIMIT, told)


def _counts(request: web.BaseRequest) -> bool:
    """Whether a request, which is of the Messages API, wants tokens counted alone."""
    place = request.path.rstrip("/")
    if request.method != "POST" or place not in ("/v1/messages", "/v1/messages/count_tokens"):
        told = f"{request.method} {request.path[:80]} is not of the Messages API"
        raise Refused(404, "not_found_error", told)
    return place.endswith("count_tokens")


async def _told_beside(
    beside: Callable[[str, bytes], Awaitable[Mapping[str, Any] | None]], request: web.BaseRequest
) -> web.Response:
    """One message and its answer; there is no stream to be listened to."""
    from aiohttp import web

    if request.method != "POST":
        return web.Response(status=405)
    told = await beside(request.path.removeprefix(BESIDE), await _read(request))
    return web.Response(status=202) if told is None else web.json_response(told)


async def _read(request: web.BaseRequest) -> bytes:
    """The body, as far as it is not too long."""
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > MOST_BYTES:
            raise Refused(413, "request_too_large", f"a request of more than {MOST_BYTES:,} bytes")
    return bytes(body)


async def _written(response: web.StreamResponse, request: web.BaseRequest, data: bytes) -> None:
    """Say this, unless who asked is gone: an answer that is under way is evidence all the same."""
    with suppress(ConnectionResetError):
        if not response.prepared:
            await response.prepare(request)
        await response.write(data)
