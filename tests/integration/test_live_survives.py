"""A live or batch run that is killed and gone on with: nothing that finished is lost, nothing stored is paid twice."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from audition.agent.claude_code import installed
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell
from tests.fakes.killing import Scene
from tests.fakes.letters import THREE, project
from tests.fakes.mock_api import MockApi
from tests.fakes.player import Player

MOMENTS = tuple(random.Random(20261121).random() for _ in range(5))  # noqa: S311  # seeded moments, no secret
"""Shares of a run's time."""


PROGRAM = Path(__file__).parents[1] / "fakes/programs/clerk.py"


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
@pytest.mark.parametrize("kind", ["live", "batch"])
def test_a_run_of_programs_killed_at_any_moment_pays_for_nothing_twice_and_leaves_no_process(
    kind: str, stage: tuple[MockApi, Player], open_path: Path
):
    """What the gateway was answered is asked for again of nobody, and what a program started ends with the run."""
    api, player = stage
    root = project(open_path, THREE)
    name = f"{open_path.name}.py"  # known in the list of processes
    (root / "programs").mkdir()
    (root / f"programs/{name}").write_text(PROGRAM.read_text())
    shop = {"command": ["python3", f"{{program}}/programs/{name}"], "reads": ["programs"], "waits": True}
    suite = root / "scenarios/letters/suite.yaml"
    suite.write_text(f"{suite.read_text()}\nplayers: {json.dumps({'shop': shop})}\n")
    scene = Scene(root=root, api=api, player=player, kind=kind, players=("shop",), mark=name)

    met = [scene.kill(at) for at in MOMENTS[:3]]

    assert any(moment.finished < 18 for moment in met), "every kill came behind the last trial"
    assert scene.seen, "no kill met a program"


@pytest.mark.skipif(
    installed() is None or isinstance(probe_shell(), NoShell),
    reason="Claude Code is not tested: pip install 'audition[claude-code]', and a sandbox",
)
@pytest.mark.parametrize("kind", ["live", "batch"])
def test_a_run_of_claude_code_killed_at_any_moment_pays_for_nothing_twice_and_leaves_no_process(
    kind: str, stage: tuple[MockApi, Player], open_path: Path
):
    """It asks the same again when it is started anew, so that what was answered comes from the cache."""
    api, player = stage
    root = project(open_path, THREE)
    for file in (root / "agents/clerk").iterdir():  # Claude Code is called with the name that the file says
        text, named = re.subn(r"(?m)^name: .*", f"name: {open_path.name}", file.read_text())
        assert named == 1
        file.write_text(text)
    scene = Scene(root=root, api=api, player=player, kind=kind, players=("claude-code",), mark=open_path.name)

    met = [scene.kill(at) for at in MOMENTS[:2]]

    assert any(moment.finished < 18 for moment in met), "every kill came behind the last trial"
    assert scene.seen, "no kill met Claude Code"
