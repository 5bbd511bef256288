"""A run file that the version before wrote is read by every command that reads, and by none that writes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.fakes import runs
from tests.integration.conftest import Run

OF_BEFORE = Path(runs.__file__).with_name("version-2.sqlite")
"""Two scenarios of the starter, two trials each, by the audition of 27 November 2026; its looks were `worse_only`."""
ID = "20261128-035444-release-notes-8d06"


@pytest.fixture
def root(tmp_path: Path, audition: Run) -> Path:
    """A project of today's starter with the run in it."""
    assert audition(tmp_path, "init").returncode == 0
    (tmp_path / "reports/runs").mkdir(parents=True, exist_ok=True)
    shutil.copy(OF_BEFORE, tmp_path / f"reports/runs/{ID}.sqlite")
    return tmp_path


def test_a_run_of_before_is_reported_shown_and_exported(root: Path, audition: Run):
    """Its graders had no points: each weighs one."""
    report = audition(root, "report", ID, "--out", "out")
    shown = audition(root, "show", "new-feature", "--run", ID)
    rows = audition(root, "export", ID)

    assert (report.returncode, shown.returncode, rows.returncode) == (0, 0, 0), report.stderr + shown.stderr
    assert json.loads((root / "out/findings.json").read_text("utf-8"))["runs"][0]["id"] == ID
    assert {json.loads(line)["points"] for line in rows.stdout.splitlines()} == {1.0}


def test_a_run_of_before_is_accepted_and_held_against_one_of_today(root: Path, audition: Run):
    """What is not the same on both sides is left out by name."""
    assert audition(root, "accept", ID).returncode == 0
    assert audition(root, "run").returncode in (0, 3)
    compared = audition(root, "compare", "latest")

    assert compared.returncode in (0, 3), compared.stderr
    assert "release-notes" in compared.stdout


@pytest.mark.parametrize("command", [("grade", ID), ("run", "--resume", ID)], ids=" ".join)
def test_what_would_write_a_run_of_before_says_in_one_sentence_what_to_do(root: Path, audition: Run, command):
    """It is left as it was."""
    done = audition(root, *command)

    assert done.returncode == 3
    assert done.stderr.count("\n") == 1
    assert "is a run file of version 2, which can be read and not written any more; run again" in done.stderr
    assert (root / f"reports/runs/{ID}.sqlite").read_bytes() == OF_BEFORE.read_bytes()
