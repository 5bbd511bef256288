from __future__ import annotations

from dataclasses import replace
from typing import Any

from audition.analysis.moves import moves
from audition.records.definitions import Role
from audition.records.evidence import CaseId
from audition.records.grades import GATE, Mark, Status
from audition.records.moves import Move
from audition.records.rows import Tally
from tests.unit.analysis import tables


def reading(
    index: int, value: float | None = 1.0, *, grader: str = "greets", scenario: str = "late-fee", **changes: Any
) -> Mark:
    """A gate check's mark of a trial; None: it broke."""
    read = tables.reading(scenario, index, value, grader=grader)
    return replace(read, **({"status": Status.UNSCORED} if value is None else {}) | changes)


CASE = CaseId("late-fee", tables.HASTY)
BEFORE = [reading(0), reading(1), reading(0, grader="signs"), reading(1, grader="signs")]


def graders(found: tuple[Move, ...]) -> list[str]:
    """What moved."""
    return [move.grader for move in found]


def test_the_same_readings_move_nothing_however_many_trials_there_are():
    """Shares are held against each other."""
    assert moves(BEFORE, BEFORE) == ()
    assert moves(BEFORE, [reading(0), reading(0, grader="signs")]) == ()


def test_a_check_that_fails_now_moves_with_its_cases_gate_score_first():
    """Half of two gate checks is half a gate score."""
    found = moves(BEFORE, [reading(0), reading(1), reading(0, 0.0, grader="signs"), reading(1, 0.0, grader="signs")])

    assert graders(found) == [GATE, "signs"]
    assert [move.is_gate for move in found] == [True, False]
    assert (found[0].before, found[0].after) == (Tally(scored=2, passed=2, mean=1.0), Tally(scored=2, mean=0.5))
    assert found[1].after == Tally(scored=2, passed=0, mean=0.0)


def test_what_informs_moves_without_the_gate_score():
    """It decides nothing."""
    informs = [reading(0, grader="length", role=Role.INFORMS)]

    assert graders(moves(informs, [reading(0, 0.0, grader="length", role=Role.INFORMS)])) == ["length"]


def test_a_grader_that_broke_moves_its_gate_score_out_of_the_figures():
    """Half an instrument measures something else."""
    found = moves(BEFORE, [reading(0), reading(1), reading(0, grader="signs"), reading(1, None, grader="signs")])

    assert found[0].after == Tally(scored=1, passed=1, unscored=1, mean=1.0)
    assert found[1].after == Tally(scored=1, passed=1, unscored=1, mean=1.0)


def test_a_new_grader_moved_when_something_fails_it_and_a_gone_one_never():
    """An author who adds a check wants to know whether it can fail."""
    passing = [*BEFORE, reading(0, grader="dated", role=Role.INFORMS)]
    failing = [*BEFORE, reading(0, 0.0, grader="dated", role=Role.INFORMS)]

    assert moves(BEFORE, passing) == ()
    assert graders(moves(BEFORE, failing)) == ["dated"]
    assert moves(failing, BEFORE) == ()


def test_a_grader_that_is_another_now_is_said_to_be():
    """The work may be the same."""
    (move,) = moves([reading(0, role=Role.INFORMS, version="v1")], [reading(0, 0.0, role=Role.INFORMS, version="v2")])

    assert move.regraded


def test_of_a_new_case_the_gate_score_alone_moved():
    """There is nothing to hold its graders against."""
    found = moves([reading(0, scenario="other")], BEFORE)

    assert found == (
        Move(case=CASE, grader=GATE, is_gate=True, before=None, after=Tally(scored=2, passed=2, mean=1.0)),
    )


def test_what_was_not_played_now_moved_nothing():
    """Only affected cases are played."""
    assert moves([*BEFORE, reading(0, scenario="other")], BEFORE) == ()


def test_a_question_that_does_not_arise_is_no_part_of_the_gate_score():
    """As in every estimate."""
    asked = [reading(0), reading(0, None, grader="signs", status=Status.NOT_APPLICABLE)]

    assert moves([reading(0)], asked) == ()


def test_the_gate_score_that_moved_is_the_one_that_every_report_shows():
    """A grader that passes at 0.8 has passed: its trial passed, whatever the mean."""
    before, after = reading(0, 0.8, passed=True), reading(0, 0.7, passed=True)
    (gate, _) = moves([before], [after])

    assert gate.before == Tally(scored=1, passed=1, mean=0.8)
    assert gate.after == Tally(scored=1, passed=1, mean=0.7)


def test_what_is_required_comes_first_then_what_fell_most():
    """In a case what is required, what is part of the score, what informs; of the cases the worst."""

    def marks(value: float) -> list[Mark]:
        return [
            reading(0, value, scenario="c"),
            reading(0, 1.0, scenario="c", grader="signs"),
            reading(0, value, scenario="b"),
            reading(0, value, scenario="a", grader="warm", role=Role.INFORMS),
            reading(0, value, scenario="a", grader="polite", role=Role.REQUIRED),
            reading(0, 1.0 - value, scenario="d"),
        ]

    found = moves(marks(1.0), marks(0.0))

    assert list(dict.fromkeys(move.case.scenario for move in found)) == ["a", "b", "c", "d"]
    assert graders(found)[:2] == ["polite", "warm"]
