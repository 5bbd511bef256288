from __future__ import annotations

import asyncio
import math
import time

from audition.models.claude.limiter import Limiter
from audition.models.claude.pause import SharedPause


def test_what_one_process_was_told_holds_for_all(tmp_path):
    """Each has a pause of its own on one file; the later moment counts, whoever heard of it first."""
    one, other = SharedPause(tmp_path / "model"), SharedPause(tmp_path / "model")

    assert other.closed_until() == -math.inf

    one.close(1000.25)
    other.close(900.0)

    assert one.closed_until() == other.closed_until() == 1000.25


def test_nobody_is_let_out_while_another_process_was_asked_to_wait(tmp_path):
    """A refusal on one side closes the other, which has heard nothing."""
    now, slept = [time.monotonic()], []

    async def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    async def scene():
        limiters = [
            Limiter(4, pause=SharedPause(tmp_path / "model"), clock=lambda: now[0], sleep=sleep) for _ in range(2)
        ]
        async with limiters[0].turn() as turn:
            turn.refused(7.0)
        async with limiters[1].turn():
            return round(sum(slept), 3)

    assert asyncio.run(scene()) == 7.0
