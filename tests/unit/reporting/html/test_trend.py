"""Where a trend's marks stand: higher scores above lower ones, inside the plot, with what changed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audition.records.accepted import Occasion
from audition.records.attribution import Cause, Change
from audition.records.estimates import Estimate
from audition.records.history import HistoryPoint, HistorySeries
from audition.reporting.html.trend import HEIGHT, spark_of, trend_of

scores = st.floats(0, 1)


def point(value: float | None, **changes) -> HistoryPoint:
    """A week's run whose interval is a tenth to either side."""
    gate = None if value is None else Estimate(value=value, low=max(0.0, value - 0.1), high=min(1.0, value + 0.1))
    facts = {"run": "r", "week": "2026-W47", "created_at": "", "occasion": Occasion.WEEKLY, "trials": 5}
    return HistoryPoint(**{**facts, "gate": gate, **changes})


def series(*points: HistoryPoint, band: tuple[float, float] | None = None) -> HistorySeries:
    """A variant's runs."""
    return HistorySeries(variant="clerk/careful", points=points, band=band)


@given(st.lists(st.none() | scores, min_size=1, max_size=20))
def test_every_mark_stands_inside_and_in_the_order_of_its_runs_and_scores(values):
    """From left to right, the better the higher; a run without a score has no mark."""
    trend = trend_of(series(*map(point, values)))
    dots = [(dot, value) for dot, value in zip(trend.dots, values, strict=True) if dot]

    assert [dot is None for dot in trend.dots] == [value is None for value in values]
    assert all(0 <= dot.high <= dot.y <= dot.low <= HEIGHT and 0 < dot.x < 100 for dot, _ in dots)
    assert [dot.x for dot, _ in dots] == sorted({dot.x for dot, _ in dots})
    assert all(one.y >= other.y for one, a in dots for other, b in dots if a < b)
    assert len(trend.strokes) == max(0, len(dots) - 1)


def test_the_band_lies_where_its_scores_would():
    """Between the heights of its two ends."""
    trend = trend_of(series(point(0.7), point(0.9), band=(0.7, 0.9)))
    low, high = trend.dots

    assert trend.band == (high.y, round(low.y - high.y, 1))


def test_what_changed_and_what_failed_are_marked():
    """By words and by tone."""
    change = Change(cause=Cause.PROMPT, detail="the tone", tells="Hold it against the commit before.")
    first, second = trend_of(series(point(0.9), point(0.5, failed=1, markers=(change,)))).dots

    assert (first.tone, first.marker) == ("", "")
    assert (second.tone, second.marker) == ("worse", "prompt: the tone")


def test_a_small_trend_leaves_out_what_is_unknown():
    """And keeps the rest in its place."""
    assert [x for x, _ in spark_of([1.0, None, 0.0])] == [4.0, 96.0]
