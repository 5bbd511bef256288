from __future__ import annotations

from dataclasses import replace

from audition.analysis.grid import grid_of
from audition.records.grades import Status
from audition.records.grid import Place
from audition.records.rows import Tally
from tests.unit.analysis.tables import HASTY, reading


def cell(*marks):
    """The only cell of these marks."""
    return grid_of("r1", marks)[Place("r1", HASTY, "late-fee", "score")]


def mark(index, value: float | None = 1.0, status=None):
    """What one grader read of a trial of one case."""
    read = reading("late-fee", index, value)
    return replace(read, status=status or read.status)


def test_a_cell_counts_the_readings_of_a_case():
    """What was not scored is counted beside the scores."""
    found = cell(mark(0), mark(1, 0.5), mark(2, None))

    assert Tally(scored=2, passed=1, not_applicable=1, unscored=0, mean=0.75) == found.tally


def test_the_trial_to_look_at_first_is_the_worst():
    """The lowest score, the earliest of equals."""
    assert cell(mark(0), mark(1, 0.0), mark(2, 0.0)).worst == 1


def test_a_broken_grader_is_looked_at_before_a_low_score():
    """It says nothing of the work."""
    assert cell(mark(0, 0.0), mark(1, None, Status.UNSCORED)).worst == 1


def test_without_a_score_there_is_no_mean():
    """Unknown, not 0."""
    assert cell(mark(0, None)).tally.mean is None
