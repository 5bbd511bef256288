"""Prompt caching: where a request's breakpoints go, and who warms a prefix for the others."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from audition.models.windows import cache_minimum_tokens
from audition.records.identity import text_digest

BREAKPOINT = {"type": "ephemeral"}
LIFE_SECONDS = 270.0
"""How long a prefix is taken for warm after its last use; the API keeps it for 300."""
BYTES_A_TOKEN = 4
"""A rule of thumb for English."""


def with_breakpoints(params: Mapping[str, Any], *, grows: bool) -> dict[str, Any]:
    """The parameters with at most four cache breakpoints, everything else as it was.

    After the tools and after the system prompt: what every trial of a variant shares. Where the conversation grows,
    also at the end of its last two user messages: the one before the last is what the request before has written,
    and is found however many blocks lie between.
    """
    marked = dict(params)
    if tools := params.get("tools"):
        marked["tools"] = _mark_last(tools)
    if system := params.get("system"):
        marked["system"] = _mark_last(_blocks(system))
    if grows:
        marked["messages"] = messages = list(params["messages"])
        asked = [number for number, message in enumerate(messages) if message["role"] == "user"]
        for number in asked[-2:]:
            messages[number] = {**messages[number], "content": _mark_last(_blocks(messages[number]["content"]))}
    return marked


def prefix_key(params: Mapping[str, Any]) -> str | None:
    """What identifies the stable prefix of these parameters; None: it is too short for this model to cache."""
    prefix = json.dumps([params["model"], params.get("tools"), params.get("system")], ensure_ascii=False)
    tokens = len(prefix.encode()) // BYTES_A_TOKEN
    return text_digest(prefix) if tokens >= cache_minimum_tokens(params["model"]) else None


class Warmup:
    """Lets the first call of each prefix go alone; others wait until it has been answered, and read what it wrote.

    Args:
        clock: Seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._used_at: dict[str, float] = {}
        self._first: dict[str, asyncio.Event] = {}
        self.waiting = 0
        """Calls that wait for a first one."""

    @asynccontextmanager
    async def turn(self, key: str | None) -> AsyncIterator[None]:
        """Wait while another call warms this prefix; warm it oneself when nobody does."""
        if key is None:
            yield
            return
        while not self._warm(key) and key in self._first:
            await self._wait(self._first[key])
        first = None if self._warm(key) else self._first.setdefault(key, asyncio.Event())
        try:
            yield
            self._used_at[key] = self._clock()
        finally:
            if first is not None:
                del self._first[key]
                first.set()

    def _warm(self, key: str) -> bool:
        return key in self._used_at and self._clock() - self._used_at[key] < LIFE_SECONDS

    async def _wait(self, first: asyncio.Event) -> None:
        self.waiting += 1
        try:
            await first.wait()
        finally:
            self.waiting -= 1


def _blocks(content: str | Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def _mark_last(blocks: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [*blocks[:-1], {**blocks[-1], "cache_control": BREAKPOINT}]
