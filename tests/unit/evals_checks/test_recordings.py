"""What the checks find in the recordings is what careful reading finds there, and nothing else."""

from __future__ import annotations

import functools

import pytest

from audition.grading.building import BuiltCheck
from audition.grading.grade import grade, required_failures
from audition.grading.judging.suspicion import words_to_the_judge
from audition.records.grades import NotApplicable, Reading, Score, Unscored
from tests.fakes.shipped import graders, recordings, trial, work

UNSURE = {
    "sales-merger-rival-acquirer-1",
    *(f"sales-multi-threading-gap-{index}" for index in (0, 1)),
    *(f"sales-open-p1-during-expansion-{index}" for index in (0, 1)),
}
"""The works by the sales prompt that give no probability although a health score is on record."""


@functools.cache
def _readings(recording: str) -> list[tuple[BuiltCheck, Reading]]:
    """What the checks of this suite's folder that meet a recording say of it."""
    graded = work(recording)
    return [
        (built, built.check.grade(graded))
        for built in graders().checks[graded.scenario.id]
        if built.meets(graded.variant.id) and not type(built.check).__module__.startswith("audition.")
    ]


def test_the_recordings_show_these_faults_and_no_others() -> None:
    """No probability where a score would carry one: all works by the prompt that asks for none, and five by the other.

    A new fault is a false alarm or a discovery, and both want a look.
    """
    failed = {
        (name, built.id)
        for name in recordings()
        for built, reading in _readings(name)
        if isinstance(reading, Score) and not reading.passed
    }

    assert {grader for _, grader in failed} == {"states_probability"}
    assert {name for name, _ in failed if name.startswith("sales-")} == UNSURE
    assert sum(name.startswith("support-") for name, _ in failed) == 44


@pytest.mark.parametrize(
    ("grader", "recording"),
    [
        ("competitor_named", "sales-late-discovery-0"),
        ("states_probability", "sales-conflicting-records-0"),
        ("sales_milestones", "sales-late-discovery-1"),
    ],
)
def test_a_question_that_does_not_arise_is_not_answered(grader: str, recording: str) -> None:
    """No competitor, no target, no measured health, no step to come: not applicable, with the reason."""
    reading = next(reading for built, reading in _readings(recording) if built.id == grader)

    assert isinstance(reading, NotApplicable)


def test_every_reason_is_one_line() -> None:
    """It stands in a table cell."""
    reasons = [reading.reason for name in recordings() for _, reading in _readings(name)]

    assert all(said and "\n" not in said for said in reasons)


def test_every_recorded_trial_passes_what_is_required() -> None:
    """No check breaks on them either."""
    grades = [one for name in recordings() for one in grade(trial(name), graders(), {})]

    assert required_failures(grades) == ()
    assert not [str(one) for one in grades if isinstance(one.reading, Unscored)]


def test_no_recorded_work_speaks_to_its_judge() -> None:
    """Success criteria, a judgement of one's own and health scores are ordinary words."""
    assert {words_to_the_judge(work(name)) for name in recordings()} == {None}
