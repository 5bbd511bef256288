"""A live or batch run that is killed and gone on with: nothing that finished is lost, nothing stored is paid twice."""

from __future__ import annotations

import json
import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell
from tests.fakes.killing import Scene
from tests.fakes.letters import THREE, project
from tests.fakes.mock_api import MockApi
from tests.fakes.player import Player

MOMENTS = tuple(random.Random(20261121).random() for _ in range(5))  # noqa: S311  # seeded moments, no secret
"""Shares of a run's time."""


PROGRAM = Path(__file__).parents[1] / "fakes/programs/clerk.py"
PATIENCE = 20.0
"""Seconds until what does not end is given up."""


@pytest.fixture(scope="module")
def stage() -> Iterator[tuple[MockApi, Player]]:
    """The mock, and what plays against it."""
    with MockApi(latency_ms=20, batch_seconds=0.1) as api, Player(api.url) as player:
        yield api, player


@pytest.mark.parametrize("kind", ["live", "batch"])
def test_a_run_killed_at_any_moment_is_gone_on_with_and_pays_for_nothing_twice(
    kind: str, stage: tuple[MockApi, Player], tmp_path: Path
):
    """Finished trials stay as they were to the byte, every planned trial is stored once, and the meter agrees.

    `make bench` does the same at a hundred moments.
    """
    api, player = stage
    scene = Scene(root=project(tmp_path, THREE), api=api, player=player, kind=kind)

    met = [scene.kill(at) for at in MOMENTS]

    assert any(moment.finished < 18 for moment in met), "every kill came behind the last trial"


@pytest.mark.skipif(isinstance(probe_shell(), NoShell), reason="no sandbox holds on this machine")
def test_a_run_of_programs_killed_at_any_moment_pays_for_nothing_twice_and_leaves_no_process(
    stage: tuple[MockApi, Player], open_path: Path
):
    """What the gateway was answered is asked for again of nobody, and what a program started ends with the run."""
    api, player = stage
    root = project(open_path, THREE)
    name = f"{open_path.name}.py"  # known in the list of processes
    (root / "programs").mkdir()
    (root / f"programs/{name}").write_text(PROGRAM.read_text())
    suite = root / "scenarios/letters/suite.yaml"
    shop = {"command": ["python3", f"{{program}}/programs/{name}"], "reads": ["programs"]}
    suite.write_text(f"{suite.read_text()}\nplayers: {json.dumps({'shop': shop})}\n")
    scene = Scene(
        root=root, api=api, player=player, kind="live", players=("shop",), killed=lambda: _wait_until_gone(name)
    )

    met = [scene.kill(at) for at in MOMENTS[:3]]

    assert any(moment.finished < 18 for moment in met), "every kill came behind the last trial"


def _wait_until_gone(name: str) -> None:
    end = time.monotonic() + PATIENCE
    while name in (left := subprocess.run(["ps", "axww"], capture_output=True, text=True, check=True).stdout):
        assert time.monotonic() < end, left
        time.sleep(0.01)
