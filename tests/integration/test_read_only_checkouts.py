"""A checkout that cannot be written to is replayed all the same, with runs and reports elsewhere."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.fakes.letters import FLAWLESS, THREE, project, record
from tests.integration.conftest import PATIENCE, Run


@pytest.fixture
def recorded(tmp_path: Path) -> Path:
    """The small project with its recordings."""
    root = project(tmp_path, THREE)
    record(root, FLAWLESS, trials=1)
    return root


def test_a_folder_that_is_named_holds_runs_reports_and_cache(recorded: Path, tmp_path: Path, audition: Run):
    """And what is stored there is found again by every command."""
    elsewhere = tmp_path / "elsewhere"
    done = audition(recorded, "run", "-n", "1", env={"AUDITION_REPORTS": str(elsewhere)})
    again = audition(recorded, "report", "latest", env={"AUDITION_REPORTS": str(elsewhere)})

    assert done.returncode == again.returncode == 0, done.stderr + again.stderr
    assert not (recorded / "reports").exists()
    assert len(list((elsewhere / "runs").glob("*.sqlite"))) == 1
    assert "elsewhere/" in done.stdout


def test_a_name_that_is_no_whole_path_is_refused(recorded: Path, audition: Run):
    """It would mean another folder in every folder."""
    done = audition(recorded, "run", "-n", "1", env={"AUDITION_REPORTS": "there"})

    assert (done.returncode, done.stdout) == (2, "")
    assert "AUDITION_REPORTS is no whole path" in done.stderr


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="no bubblewrap to mount a checkout read-only")
def test_a_checkout_that_is_mounted_read_only_replays(recorded: Path, tmp_path: Path):
    """The run lies in the user's state folder; the checkout is as it was."""
    before = sorted(path for path in recorded.rglob("*"))
    state = tmp_path / "state"
    state.mkdir()
    outer = ["bwrap", "--dev-bind", "/", "/", "--ro-bind", str(recorded), str(recorded), "--chdir", str(recorded)]
    done = subprocess.run(
        [*outer, str(Path(sys.executable).with_name("audition")), "run", "-n", "1"],
        env={**os.environ, "XDG_STATE_HOME": str(state)},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )

    assert done.returncode == 0, done.stderr
    assert len(list(state.glob("audition/letters-*/runs/*.sqlite"))) == 1
    assert str(state) in done.stdout.replace("../", "/") or "state/audition/letters-" in done.stdout
    assert sorted(path for path in recorded.rglob("*")) == before


@pytest.mark.parametrize(("word", "told"), [("runn", "did you mean `run`"), ("chek", "did you mean `check`")])
def test_a_misspelt_command_is_told_the_one_that_is_meant(word: str, told: str, recorded: Path, audition: Run):
    """Exit 2, as for every wrong word."""
    done = audition(recorded, word)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
