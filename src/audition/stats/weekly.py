"""Watching a suite week by week: a screen that must be confirmed afresh, and advisory lines for the plot."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from audition.stats.cells import Arm, Cells
from audition.stats.gate import Breaks, find_breaks
from audition.stats.intervals import Interval, arm_reach
from audition.stats.permutation import permutation_test

CONFIRMATION_ALPHA: Final = 0.005
WEEKS: Final = 26
FALSE_ALARMS: Final = 0.05
_SLACK: Final = 0.75
_SHARED_SLACK: Final = 1.75
_SERIES: Final = 4000


@dataclass(frozen=True, slots=True)
class Screen:
    """A week against the stored baseline: `suspicious` asks for a fresh run and claims nothing itself."""

    suspicious: bool
    p_worse: float
    breaks: Breaks


def screen(cells: Cells, seed: int, alpha: float = 0.10) -> Screen:
    """Whether this week is worth confirming: a worse mean at one-sided `alpha`, or a scenario that broke."""
    p_worse = permutation_test(cells, seed).p_value("worse")
    breaks = find_breaks(cells, seed)
    return Screen(p_worse < alpha or bool(breaks.scenarios), p_worse, breaks)


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
    limit: float
    alarms: tuple[int, ...]


def cusum(z: Sequence[float], shared: float) -> Cusum:
    """The two-sided CUSUM of standardised differences from one accepted run; it starts again at 0 after each alarm.

    `shared` is the accepted run's share of a difference's variance, in [0, 1): trials of a week over trials of both.
    Weeks that share a baseline are correlated, so the limit is not a textbook's but the one that at most
    `FALSE_ALARMS` of series of `WEEKS` weeks reach while nothing changes. Source: Page 1954.
    """
    slack, limit = _slack(round(shared, 2)), cusum_limit(round(shared, 2))
    falls, rises = [0.0], [0.0]
    alarms: list[int] = []
    for week, value in enumerate(z):
        alarmed = bool(alarms) and alarms[-1] == week - 1
        falls.append(max(0.0, (0.0 if alarmed else falls[-1]) - value - slack))
        rises.append(max(0.0, (0.0 if alarmed else rises[-1]) + value - slack))
        if max(falls[-1], rises[-1]) > limit:
            alarms.append(week)
    return Cusum(tuple(falls[1:]), tuple(rises[1:]), limit, tuple(alarms))


@lru_cache(maxsize=256)
def cusum_limit(shared: float) -> float:
    """What a CUSUM of differences that share so much of their variance stays below in 95 % of unchanged half-years."""
    rng = np.random.default_rng(0)
    own, common = rng.standard_normal((_SERIES, WEEKS)), rng.standard_normal((_SERIES, 1))
    z = math.sqrt(shared) * common + math.sqrt(1 - shared) * own
    sums = np.zeros((2, _SERIES))
    largest = np.zeros(_SERIES)
    for week in z.T:
        sums = np.maximum(0.0, sums + np.stack([week, -week]) - _slack(shared))
        largest = np.maximum(largest, sums.max(axis=0))
    return float(np.quantile(largest, 1 - FALSE_ALARMS))


def _slack(shared: float) -> float:
    """What a week may differ by before it counts: more where the accepted run's own noise pulls all weeks one way."""
    return _SLACK + _SHARED_SLACK * math.sqrt(shared)


def next_run(accepted: Arm, trials: int, confidence: float = 0.95) -> Interval:
    """Where the mean of a run of so many trials a scenario lies, if nothing changed since the accepted run."""
    coming = replace(accepted, trials=np.full_like(accepted.trials, trials))
    known, own = arm_reach(accepted, confidence), arm_reach(coming, confidence)
    below, above = (float(np.hypot(*pair)) for pair in zip(known, own, strict=True))
    return Interval(max(0.0, accepted.mean - below), min(1.0, accepted.mean + above))
