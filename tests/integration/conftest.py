"""Projects to run commands in, and the command itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.fakes import letters as small
from tests.fakes.commands import call

ROOT = Path(__file__).parents[2]

PATIENCE = 300
"""Seconds until what hangs is given up, on a machine however busy."""

SCENARIOS = (
    "champion-departure",
    "competitive-threat-price",
    "conflicting-records",
    "health-boundary-75",
    "late-discovery",
    "negotiation-discount-liability",
    "renewal-risk-red",
    "upsell-seat-expansion",
)
"""Those whose recordings are played here, whatever else is recorded."""
EXACT = "[consistent, milestone_status, competitor_named, risk]"
"""Checks that gate there, so that there is a verdict without a judge."""
UNRECORDED = ("injected-instruction",)
"""Scenarios whose own checks the suite names."""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    """A copy of everything people wrote for the shipped suite, without what runs wrote."""
    root = tmp_path / "world"
    root.mkdir()
    shutil.copy(ROOT / "pyproject.toml", root)
    for folder in ("agents", "scenarios", "rubrics", "evals"):
        shutil.copytree(ROOT / folder, root / folder, ignore=shutil.ignore_patterns("__pycache__", "baselines"))
    return root


@pytest.fixture
def world(whole: Path) -> Path:
    """The same with two recorded trials of each variant in eight scenarios, and nothing that a judge said of them."""
    for path in (whole / "scenarios/account-manager").iterdir():
        if path.stem not in {*SCENARIOS, *UNRECORDED, "suite"}:
            path.unlink()
    for path in (whole / "evals/recordings/account-manager").iterdir():
        if path.stem[:-2].split("-", 1)[1] not in SCENARIOS:
            path.unlink()
    for folder in ("judgements", "labels", "calibrations", "history"):
        shutil.rmtree(whole / "evals" / folder, ignore_errors=True)
    _ask_by_the_rubric_alone(whole / "scenarios/account-manager")
    return whole


def _ask_by_the_rubric_alone(folder: Path) -> None:
    """Take the scenarios' criteria out, so that a judge answers the same ten questions of every work."""
    for path in folder.iterdir():
        text = path.read_text("utf-8").partition("\ncriteria:\n")[0]
        if path.stem == "suite":
            head, _, tail = text.partition("\njudge:\n")
            text = f"{head}\n{tail.partition(chr(10) * 2)[2]}".replace("[account-plan-2, criteria]", EXACT)
        path.write_text(f"{text.rstrip()}\n", "utf-8")


@pytest.fixture
def letters(tmp_path: Path) -> Path:
    """A copy of the small example project, nothing recorded."""
    return small.project(tmp_path)


@pytest.fixture(scope="session")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small project with three scenarios, two recorded trials a case; to be copied, not written in."""
    root = small.project(tmp_path_factory.mktemp("recorded"), small.THREE)
    small.record(root, trials=2)
    return root


@pytest.fixture
def replaying(recorded: Path, tmp_path: Path) -> Path:
    """A copy of the small project with recordings of three scenarios, two trials a case."""
    return Path(shutil.copytree(recorded, tmp_path / "replaying"))


@pytest.fixture
def audition() -> Run:
    """Runs the command in a folder, in this process: `audition(folder, "run", "-n", "2")`."""

    def here(
        folder: Path, *words: str, env: dict[str, str] | None = None, typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        return without_progress(call(folder, *words, env={**_environment(), **(env or {})}, typed=typed))

    return here


@pytest.fixture
def process() -> Run:
    """The same in a process of its own."""

    def start(folder: Path, *words: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, "-c", "from audition.cli import main; main()", *words],
            cwd=folder,
            env={**_environment(), **(env or {})},
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        return without_progress(done)

    return start


def without_progress(done: subprocess.CompletedProcess[str]) -> subprocess.CompletedProcess[str]:
    """What a command said, but for how far it had come: a log hears of that on a slow machine alone."""
    done.stderr = re.sub(r"(?m)^\d+ of \d+ trials done · .*\n", "", done.stderr)
    return done


def _environment() -> dict[str, str]:
    """This process's, without what would make a command call the API or format for a terminal of this machine."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("ANTHROPIC_", "COLUMNS"))}
