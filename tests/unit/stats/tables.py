"""Worked tables that several tests check against, and what hypothesis draws tables from."""

from __future__ import annotations

from hypothesis import strategies as st

from audition.stats import Cells


def counts(passed: list[int], trials: int) -> list[list[float]]:
    """Pass/fail scores, one scenario a count of passes."""
    return [[1.0] * n + [0.0] * (trials - n) for n in passed]


def swapped(table: Cells) -> Cells:
    """The same table with the sides exchanged."""
    return Cells(table.candidate, table.baseline)


FIVE_BY_FIVE = Cells.of(counts([5, 5, 4, 3, 5], 5), counts([5, 3, 2, 1, 4], 5))
ALL_PASS = Cells.of(counts([5] * 5, 5), counts([5] * 5, 5))
TWO_BROKEN = Cells.of(counts([3] * 10, 3), counts([0, 0] + [3] * 8, 3))
STORED_BASELINE = Cells.of(counts([20, 19, 18, 10], 20), counts([5, 4, 3, 1], 5))
GRADED = Cells.of(
    [[1, 0.75, 1], [0.5, 0.5, 0.75], [0.25, 0, 0.5], [1, 1, 1]],
    [[0.75, 0.75, 0.5], [0.5, 0.25, 0.5], [0, 0, 0.25], [1, 0.75, 1]],
)


def cells(*, most_scenarios: int = 5, most_trials: int = 5, fewest_trials: int = 1) -> st.SearchStrategy[Cells]:
    """Any table without empty cells: ragged, pass/fail, on a grid or anywhere in [0, 1]."""
    score = st.one_of(st.sampled_from([0.0, 1.0]), st.sampled_from([0.0, 0.25, 1 / 3, 1.0]), st.floats(0, 1))
    cell = st.lists(score, min_size=fewest_trials, max_size=most_trials)
    pairs = st.lists(st.tuples(cell, cell), min_size=1, max_size=most_scenarios)
    return pairs.map(lambda rows: Cells.of([a for a, _ in rows], [b for _, b in rows]))
