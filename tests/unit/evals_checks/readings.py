"""What a check says of a work, in the fewest words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from audition.grading.check import Check, Work
from audition.records.definitions import Scenario
from audition.records.grades import NotApplicable, Score
from tests.fakes.shipped import suite, work


def verdict(check: Check, graded: Work) -> bool | None:
    """Whether the work passes; None: the question does not arise."""
    reading = check.grade(graded)
    if isinstance(reading, NotApplicable):
        return None
    assert isinstance(reading, Score)
    return reading.passed


def reason(check: Check, graded: Work) -> str:
    """The one line that the check gives."""
    said: str = check.grade(graded).reason
    return said


def with_facts(recording: str, **facts: Any) -> Work:
    """A recorded work held against other facts."""
    recorded = work(recording)
    return in_scenario(recorded, recorded.scenario, **facts)


def in_scenario(graded: Work, scenario: Scenario | str, **facts: Any) -> Work:
    """A work as if it had been done in another scenario."""
    met = suite().scenario(scenario) if isinstance(scenario, str) else scenario
    return replace(graded, scenario=replace(met, facts={**met.facts, **facts}))
