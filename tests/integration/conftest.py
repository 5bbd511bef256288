"""Projects to run commands in, and the command itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.fakes import berthing
from tests.fakes import letters as small
from tests.fakes.commands import call
from tests.fakes.mock_api import MockApi

ROOT = Path(__file__).parents[2]

PATIENCE = 300
"""Seconds until what hangs is given up, on a machine however busy."""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def api() -> Iterator[MockApi]:
    """The mock Messages API as it is unless told otherwise, running; `play` starts it afresh."""
    with MockApi() as running:
        yield running


@pytest.fixture
def harbour(tmp_path: Path) -> Path:
    """A copy of the tests' own project, with two recorded trials of each variant in three scenarios."""
    return berthing.project(tmp_path)


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
