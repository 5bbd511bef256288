from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from audition.stats import Cells
from tests.unit.stats.tables import cells, swapped


@pytest.mark.parametrize("wrong", [1.01, -0.01, float("nan"), float("inf")])
def test_a_score_outside_the_unit_interval_is_refused(wrong):
    """NaN is not an unknown score here: unknown scores are left out before."""
    with pytest.raises(ValueError, match=r"not a number in \[0, 1\]"):
        Cells.of([[0.5]], [[wrong]])


def test_sides_of_different_length_are_refused():
    """Scenarios are paired by position."""
    with pytest.raises(ValueError, match=r"2 scenarios on the baseline's side, 1 on the candidate's"):
        Cells.of([[1], [1]], [[1]])


def test_a_nested_cell_is_refused():
    """One scenario and side is one flat sequence."""
    with pytest.raises(ValueError, match="flat sequence"):
        Cells.of([[[1, 0]]], [[1]])


def test_an_empty_table_and_an_empty_cell_have_no_canonical_form():
    """Procedures start from the canonical form, so none of them reads a cell without scores."""
    for table in (Cells.of([], []), Cells.of([[1], []], [[1], [1]])):
        with pytest.raises(ValueError, match="at least one score on both sides"):
            table.canonical()


def test_pairing_keeps_the_scenarios_scored_on_both_sides():
    """What is missing on one side is left out whole."""
    table = Cells.of([[1], [], [0, 1]], [[1], [1], [0]]).paired()

    assert [list(a) for a in table.baseline] == [[1], [0, 1]]
    assert [list(b) for b in table.candidate] == [[1], [0]]


def test_a_summary_tells_means_variances_and_trials_and_says_nan_for_what_it_cannot_know():
    """One trial has no variance; no trial has no mean."""
    arm, _ = Cells.of([[1, 0, 1], [0.5], []], [[1], [1], [1]]).arms

    np.testing.assert_allclose([2 / 3, 0.5, np.nan], arm.means)
    np.testing.assert_allclose([1 / 3, np.nan, np.nan], arm.variances)
    assert list(arm.trials) == [3, 1, 0]


def test_a_few_lost_trials_do_not_change_the_typical_number():
    """The lower median: at an even number of scenarios the smaller of the two in the middle."""
    arm, other = Cells.of([[1] * 3, [1] * 3, [1] * 2, [1] * 3], [[1] * 2, [1] * 2, [1] * 3, [1] * 3]).arms

    assert (arm.typical_trials, other.typical_trials) == (3, 2)


@given(cells())
def test_swapping_sides_and_shuffling_scenarios_lead_to_the_same_canonical_form(table):
    """The canonical form depends on contents alone, and says when it exchanged the sides."""
    shuffled = Cells.of([a[::-1] for a in table.baseline[::-1]], [b[::-1] for b in table.candidate[::-1]])
    form, exchanged = table.canonical()
    other, other_exchanged = swapped(shuffled).canonical()
    symmetric = swapped(table.canonical()[0]).canonical()[1] == exchanged

    assert [list(a) for a in form.baseline] == [list(a) for a in other.baseline]
    assert [list(b) for b in form.candidate] == [list(b) for b in other.candidate]
    assert symmetric or exchanged != other_exchanged
