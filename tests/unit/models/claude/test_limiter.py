from __future__ import annotations

import asyncio

import pytest

from audition.models.claude.limiter import Limiter
from audition.records.turns import Usage


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now

    async def sleep(self, seconds):
        self.now += seconds
        await asyncio.sleep(0)


def limiter(most=4):
    """A limiter and the clock it goes by."""
    clock = Clock()
    return Limiter(most, clock=clock, sleep=clock.sleep), clock


def test_no_more_run_at_once_than_may():
    """And all get their turn, in the order they asked."""
    gate, _ = limiter(most=3)
    order, peak = [], 0

    async def one(number):
        nonlocal peak
        async with gate.turn():
            order.append(number)
            peak = max(peak, gate.traffic.running)
            await asyncio.sleep(0)

    async def all_of_them():
        await asyncio.gather(*(one(number) for number in range(20)))

    asyncio.run(all_of_them())

    assert (order, peak) == (list(range(20)), 3)


def test_after_a_refusal_everybody_waits_as_long_as_was_asked():
    """The one that was refused and those that never were."""
    gate, clock = limiter()
    sent = []

    async def refused():
        async with gate.turn() as turn:
            turn.refused(7.0)

    async def later():
        async with gate.turn():
            sent.append(clock.now)

    async def scene():
        await refused()
        await asyncio.gather(later(), later())

    asyncio.run(scene())

    assert sent == [7.0, 7.0]


def test_answers_pace_what_follows_by_their_headers():
    """With nothing left of sixty a minute, the next goes a second later."""
    gate, clock = limiter()
    said = {"anthropic-ratelimit-requests-limit": "60", "anthropic-ratelimit-requests-remaining": "0"}

    async def scene():
        async with gate.turn() as turn:
            turn.heard(said)
            turn.answered(Usage())
        async with gate.turn():
            return clock.now

    assert asyncio.run(scene()) == pytest.approx(1.0)


def test_a_cancelled_wait_holds_nobody_up():
    """A trial that meets its time limit while it waits leaves the line."""
    gate, _ = limiter(most=1)

    async def hold(seconds):
        async with gate.turn():
            await asyncio.sleep(seconds)

    async def scene():
        first = asyncio.create_task(hold(0.02))
        await asyncio.sleep(0)
        second, third = asyncio.create_task(hold(0)), asyncio.create_task(hold(0))
        await asyncio.sleep(0)
        second.cancel()
        await asyncio.gather(first, third)
        return gate.traffic

    traffic = asyncio.run(scene())

    assert (traffic.running, traffic.waiting, traffic.why) == (0, 0, "")


def test_a_reader_is_told_who_waits_and_why():
    """Either for others to end or for the rate limit to open."""
    gate, _ = limiter(most=1)

    async def scene():
        async with gate.turn() as turn:
            waiting = asyncio.create_task(enter())
            await asyncio.sleep(0)
            full = gate.traffic
            turn.refused(30.0)
        closed = gate.traffic
        await waiting
        return full, closed

    async def enter():
        async with gate.turn():
            pass

    full, closed = asyncio.run(scene())

    assert (full.running, full.waiting, full.why) == (1, 1, "1 requests are under way at once")
    assert (closed.running, closed.waiting, closed.why) == (0, 1, "the rate limit opens in 30 s")
