"""The whole permutation distribution, counted, for scores that lie on a common grid (pass or fail, shares of few)."""

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from audition.stats.cells import Cells, Scores

_FINEST_GRID: Final = 10_000
_TOLERANCE: Final = 1e-9
_COUNTABLE_TRIALS: Final = 1_000


@dataclass(frozen=True, slots=True)
class Tails:
    """The probabilities, under relabelling, of a statistic below, the same as and above the observed one."""

    below: float
    tied: float
    above: float


@dataclass(frozen=True, slots=True, eq=False)
class _Cell:
    """One scenario in whole grid units above its least score; a unit of the candidate's sum weighs `weight`."""

    pooled: NDArray[np.int64]
    drawn: int
    observed: int
    weight: int

    @property
    def width(self) -> int:
        return int(self.pooled.max()) * self.drawn

    @property
    def two_valued(self) -> bool:
        top = self.pooled.max()
        return bool(((self.pooled == 0) | (self.pooled == top)).all())

    @property
    def work(self) -> int:
        """Elementary operations to count the sums of this cell."""
        return len(self.pooled) * (self.drawn if self.two_valued else self.drawn * self.width)


def tails(cells: Cells, budget: int) -> Tails | None:
    """The exact tails of the mean difference; None when they cannot be counted.

    They cannot when the scores share no grid or counting takes more than `budget` elementary operations. Pass/fail
    scenarios follow the hypergeometric distribution, others are counted by dynamic programming; scenarios are
    convolved.
    """
    parts = _on_grid(cells)
    if parts is None or sum(part.work for part in parts) > budget:
        return None
    total, observed = np.ones(1), 0
    for part in sorted(parts, key=lambda part: part.width * part.weight):
        if len(total) * part.width * part.weight > budget:
            return None
        spread = np.zeros(part.width * part.weight + 1)
        spread[:: part.weight] = sum_distribution(part.pooled, part.drawn)
        total = np.convolve(total, spread)
        observed += part.observed * part.weight
    return Tails(float(total[:observed].sum()), float(total[observed]), float(total[observed + 1 :].sum()))


def sum_distribution(pooled: NDArray[np.int64], drawn: int) -> Scores:
    """The probability of each sum 0, 1, … of `drawn` of these numbers (whole, ≥ 0) taken without replacement."""
    top = int(pooled.max())
    marked = int((pooled == top).sum())
    if top and marked + int((pooled == 0).sum()) == len(pooled):
        spread = np.zeros(top * drawn + 1)
        spread[::top] = hypergeometric(len(pooled), marked, drawn)
        return spread
    ways = np.zeros((drawn + 1, top * drawn + 1))
    ways[0, 0] = 1.0
    for value in pooled:
        ways[1:, value:] += ways[:-1, : ways.shape[1] - value].copy()
    counted: Scores = ways[drawn] / ways[drawn].sum()
    return counted


@lru_cache(maxsize=4096)
def hypergeometric(total: int, marked: int, drawn: int) -> Scores:
    """The probabilities of 0 … `drawn` marked among `drawn` taken of `total`, from exact integers.

    Scipy has this too, at one CPU second of import, which is more than a whole verdict takes.
    """
    ways, others = math.comb(total, drawn), total - marked
    least, most = max(0, drawn - others), min(marked, drawn)
    shares = np.zeros(drawn + 1)
    count = math.comb(marked, least) * math.comb(others, drawn - least)
    for k in range(least, most + 1):
        shares[k] = count / ways
        count = count * (marked - k) * (drawn - k) // ((k + 1) * (others - drawn + k + 1))
    shares.flags.writeable = False
    return shares


def _on_grid(cells: Cells) -> list[_Cell] | None:
    """The cells in whole units, those that relabelling cannot change left out; None when there is no common grid."""
    pooled = [np.concatenate(pair) for pair in zip(cells.candidate, cells.baseline, strict=True)]
    steps = _steps(np.unique(np.concatenate(pooled)))
    if steps is None or max(map(len, pooled)) > _COUNTABLE_TRIALS:
        return None
    varied = [s for s, scores in enumerate(pooled) if scores.min() < scores.max()]
    sizes = {s: (len(cells.baseline[s]), len(cells.candidate[s])) for s in varied}
    weights = {s: Fraction(a + b, a * b) for s, (a, b) in sizes.items()}
    denominator = math.lcm(*(weight.denominator for weight in weights.values()))
    whole = {s: int(weight * denominator) for s, weight in weights.items()}
    divisor = math.gcd(*whole.values())
    parts = []
    for s in varied:
        units = np.rint(pooled[s] * steps).astype(np.int64)
        units -= units.min()
        drawn = sizes[s][1]
        parts.append(_Cell(units, drawn, int(units[:drawn].sum()), whole[s] // divisor))
    return parts


def _steps(values: Scores) -> int | None:
    """The least number of equal steps from 0 to 1 that holds all of these values."""
    steps = 1
    for value in values:
        near = _fraction(float(value))
        if near is None:
            return None
        steps = math.lcm(steps, near.denominator)
        if steps > _FINEST_GRID:
            return None
    return steps


@lru_cache(maxsize=4096)
def _fraction(value: float) -> Fraction | None:
    near = Fraction(value).limit_denominator(1_000)
    return near if abs(near - Fraction(value)) < _TOLERANCE else None
