from __future__ import annotations

from dataclasses import replace

import pytest

from audition.records.estimates import Estimate
from audition.reporting.html.forest import MOST_ROWS, forest_of
from audition.reporting.words import leaning
from tests.fakes import shown


def test_the_gate_score_stands_first_then_what_differs():
    """On one scale around zero, the margin as a band."""
    forest = forest_of(shown.comparison())

    assert ["gate score", "signs"] == [bar.label for bar in forest.bars]
    assert [("−100", 0.0), ("−50", 25.0), ("0", 50.0), ("+50", 75.0), ("+100", 100.0)] == [
        (tick.label, tick.at) for tick in forest.ticks
    ]
    assert (47.5, 5.0) == forest.band
    assert (10.0, 25.0, 45.0) == (forest.bars[1].low, forest.bars[1].at, forest.bars[1].high)


def test_small_differences_get_a_small_scale():
    """Nothing is drawn as a dot in the middle."""
    small = Estimate(value=0.01, low=-0.02, high=0.04)
    verdict = replace(shown.comparison().verdict, difference=small, margin=0.02)
    forest = forest_of(shown.comparison(verdict=verdict, rows=()))

    assert ["−5", "−2.5", "0", "+2.5", "+5"] == [tick.label for tick in forest.ticks]


def test_what_finds_no_room_is_counted():
    """The largest differences are shown."""
    forest = forest_of(shown.comparison(rows=tuple(shown.row(f"grader-{n}") for n in range(MOST_ROWS + 3))))

    assert (MOST_ROWS + 1, 3) == (len(forest.bars), forest.rest)


def test_what_must_be_known_of_a_grader_is_a_note_below_the_plot():
    """Said once, however many graders it is true of."""
    rows = (shown.row("a", note="uncalibrated"), shown.row("b"), shown.row("c", note="uncalibrated"))
    forest = forest_of(shown.comparison(rows=rows))

    assert ("uncalibrated",) == forest.notes
    assert [None, 1, None, 1] == [bar.note for bar in forest.bars]


def test_without_pairs_there_is_no_plot():
    """Nothing is drawn of nothing."""
    verdict = replace(shown.comparison().verdict, difference=None)

    assert forest_of(shown.comparison(verdict=verdict, rows=())) is None


@pytest.mark.parametrize(
    ("value", "supported", "expected"),
    [(0.2, True, "better"), (-0.2, True, "worse"), (0.2, False, "open"), (-0.2, False, "open")],
)
def test_a_grader_leans_where_the_evidence_supports_its_difference(value, supported, expected):
    """An interval of its own that leaves out zero is not enough: many were looked at."""
    row = shown.row(difference=Estimate(value=value, low=value - 0.1, high=value + 0.1), supported=supported)
    forest = forest_of(shown.comparison(rows=(row,)))

    assert (expected, expected) == (leaning(row), forest.bars[1].leaning)


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.01, 0.2, "better"), (-0.2, -0.01, "worse"), (-0.1, 0.1, "open"), (0.0, 0.1, "open")],
)
def test_the_gate_score_leans_where_its_interval_leaves_out_zero(low, high, expected):
    """Its ends included."""
    gate = Estimate(value=(low + high) / 2, low=low, high=high)
    forest = forest_of(shown.comparison(verdict=replace(shown.comparison().verdict, difference=gate)))

    assert expected == forest.bars[0].leaning
