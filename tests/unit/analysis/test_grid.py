from __future__ import annotations

from audition.analysis.grid import grid_of
from audition.records.comparison import Tally
from audition.records.grid import Place


def row(index, status="scored", score=1.0, *, passed=True):
    """A reading in short, as a run file gives it."""
    return ("late-fee", "clerk/hasty", index, "signs", "check", "gate", True, status, score, passed, "v1", None)


def cell(*rows):
    """The only cell of these readings."""
    return grid_of("r1", rows)[Place("r1", "clerk/hasty", "late-fee", "signs")]


def test_a_cell_counts_the_readings_of_a_case():
    """What was not scored is counted beside the scores."""
    found = cell(row(0), row(1, score=0.5, passed=False), row(2, "not_applicable", None, passed=None))

    assert Tally(scored=2, passed=1, not_applicable=1, unscored=0, mean=0.75) == found.tally


def test_the_trial_to_look_at_first_is_the_worst():
    """The lowest score, the earliest of equals."""
    assert cell(row(0), row(1, score=0.0, passed=False), row(2, score=0.0, passed=False)).worst == 1


def test_a_broken_grader_is_looked_at_before_a_low_score():
    """It says nothing of the work."""
    assert cell(row(0, score=0.0, passed=False), row(1, "unscored", None, passed=None)).worst == 1


def test_without_a_score_there_is_no_mean():
    """Unknown, not 0."""
    assert cell(row(0, "not_applicable", None, passed=None)).tally.mean is None
