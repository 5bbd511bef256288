"""How a sequential plan spends its false alarms, and the bounds that follow."""

import math
from functools import lru_cache
from statistics import NormalDist
from typing import Final, Literal, TypeAlias

import numpy as np

from audition.stats.cells import Scores

Spending: TypeAlias = Literal["power", "pocock", "obrien-fleming"]

_POWER: Final = 1.75
_NODES: Final = 300
_FAR: Final = 9.0


def spent(alpha: float, fraction: float, spending: Spending, *, two_sided: bool) -> float:
    """The part of `alpha` that may be spent once this fraction of the trials is in.

    "power" is alpha times the fraction to the power of 1.75 (Kim and DeMets 1987): it stops as early as "pocock" when
    nothing changed and nearly as early at a large drop, and loses half as much power to a single look. "pocock" and
    "obrien-fleming" are the types of Lan and DeMets 1983: the earliest stops, and the least power lost.
    """
    if spending == "power":
        return float(alpha * fraction**_POWER)
    if spending == "pocock":
        return alpha * math.log(1 + (math.e - 1) * fraction)
    sides = 2 if two_sided else 1
    normal = NormalDist()
    return 2 * sides * (1 - normal.cdf(normal.inv_cdf(1 - alpha / sides / 2) / math.sqrt(fraction)))


@lru_cache(maxsize=64)
def bounds(alpha: float, fractions: tuple[float, ...], spending: Spending, *, two_sided: bool) -> tuple[float, ...]:
    """How many standard errors the difference must reach at each look, so that the chance of ever doing so is `alpha`.

    `fractions` of the planned trials rise to at most 1. The density of the sum that has not crossed is carried from
    look to look on Gauss-Legendre nodes. Source: Armitage, McPherson and Rowe 1969; Jennison and Turnbull 2000,
    chapter 19.
    """
    found: list[float] = []
    at, density, before, paid = np.zeros(1), np.ones(1), 0.0, 0.0
    nodes, weights = np.polynomial.legendre.leggauss(_NODES)
    for fraction in fractions:
        total = spent(alpha, fraction, spending, two_sided=two_sided)
        step = math.sqrt(fraction - before)
        bound = _crossing(total - paid, (at, density, step), two_sided=two_sided)
        found.append(bound / math.sqrt(fraction))
        low = -bound if two_sided else -_FAR * math.sqrt(fraction)
        new = (bound + low) / 2 + (bound - low) / 2 * nodes
        kernel = np.exp(-(((new[:, None] - at) / step) ** 2) / 2) / (step * math.sqrt(2 * math.pi))
        at, density = new, (kernel @ density) * weights * (bound - low) / 2
        before, paid = fraction, total
    return tuple(found)


def _crossing(chance: float, state: tuple[Scores, Scores, float], *, two_sided: bool) -> float:
    """The bound that the next sum crosses with this chance."""
    at, density, step = state
    low, high = 0.0 if two_sided else -_FAR, _FAR
    while high - low > 1e-10:
        middle = (low + high) / 2
        beyond = _below((at - middle) / step) + (_below((-middle - at) / step) if two_sided else 0.0)
        low, high = (middle, high) if float(density @ beyond) > chance else (low, middle)
    return high


def _below(values: Scores) -> Scores:
    """The normal distribution's chances of less than each value."""
    return np.array([math.erfc(-value / math.sqrt(2)) / 2 for value in values.tolist()])
