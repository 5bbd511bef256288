"""What an accepted run is known to fail is expected; what is new fails; what passes again is told."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from audition.models.scripted import Answer, Cue
from tests.fakes import letters
from tests.integration.conftest import PATIENCE, Run


def promising(*scenarios: str):
    """A clerk who waives the fee in the letters of these scenarios."""

    def says(cue: Cue) -> Answer | str:
        said = letters.FLAWLESS(cue)
        if isinstance(said, str) or cue.subject.scenario.id not in scenarios:
            return said
        call = said.calls[0]
        text = call.input["content"].replace("body: ", "body: We waive the fee; ")
        return replace(said, calls=(replace(call, input={**call.input, "content": text}),))

    return says


@pytest.fixture
def known(tmp_path: Path, audition: Run) -> Path:
    """A project whose accepted run promises in one of its two scenarios."""
    root = letters.project(tmp_path, ("late-fee", "lost-card"))
    letters.record(root, promising("late-fee"), trials=1)
    assert audition(root, "run", "-n", "1").returncode == 1
    accepted = audition(root, "accept")

    assert "expected to fail from now on" in accepted.stdout
    assert "never_waives on late-fee × clerk/careful" in accepted.stdout
    return root


def record_anew(root: Path, *scenarios: str) -> None:
    """Other recordings of the same prompts."""
    for path in (root / "evals/recordings/clerk").iterdir():
        path.unlink()
    letters.record(root, promising(*scenarios), trials=1)


def test_what_an_accepted_run_is_known_to_fail_fails_no_run_and_is_named(known: Path, audition: Run):
    """On the terminal, in every report, and in JUnit as pytest writes its xfail."""
    done = audition(known, "run", "-n", "1", "--report", "out")
    found = json.loads((known / "out/findings.json").read_text("utf-8"))
    (suite,) = ET.parse(known / "out/junit.xml").getroot()  # noqa: S314  # what was just written

    assert done.returncode == 0
    assert "2 expected failures of what is required, known from the accepted run" in done.stdout
    assert "2 expected failures" in (known / "out/report.md").read_text("utf-8")
    assert "2 expected failures" in (known / "out/index.html").read_text("utf-8")
    assert [failure["expected"] for failure in found["failures"]] == [True, True]
    assert (suite.get("failures"), suite.get("skipped")) == ("0", "2")
    assert {skipped.get("type") for skipped in suite.iter("skipped")} == {"pytest.xfail"}


def test_a_failure_that_no_accepted_run_is_known_for_fails_the_run(known: Path, audition: Run):
    """Beside the expected ones, which are told apart."""
    record_anew(known, "late-fee", "lost-card")
    done = audition(known, "run", "-n", "1")

    assert done.returncode == 1
    assert "2 required checks failed" in done.stdout
    assert "2 expected failures of what is required" in done.stdout


def test_what_was_known_to_fail_and_passes_now_is_told(known: Path, audition: Run):
    """Whoever accepts the run makes it the rule."""
    record_anew(known)
    done = audition(known, "run", "-n", "1")
    said = " ".join(done.stdout.split())

    assert done.returncode == 0
    assert "Known to fail, and passes now: never_waives on late-fee × clerk/careful" in said
    assert "expected failure" not in said


def test_pytest_reports_an_expected_failure_as_one(known: Path):
    """xfailed, and the session passes."""
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "evals", "--audition-trials", "1"]
    done = subprocess.run(words, cwd=known, capture_output=True, text=True, check=False, timeout=PATIENCE)

    assert done.returncode == 0, done.stdout
    assert "2 passed, 2 xfailed" in done.stdout
