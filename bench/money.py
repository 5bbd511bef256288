"""Dollars at the mock's meter: what caching and batches save, on a tool loop and on the shapes of recorded trials."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from audition.models.claude.access import direct
from audition.models.claude.batches import ClaudeBatches
from audition.models.claude.connection import Connection
from audition.models.claude.live import Claude
from audition.models.claude.waves import BatchSettings
from audition.models.protocol import Query
from audition.records.evidence import Recording
from audition.running.price import shape_of
from audition.store.recordings import recordings
from bench.work import MODEL
from tests.fakes.mock_api import MockApi
from tests.unit.models.claude.journal import Book

RECORDINGS = Path(__file__).parents[1] / "evals/recordings/account-manager"
KEY = "sk-ant-bench-0000000000"
Send = Callable[[Query], Awaitable[Any]]


def of_recorded_shapes() -> tuple[int, dict[str, float]]:
    """How many recordings, and what the same calls cost uncached, cached, and cached in batches."""
    kept = [kept for trial, kept in recordings(RECORDINGS).items() if "+" not in trial.variant]  # of the own loop
    with MockApi(batch_seconds=0) as api:
        costs = {}
        for name in ("uncached", "cached", "batched"):
            api.play(*(rule for recording in kept for rule in _rules(recording)))
            asyncio.run(_replay(kept, api.url, name))
            costs[name] = api.stats()["cost_usd"]
    return len(kept), costs


async def _replay(kept: list[Recording], url: str, name: str) -> None:
    async with AsyncExitStack() as stack:
        connection = Connection(direct(KEY, url))
        if name == "uncached":
            stack.push_async_callback(connection.close)

            async def send(query: Query) -> Any:
                return await connection.create(query.params)
        else:
            send = (await stack.enter_async_context(_channel(connection, batched=name == "batched"))).send
        await asyncio.gather(*[_converse(send, recording) for recording in kept])


def _channel(connection: Connection, *, batched: bool) -> Claude | ClaudeBatches:
    if not batched:
        return Claude(connection)
    return ClaudeBatches(connection, Book(), settings=BatchSettings(quiet_seconds=0.2, poll_seconds=0.05))


async def _converse(send: Send, recording: Recording) -> None:
    """Every call of a recorded trial, with the recorded answers in between; its name stands before the request."""
    first, *rest = recording.messages
    messages = [{**first, "content": f"[{recording.id}]\n{first['content']}"}, *rest]
    for number, message in enumerate(messages):
        if message["role"] == "assistant":
            params = {
                "model": MODEL,
                "max_tokens": recording.max_tokens,
                "system": recording.system,
                "tools": list(recording.tools),
                "messages": messages[:number],
            }
            await send(Query(params=params, trial=recording.id, grows=True))


def _rules(recording: Recording) -> list[dict[str, Any]]:
    """What the mock answers to each call: a word that counts as many tokens as the recorded answer."""
    rules, results, turns = [], 0, iter(shape_of(recording).outputs)
    for message in recording.messages:
        if message["role"] == "assistant":
            match = re.escape(f"[{recording.id}]")
            rules.append({"match": match, "tool_results": results, "reply": "…", "output_tokens": next(turns)})
        elif not isinstance(message["content"], str):
            results += sum(block["type"] == "tool_result" for block in message["content"])
    return rules
