"""Many p-values at once: which stand, whatever the others say.

scipy and statsmodels have two of these, at more than one CPU second of import; each is three lines of numpy.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from audition.stats.cells import Scores


def holm(p_values: ArrayLike) -> Scores:
    """Adjusted p-values that keep the chance of any false claim at the level. Source: Holm 1979."""
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")
    steps = np.maximum.accumulate(p[order] * np.arange(len(p), 0, -1)).clip(max=1.0)
    return _restored(steps, order)


def benjamini_hochberg(p_values: ArrayLike) -> Scores:
    """q-values, for tables that say where to look: the share of false entries. Source: Benjamini, Hochberg 1995."""
    p = np.asarray(p_values, dtype=np.float64)
    order = np.argsort(p, kind="stable")[::-1]
    steps = np.minimum.accumulate(p[order] * len(p) / np.arange(len(p), 0, -1))
    return _restored(steps, order)


def tarone_threshold(smallest: Sequence[float], alpha: float) -> float:
    """The p-value up to which discrete tests are significant together.

    `smallest` holds the least p-value that each test can attain: a test that cannot reach the threshold is not counted
    against the others. Source: Tarone 1990.
    """
    least = np.asarray(smallest, dtype=np.float64)
    counted = (k for k in range(1, len(least) + 1) if np.count_nonzero(least <= alpha / k) <= k)
    return alpha / next(counted)


def _restored(sorted_values: Scores, order: NDArray[np.intp]) -> Scores:
    restored = np.empty_like(sorted_values)
    restored[order] = sorted_values
    return restored
