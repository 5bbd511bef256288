"""Whatever asks a judge, no secret of this machine that an answer holds is kept or said."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from audition.grading.judging.sheet import digest_of
from audition.project.world import load_world
from audition.records.judging import Label, Opinion
from audition.reporting.terminal.results import reaction_lines
from audition.running.order import Live, Order
from audition.running.recorded import recorded_works
from audition.store.labels import add_labels
from audition.usecases.accept import accept
from audition.usecases.judge.drift import freeze
from audition.usecases.watch import Watch
from tests.fakes.clerk_api import clerk
from tests.fakes.git import commit_all
from tests.fakes.leavings import leavings
from tests.fakes.letters import FLAWLESS, play, project, record
from tests.fakes.mock_api import MockApi
from tests.fakes.replies import spoken
from tests.integration.conftest import PATIENCE, Run
from tests.unit.test_redaction import DRESSES

TOKEN = "0123-the-token-of-this-machine-4567"  # noqa: S105  # made up
RUBRIC = """\
id: courtesy
title: Courtesy
criteria:
  - id: kind
    text: The letter is kind.
    points: 1
"""
VERDICT = {"kind": {"evidence": "Dear", "reason": f"The token is {TOKEN}.", "met": True}}
DUEL = {"evidence_1": "Dear", "evidence_2": "", "reason": f"The token is {TOKEN}.", "better": "1"}

Door = Callable[[Path, dict[str, str]], tuple[str, str]]
"""Goes through a door of a project, with what the environment needs; gives what was said on both streams."""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with a rubric, recordings, labels, frozen works, a stored run and a baseline; to be copied."""
    root = project(tmp_path_factory.mktemp("prepared"), ("late-fee",))
    (root / "rubrics/clerk/courtesy.yaml").write_text(RUBRIC, "utf-8")
    suite = root / "scenarios/letters/suite.yaml"
    suite.write_text(suite.read_text("utf-8").replace("gate:", "rubrics: [rubrics/clerk/courtesy.yaml]\n\ngate:", 1))
    commit_all(root)
    record(root, FLAWLESS, trials=1)
    world = load_world(root, None)
    (rubric,) = world.suite.rubrics
    for work in recorded_works(world):
        label = Label(
            trial=work.trial.id,
            rubric=rubric.id,
            rubric_digest=rubric.digest,
            work_digest=digest_of(work),
            opinions=(Opinion(criterion="kind", met=True, reason="It is."),),
        )
        add_labels(world.places.labels(world.suite.agent, rubric.id), [label])
    freeze(root, None, 0)
    accept(root, str(play(root, FLAWLESS, trials=2).path))
    return root


@pytest.fixture
def root(prepared: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(prepared, tmp_path / "letters"))


COMMANDS = {
    "run": ("run", "-n", "1", "--record"),
    "aa": ("aa", "-n", "6"),
    "compare": ("compare", "careful@HEAD", "careful", "-n", "1"),
    "weekly": ("weekly",),
    "grade": ("grade", "--record"),
    "judge calibrate": ("judge", "calibrate"),
    "judge calibrate of a run": ("judge", "calibrate", "--run", "latest"),
    "judge drift": ("judge", "drift", "--record"),
    "judge pairwise": ("judge", "pairwise"),
}


def by_pytest(root: Path, env: dict[str, str]) -> tuple[str, str]:
    """`pytest evals/ --audition-live` in a process of its own."""
    words = [sys.executable, "-m", "pytest", "evals", "-p", "no:cacheprovider", "--audition-live", "-q"]
    done = subprocess.run(words, cwd=root, env=env, capture_output=True, text=True, timeout=PATIENCE, check=False)
    return done.stdout, done.stderr


def by_watch(root: Path, env: dict[str, str]) -> tuple[str, str]:
    """What `audition watch --live` does when an agent file is saved."""
    before = dict(os.environ)
    os.environ.update(env)
    try:
        watch = Watch(root=root, suites=(), order=Order(live=Live(cap_usd=5.0)))
        said = watch.react(["agents/clerk/hasty.md"])
    finally:
        os.environ.clear()
        os.environ.update(before)
    return "\n".join(reaction_lines(said, colour=False)), ""


@pytest.fixture(params=[*COMMANDS, "pytest", "watch"])
def door(request: pytest.FixtureRequest, audition: Run) -> Door:
    """One after the other, every door behind which a live judge is asked."""

    def command(root: Path, env: dict[str, str]) -> tuple[str, str]:
        done = audition(root, *COMMANDS[request.param], "--live", env=env)
        return done.stdout, done.stderr

    return {"pytest": by_pytest, "watch": by_watch}.get(request.param, command)


def test_a_secret_in_an_answer_is_nowhere_on_disk_and_on_no_screen(root: Path, api: MockApi, door: Door) -> None:
    """The judge is asked and tells the secret; so does whoever is judged."""
    api.play(
        {"system": "^You judge the work of an agent", "reply": spoken(VERDICT)},
        {"system": "^Two agents were given the same task", "reply": json.dumps(DUEL)},
        {"tool_results": 1, "reply": f"The token is {TOKEN}."},
        *clerk(root),
    )
    env = {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": "sk-ant-test-key-0", "GITHUB_TOKEN": TOKEN}
    out, err = door(root, {**os.environ, **env})
    left = [("standard output", out), ("standard error", err), *leavings(root)]

    assert api.stats()["requests"].get("POST /v1/messages", 0) > 0, err
    assert any("[redacted]" in text for _, text in left) or "flip rate" in out, "a duel's reasons are kept nowhere"
    assert [] == [place for place, text in left if TOKEN in text]


DRESSED = [dress(TOKEN) for dress in DRESSES.values()]
NEEDLES = {*DRESSED, *(json.dumps(dressed)[1:-1] for dressed in DRESSED)}
"""The secret in every dress, as it is and as it stands inside JSON."""


@pytest.mark.parametrize("door", ["run", "grade", "judge calibrate", "pytest"], indirect=True)
def test_a_secret_in_any_dress_is_in_no_byte_that_is_left(root: Path, api: MockApi, door: Door) -> None:
    """Agent and judge tell it in every dress at once; what stood there before holds none."""
    told = " and ".join(DRESSED)
    api.play(
        {"system": "^You judge the work", "reply": spoken({"kind": {**VERDICT["kind"], "reason": told}})},
        {"tool_results": 1, "reply": told},
        *clerk(root),
    )
    env = {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": "sk-ant-test-key-0", "GITHUB_TOKEN": TOKEN}
    before = api.stats()["requests"].get("POST /v1/messages", 0)
    out, err = door(root, {**os.environ, **env})
    left = [("standard output", out), ("standard error", err), *leavings(root)]

    assert api.stats()["requests"].get("POST /v1/messages", 0) > before, err
    assert any("[redacted]" in text for _, text in left), err
    assert [] == [(place, needle) for place, text in left for needle in NEEDLES if needle in text]
