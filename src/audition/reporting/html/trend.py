"""Where the marks of a trend stand: scores over runs with intervals, the control band, and what changed between."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from audition.records.history import HistorySeries

HEIGHT = 150
"""Pixels of the plot."""
_EDGE = 8


@dataclass(frozen=True, kw_only=True)
class Dot:
    """One run; `x` in percent of the width, the rest in pixels from above."""

    x: float
    y: float
    low: float
    high: float
    name: str
    """Its week and figures."""
    tone: str
    """`worse` where a required check failed or the week was doubted, else empty."""
    marker: str
    """What changed since the run before; empty: nothing that is recorded."""


@dataclass(frozen=True, kw_only=True)
class Trend:
    """A plot of one variant; `None` among the dots: a run without a score."""

    dots: tuple[Dot | None, ...]
    strokes: tuple[tuple[Dot, Dot], ...]
    """Neighbours that are joined."""
    band: tuple[float, float] | None
    """Where it begins and how high it is, in pixels."""
    ticks: tuple[tuple[float, str], ...]


def trend_of(series: HistorySeries) -> Trend:
    """The plot of a variant's gate scores."""
    lows = [point.gate.low for point in series.points if point.gate] + ([series.band[0]] if series.band else [])
    floor = max(0.0, math.floor(10 * min(lows, default=0.0)) / 10)
    floor = min(floor, 0.9)

    def y(score: float) -> float:
        return round(_EDGE + (1 - max(floor, score)) / (1 - floor) * (HEIGHT - 2 * _EDGE), 1)

    count = len(series.points)
    dots: list[Dot | None] = []
    for place, point in enumerate(series.points):
        if point.gate is None:
            dots.append(None)
            continue
        figures = f"{100 * point.gate.value:.1f} % ({100 * point.gate.low:.1f}–{100 * point.gate.high:.1f})"
        dots.append(
            Dot(
                x=round(4 + 92 * (place + 0.5) / count, 2),
                y=y(point.gate.value),
                low=y(point.gate.low),
                high=y(point.gate.high),
                name=f"{point.week}: {figures}",
                tone="worse" if point.failed or point.doubted else "",
                marker="; ".join(f"{change.cause.value}: {change.detail}" for change in point.markers),
            )
        )
    shown = [dot for dot in dots if dot]
    band = None if series.band is None else (y(series.band[1]), round(y(series.band[0]) - y(series.band[1]), 1))
    scale = sorted({floor, (1 + floor) / 2, 1.0})
    return Trend(
        dots=tuple(dots),
        strokes=tuple(pairwise(shown)),
        band=band,
        ticks=tuple((y(score), f"{100 * score:g} %") for score in scale),
    )


def spark_of(means: Sequence[float | None]) -> list[tuple[float, float]]:
    """(x in percent, y in pixels of 20) of each mean that is known, on the scale from 0 to 1."""
    count = max(1, len(means) - 1)
    return [
        (round(4 + 92 * place / count, 2), round(3 + 14 * (1 - mean), 1))
        for place, mean in enumerate(means)
        if mean is not None
    ]
