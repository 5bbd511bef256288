"""What the gateway adds to a call: requests over its socket, before a channel that answers at once."""

from __future__ import annotations

import asyncio
import json
import resource
import tempfile
import time
from pathlib import Path

import aiohttp

from audition.models.gateway.server import Gateway
from audition.models.protocol import Query, Reply
from audition.records.evidence import TrialId
from audition.records.limits import Limits
from audition.records.turns import Turn, Usage
from bench.work import MODEL

TRIAL = TrialId("bench", "bench/bench", 0)
BODY = {"model": MODEL, "max_tokens": 100, "messages": [{"role": "user", "content": "x" * 20_000}]}
"""As long as a conversation of some turns."""


class _AtOnce:
    async def send(self, query: Query) -> Reply:
        turn = Turn(stop_reason="end_turn", usage=Usage(input_tokens=1, output_tokens=1, cost_usd=0.0), model=MODEL)
        return Reply(content=({"type": "text", "text": str(query.repeat)},), turn=turn)


def a_call(calls: int = 500) -> tuple[float, float]:
    """Milliseconds of wall and of CPU, client's and server's together, that a streamed call takes."""
    return asyncio.run(_a_call(calls))


async def _a_call(calls: int) -> tuple[float, float]:
    gateway = Gateway(channel=_AtOnce(), trial=TRIAL, limits=Limits(turns=10_000), models={MODEL})
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "s"
        async with (
            gateway.serve(socket),
            aiohttp.ClientSession(connector=aiohttp.UnixConnector(str(socket))) as session,
        ):
            before, started = _cpu_seconds(), time.perf_counter()
            for number in range(calls):
                data = json.dumps({**BODY, "stream": True, "temperature": number % 2}).encode()
                async with session.post(
                    "http://g/v1/messages", data=data, headers={"x-api-key": gateway.key}
                ) as answer:
                    await answer.read()
                    if answer.status != 200:
                        raise RuntimeError(f"the gateway answered {answer.status}")
            wall, cpu = time.perf_counter() - started, _cpu_seconds() - before
    return 1000 * wall / calls, 1000 * cpu / calls


def _cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime
