"""Watching a suite week by week: a screen that must be confirmed afresh, and advisory lines for the plot."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from audition.stats.cells import Cells
from audition.stats.gate import Breaks, find_breaks
from audition.stats.intervals import Interval
from audition.stats.permutation import permutation_test
from audition.stats.sequential import SequentialPlan

_MOVING_RANGE: Final = 2.66


@dataclass(frozen=True, slots=True)
class Screen:
    """A week against the stored baseline: `suspicious` asks for a fresh run of both sides and claims nothing itself."""

    suspicious: bool
    p_worse: float
    breaks: Breaks


def screen(cells: Cells, seed: int, alpha: float = 0.10) -> Screen:
    """Whether this week is worth confirming: a worse mean at one-sided `alpha`, or a scenario that broke."""
    p_worse = permutation_test(cells, seed).p_value("worse")
    breaks = find_breaks(cells, seed)
    return Screen(p_worse < alpha or bool(breaks.scenarios), p_worse, breaks)


def confirmation(margin: float) -> SequentialPlan:
    """The plan of the fresh, interleaved run that alone may call a weekly regression: ten trials, one-sided .01."""
    return SequentialPlan(most_trials=10, margin=margin, alpha=0.01, side="worse")


def difference_z(cells: Cells) -> float:
    """The mean difference in standard deviations of its relabellings; 0 where no relabelling could change it."""
    variance = 0.0
    for baseline, candidate in zip(cells.baseline, cells.candidate, strict=True):
        pooled = np.concatenate([baseline, candidate])
        variance += float(pooled.var(ddof=1)) * (1 / len(baseline) + 1 / len(candidate))
    spread = math.sqrt(variance) / cells.scenarios
    return float(cells.differences.mean()) / spread if spread > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Cusum:
    """Cumulated falls and rises of a series, one each a point, and the points (from 0) at which either alarmed."""

    falls: tuple[float, ...]
    rises: tuple[float, ...]
    alarms: tuple[int, ...]


def cusum(z: Sequence[float], slack: float = 0.5, limit: float = 5.0) -> Cusum:
    """The two-sided CUSUM of standardised differences; it starts again at 0 after each alarm.

    Advisory: weeks that share a baseline are correlated, so the textbook's run lengths do not hold. Source: Page 1954.
    """
    falls, rises = [0.0], [0.0]
    alarms: list[int] = []
    for week, value in enumerate(z):
        alarmed = bool(alarms) and alarms[-1] == week - 1
        falls.append(max(0.0, (0.0 if alarmed else falls[-1]) - value - slack))
        rises.append(max(0.0, (0.0 if alarmed else rises[-1]) + value - slack))
        if max(falls[-1], rises[-1]) > limit:
            alarms.append(week)
    return Cusum(tuple(falls[1:]), tuple(rises[1:]), tuple(alarms))


def control_limits(series: Sequence[float]) -> Interval | None:
    """Where the next point lies if nothing changes: mean ± 2.66 mean moving ranges; None for fewer than three points.

    Source: Shewhart's chart of individuals.
    """
    if len(series) < 3:
        return None
    values = np.asarray(series, dtype=np.float64)
    half = _MOVING_RANGE * float(np.abs(np.diff(values)).mean())
    return Interval(float(values.mean()) - half, float(values.mean()) + half)
