"""`limits`: what a trial may use."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audition.errors import DefinitionError
from audition.records.grades import NotApplicable
from audition.records.turns import Usage
from tests.fakes import works
from tests.unit.grading.checks.reading import check, score

RECORDING = "brisk-clashing-records-0"


def used(**usage):
    """A change: every answer used as much."""

    def change(trial):
        return replace(trial, seconds=40.0, turns=tuple(replace(turn, usage=Usage(**usage)) for turn in trial.turns))

    return change


def test_turns_are_always_known():
    """The recorded trial took a few."""
    turns = len(works.trial(RECORDING).turns)

    assert score(check("limits", turns=turns), works.work(RECORDING)).passed
    assert score(check("limits", turns=turns - 1), works.work(RECORDING)).reason == (
        f"{turns} turns, at most {turns - 1}"
    )


def test_tokens_seconds_and_dollars_are_held_against_their_limits():
    """Each that is passed is told."""
    turns = len(works.trial(RECORDING).turns)
    work = works.work(RECORDING, used(input_tokens=100, output_tokens=50, cost_usd=0.01))

    assert score(check("limits", total_tokens=150 * turns, seconds=40, cost_usd=0.01 * turns + 1e-9), work).passed
    reading = score(check("limits", total_tokens=10, seconds=30, turns=100), work)
    assert reading.reason == f"{150 * turns} tokens, at most 10; 40 seconds, at most 30"


def test_what_is_unknown_is_not_judged():
    """A recording taken by hand has no usage; 0 would be a lie."""
    work = works.work(RECORDING)

    assert check("limits", cost_usd=1, total_tokens=5).grade(work) == NotApplicable(
        reason="tokens unknown, dollars unknown"
    )
    assert score(check("limits", cost_usd=1, turns=50), work).reason.endswith("50 turns; dollars unknown")


@pytest.mark.parametrize("params", [{}, {"turns": -1}], ids=str)
def test_limits_that_say_nothing_are_a_fault(params):
    """No limit at all, or one below 0."""
    with pytest.raises(DefinitionError):
        check("limits", **params)
