"""kill -9 at seeded moments of scripted, live and batch runs, each gone on with.

Every moment is one run of its own. Nothing that finished may be lost, doubled or changed; no call may be repeated whose
answer was stored; the totals of the rows must be the mock's meter, but for the calls that were under way.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.fakes.killing import TRIALS, Moment, Scene
from tests.fakes.letters import THREE, project
from tests.fakes.mock_api import MockApi
from tests.fakes.player import KINDS, Player

SEED = 20
PLANNED = TRIALS * len(THREE) * 2


@dataclass(frozen=True, kw_only=True)
class Kills:
    """What came of the killed runs of one kind."""

    kind: str
    moments: tuple[Moment, ...]
    """Of the runs that were gone on with as they must."""
    broken: int
    """Runs that lost, doubled, changed or paid for something."""
    seconds: float

    @property
    def early(self) -> int:
        """Kills that came before the last trial was stored."""
        return sum(moment.finished < PLANNED for moment in self.moments)


def kills(moments: int, tell: Callable[[str], None]) -> Iterator[Kills]:
    """So many killed runs of each kind; `tell` hears of every one that broke."""
    with MockApi(latency_ms=20, batch_seconds=0.1) as api, Player(api.url) as player:
        for kind in KINDS:
            with tempfile.TemporaryDirectory() as folder:
                scene = Scene(root=project(Path(folder), THREE), api=api, player=player, kind=kind)
                started = time.monotonic()
                met = [_kill(scene, at, tell) for at in _moments(kind, moments)]
                held = tuple(moment for moment in met if moment is not None)
                yield Kills(kind=kind, moments=held, broken=len(met) - len(held), seconds=time.monotonic() - started)


def _moments(kind: str, count: int) -> Iterator[float]:
    dice = random.Random(f"{SEED} {kind}")
    return (dice.random() for _ in range(count))


def _kill(scene: Scene, at: float, tell: Callable[[str], None]) -> Moment | None:
    try:
        return scene.kill(at)
    except AssertionError as fault:
        tell(f"{scene.kind}, killed after {at:.3f} of its time: {fault}")
        return None
