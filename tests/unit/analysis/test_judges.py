"""Who judged by which rubric, and what became of the works that nobody could judge."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from audition.analysis.judges import GATES, NOT_JUDGED, UNCALIBRATED, judge_rows
from audition.records.definitions import Role
from audition.records.evidence import TrialId
from audition.records.grades import Grade, GraderKind, Mark, Status, Unscored
from tests.unit.analysis.tables import reading, side, trial


def tone(index: int, **changes: Any) -> Mark:
    """The mark of one work by a rubric."""
    return reading("a", index, grader="tone", kind=GraderKind.RUBRIC, role=Role.INFORMS, **changes)


UNUSABLE: dict[str, Any] = {"status": Status.UNSCORED, "value": None, "passed": None}
UNASKED: dict[str, Any] = {"status": Status.NOT_APPLICABLE, "value": None, "passed": None}


def broke_down(trial: TrialId, grader: str) -> Grade:
    """A stored reading of which the judge gave no answer."""
    return Grade(
        trial=trial,
        grader=grader,
        kind=GraderKind.RUBRIC,
        role=Role.INFORMS,
        reading=Unscored(reason="it refused"),
        version="v1",
    )


def told(*works: Mark, **changes: Any) -> list[tuple[str | None, str]]:
    """Judge and note of each row that these grades of one side make."""
    one = side({"a": [1.0] * len(works)}, more=works, **changes)
    return [(row.fingerprint, row.note) for row in judge_rows([one], (), {one.run: broke_down})]


def test_a_rubric_says_who_judged_and_what_that_decides():
    """One row a judge; where nobody was asked, that."""
    gating = replace(tone(1, fingerprint="opus-2"), role=Role.GATE)

    assert told(tone(0, fingerprint="opus-1"), gating) == [("opus-1", UNCALIBRATED), ("opus-2", GATES)]
    assert told(tone(0, **UNASKED)) == [(None, NOT_JUDGED)]
    assert told(tone(0, fingerprint="opus-1"), tone(1, **UNASKED)) == [("opus-1", UNCALIBRATED)]


def test_a_judge_that_broke_down_is_not_called_one_that_was_not_asked():
    """How many works it left unscored, and why the first of them is."""
    lost = "unscored, such as a × clerk/hasty #1: it refused"

    assert told(tone(0, **UNASKED), tone(1, **UNUSABLE)) == [(None, f"1 of 2 {lost}")]
    assert told(tone(0, fingerprint="opus-1"), tone(1, fingerprint="opus-1", **UNUSABLE)) == [
        ("opus-1", f"{UNCALIBRATED}; 1 of 2 {lost}")
    ]
    assert told(tone(0, fingerprint="opus-1"), tone(1, **UNUSABLE)) == [
        ("opus-1", UNCALIBRATED),
        (None, f"1 of 2 {lost}"),
    ]


def test_a_replay_that_diverged_is_not_the_judges_doing():
    """Every grader of such a trial is unscored, those that nobody asked too."""
    assert told(tone(0, **UNUSABLE), played=[trial("a", 0, diverged="the second call")]) == [(None, NOT_JUDGED)]
