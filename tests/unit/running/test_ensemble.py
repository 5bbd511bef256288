"""Whoever plays: so many programs at once as there is room for, however many trials wait for their answers."""

from __future__ import annotations

import asyncio
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from audition.agent import Conditions, Loop
from audition.models.protocol import Query, Reply
from audition.models.scripted import ScriptedModel
from audition.records.evidence import Ending
from audition.records.limits import Limits
from audition.records.players import Casting
from audition.records.turns import Turn, Usage
from audition.records.variants import Settings
from audition.running.ensemble import Ensemble
from audition.running.order import BATCHED, Live, Order
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell
from tests.unit.models.subjects import subject

PROGRAMS = Path(__file__).parents[2] / "fakes/programs"
SHOP = Casting(name="shop", command=("python3", "{program}/programs/clerk.py"), reads=("programs",))


class Counter:
    """A channel that answers once `awaited` calls are under way, or nobody comes any more; knows the most at once."""

    def __init__(self, awaited: int) -> None:
        self.most = 0
        self._now = 0
        self._awaited = awaited
        self._there = asyncio.Event()

    async def send(self, _: Query) -> Reply:
        self._now += 1
        self.most = max(self.most, self._now)
        if self._now >= self._awaited:
            self._there.set()
        await self._there.wait()
        await asyncio.sleep(0.05)
        self._now -= 1
        turn = Turn(stop_reason="end_turn", usage=Usage(cost_usd=0.0), model="claude-sonnet-5-5")
        return Reply(content=({"type": "text", "text": "Done."},), turn=turn)


@pytest.mark.skipif(isinstance(probe_shell(), NoShell), reason="no sandbox holds on this machine")
def test_no_more_programs_play_at_once_than_there_is_room_for(open_path: Path):
    """Each holds a process and its memory for as long as it waits."""
    shutil.copytree(PROGRAMS, open_path / "programs")
    one = subject()
    variant = replace(one.variant, settings=Settings(player=SHOP))
    subjects = [replace(one, id=replace(one.id, index=number), variant=variant) for number in range(5)]

    async def scene() -> int:
        channel = Counter(awaited=2)
        ensemble = Ensemble(own=Loop(ScriptedModel(lambda _: "no")), channel=channel, root=open_path, most=2)
        conditions = Conditions(limits=Limits(seconds=60), shell=probe_shell())
        played = await asyncio.gather(*(ensemble.play(each, conditions) for each in subjects))
        assert {trial.ending for trial in played} == {Ending.FINISHED}
        return channel.most

    assert asyncio.run(scene()) == 2


@pytest.mark.parametrize(
    ("batch", "asked", "trials", "programs"), [(False, None, 64, 64), (True, None, BATCHED, 64), (True, 9, 9, 9)]
)
def test_a_batch_takes_many_trials_and_no_more_programs_than_another_run(batch, asked, trials, programs):
    """Unless somebody says how many at once."""
    order = Order(live=Live(batch=batch)).played_by(1, asked)

    assert (order.options.concurrency, order.live.most) == (trials, programs)
