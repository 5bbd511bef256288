"""`audition init`: what a newcomer types, from an empty folder to a difference."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from audition.usecases.init import init

FULL = "agents/release-notes/full.md"


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """A folder with the starter in it."""
    init(tmp_path)
    return tmp_path


def commands(said: str) -> list[str]:
    """The lines that `audition init` tells to type."""
    return [line.strip() for line in said.split("\nNext", 1)[1].splitlines() if line.startswith("  ")]


def pytest_evals(folder: Path) -> subprocess.CompletedProcess[str]:
    """`pytest evals/` in a folder."""
    plugins = [word for name in ("cacheprovider", "hypothesispytest", "anyio") for word in ("-p", f"no:{name}")]
    words = [sys.executable, "-m", "pytest", "evals/", *plugins]
    return subprocess.run(words, cwd=folder, capture_output=True, text=True, check=False)


def test_the_tour_that_it_tells_ends_in_a_difference(tmp_path, audition):
    """An empty folder becomes a suite that passes; the edit that it proposes costs the step for upgrading."""
    told = commands(audition(tmp_path, "init").stdout)
    checked, tested = audition(tmp_path, "check"), pytest_evals(tmp_path)
    for edit in (line for line in told if line.startswith("sed ")):
        subprocess.run(edit, shell=True, cwd=tmp_path, check=True)  # noqa: S602  # it is a line for a shell
    run = audition(tmp_path, "run")

    assert [line.split()[0] for line in told] == [
        "audition",
        "pytest",
        "sed",
        "sed",
        "audition",
        "audition",
        "audition",
    ]
    assert (checked.returncode, checked.stderr) == (0, "")
    assert "2 passed" in tested.stdout
    assert (run.returncode, run.stderr) == (0, "")
    assert ["names_the_step", "2/2", "0/2"] in [line.split()[:3] for line in run.stdout.splitlines()]
    assert "Written by hand for the starter suite" in run.stdout


def test_any_other_edit_makes_the_recordings_stale_by_name(started, audition):
    """A changed prompt is never answered by what was recorded from another one."""
    prompt = started / FULL
    prompt.write_text(prompt.read_text("utf-8").replace("120 words", "90 words"), "utf-8")
    run = audition(started, "run")

    assert run.returncode == 2
    assert "release-notes/full: breaking-change #0 #1, new-feature #0 #1: the recording" in run.stderr
    assert "variant digest" in run.stderr


def test_the_agent_is_called_as_one_says(tmp_path, audition):
    """Paths and definitions carry the name that `--agent` gives, in a folder that is made."""
    said = audition(tmp_path, "init", "new/place", "--agent", "release-poet").stdout
    root = tmp_path / "new/place"

    assert "evals/test_release_poet.py" in said
    assert audition(root, "run").returncode == 0
    assert not [path for path in root.rglob("*") if "release-notes" in path.name or "release_notes" in path.name]


def test_pytest_finds_the_project_of_a_pyproject_that_was_there(tmp_path):
    """The table at the end of a file that knows nothing of pytest is enough."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "1"\n', "utf-8")
    init(tmp_path)

    assert pytest_evals(tmp_path).returncode == 0


def test_a_file_in_the_way_is_named_with_exit_2(started, audition):
    """Nothing is written over."""
    (started / FULL).write_text("mine", "utf-8")
    said = audition(started, "init")

    assert said.returncode == 2
    assert FULL in said.stderr
