"""Lets requests out one by one, in the order they came, as the pace allows."""

from __future__ import annotations

import asyncio
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass

from audition.models.claude.pace import Pace
from audition.models.claude.pause import SharedPause
from audition.models.protocol import WIDTH
from audition.records.turns import Usage

HELD = "calls under way hold what is left of the cap"
"""Why a call waits that has its turn and no money yet."""


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """What is under way, for a reader who waits."""

    running: int
    waiting: int
    why: str
    """Why those who wait do; empty when nobody does."""


class Permit:
    """One request under way; is told what came of it."""

    def __init__(self, pace: Pace, clock: Callable[[], float], sent_at: float, pause: SharedPause | None) -> None:
        self._pace = pace
        self._clock = clock
        self._sent_at = sent_at
        self._pause = pause

    def heard(self, headers: Mapping[str, str]) -> None:
        """The headers of whatever response came."""
        self._pace.heard(headers, self._sent_at, self._clock())

    def answered(self, usage: Usage) -> None:
        """It was answered."""
        self._pace.answered(usage)

    def refused(self, pause: float) -> None:
        """It was one too many: nothing is sent for so many seconds."""
        self._pace.refused(self._sent_at, pause, self._clock())
        if self._pause is not None:
            self._pause.close(self._pace.closed_until)


class Limiter:
    """Admits requests at the pace that the API allows.

    Args:
        most: The highest number of requests under way at once.
        pause: What other processes heard of the same limits; None: there are none.
        clock: Seconds, monotonic.
        sleep: Waits for so many seconds.
    """

    def __init__(
        self,
        most: int,
        *,
        pause: SharedPause | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.pace = Pace(most=most, window=min(most, WIDTH))
        self._pause = pause
        self._clock = clock
        self._sleep = sleep
        self._turnstile = asyncio.Lock()
        self._one_ended = asyncio.Event()
        self._waiting = 0

    @property
    def traffic(self) -> Traffic:
        """What is under way."""
        return Traffic(running=self.pace.running, waiting=self._waiting, why=self._why() if self._waiting else "")

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Permit]:
        """Wait until a request may be sent; it is under way while the context lasts."""
        self._waiting += 1
        try:
            async with self._turnstile:  # hands itself on in the order of asking
                await self._admission()
                sent_at = self._clock()
                self.pace.sent(sent_at)
        finally:
            self._waiting -= 1
        try:
            yield Permit(self.pace, self._clock, sent_at, self._pause)
        finally:
            self.pace.ended()
            self._one_ended.set()

    async def _admission(self) -> None:
        while (wait := self._wait()) > 0:
            if wait == math.inf:
                self._one_ended.clear()
                await self._one_ended.wait()
            else:
                await self._sleep(wait)

    def _wait(self) -> float:
        if self._pause is not None:
            self.pace.closed_until = max(self.pace.closed_until, self._pause.closed_until())
        return self.pace.wait(self._clock())

    def _why(self) -> str:
        wait = self.pace.wait(self._clock())
        if wait == math.inf:
            return f"{self.pace.running} requests are under way at once"
        return f"the rate limit opens in {wait:.0f} s" if wait else ""
