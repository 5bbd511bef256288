"""kill -9 at seeded moments of scripted, live and batch runs, each gone on with: `python -m bench.kill9`.

Every moment is one run of its own. Nothing that finished may be lost, doubled or changed; no call may be repeated whose
answer was stored; the totals of the rows must be the mock's meter, but for the calls that were under way.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from pathlib import Path

from tests.fakes.killing import CONCURRENCY, TRIALS, Moment, Scene
from tests.fakes.letters import THREE, project
from tests.fakes.mock_api import MockApi
from tests.fakes.player import KINDS, Player

SEED = 20
PLANNED = TRIALS * len(THREE) * 2
COLUMNS = ("Runs", "Killed before their last trial", "Finished trials at the kill", "Calls under way", "Seconds")
HEAD = f"| {' | '.join(COLUMNS)} |\n{'|---' * len(COLUMNS)}|"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moments", type=int, default=100, metavar="N", help="of each kind of run")
    parser.add_argument("--kinds", default=",".join(KINDS), help="some of %(default)s")
    told = parser.parse_args()
    print(f"{PLANNED} trials of two calls each, {CONCURRENCY} at once; seed {SEED}.\n\n{HEAD}")
    with MockApi(latency_ms=20, batch_seconds=0.1) as api, Player(api.url) as player:
        for kind in told.kinds.split(","):
            with tempfile.TemporaryDirectory() as folder:
                scene = Scene(root=project(Path(folder), THREE), api=api, player=player, kind=kind)
                started = time.monotonic()
                met = list(_kill(scene, told.moments))
                print(_row(kind, met, time.monotonic() - started), flush=True)
    print("\nNothing that finished was lost, doubled or changed, and no stored answer was paid for again.")
    return 0


def _kill(scene: Scene, moments: int):
    """Every moment in turn; an AssertionError names the one that lost something."""
    dice = random.Random(f"{SEED} {scene.kind}")
    for number in range(moments):
        at = dice.random()
        try:
            yield scene.kill(at)
        except AssertionError:
            print(f"{scene.kind} run {number}, killed after {at:.3f} of its time:", file=sys.stderr)
            raise


def _row(kind: str, met: list[Moment], seconds: float) -> str:
    cut = [moment for moment in met if moment.finished < PLANNED]
    finished = [moment.finished for moment in met]
    cells = [
        kind,
        f"{len(cut)} of {len(met)}",
        f"{min(finished)}–{max(finished)} of {PLANNED}",
        f"at most {max(moment.lost for moment in met)}",
        f"{seconds:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    sys.exit(main())
