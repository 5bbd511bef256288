"""A judge's differences corrected by a few that people labelled: no bias, whatever the judge does."""

import math

import numpy as np
from numpy.typing import ArrayLike

from audition.stats.agreement import Estimate
from audition.stats.intervals import Interval, wilson
from audition.stats.student import t_quantile


def corrected_difference(
    human: ArrayLike, judge: ArrayLike, unlabelled: ArrayLike, confidence: float = 0.95
) -> Estimate:
    """The mean paired difference that people would have found (PPI++), with a t interval.

    All three hold differences of pairs in [-1, 1], candidate less baseline: `human` and `judge` on the same L ≥ 3
    pairs, drawn at random from all; `unlabelled` the judge's on the other U ≥ 1. The judge is trusted as far as it
    moves with the people (the weight is clipped to [0, 1]), so a bad judge costs nothing but the labels. Where
    nothing varies, the interval is as wide as that many labels leave room for a first pair that differs. `n` counts
    the labelled pairs.

    Raises ValueError for fewer pairs. Source: Angelopoulos, Duchi and Zrnic 2023 (PPI++).
    """
    y, f, rest = (np.asarray(values, dtype=np.float64) for values in (human, judge, unlabelled))
    if len(y) != len(f) or len(y) < 3 or len(rest) < 1:
        raise ValueError(
            "at least three labelled pairs, each with the judge's difference, and one unlabelled are needed"
        )
    spread = float(np.concatenate([f, rest]).var(ddof=1))
    moved = float(np.cov(y, f)[0, 1]) / ((1 + len(y) / len(rest)) * spread) if spread > 0 else 0.0
    trust = min(1.0, max(0.0, moved))
    centre = float(y.mean() + trust * (rest.mean() - f.mean()))
    unlabelled_variance = float(rest.var(ddof=1)) if len(rest) > 1 else spread
    variance = float((y - trust * f).var(ddof=1)) / len(y) + trust**2 * unlabelled_variance / len(rest)
    half = t_quantile(len(y) - 1, (1 + confidence) / 2) * math.sqrt(variance)
    half = half or wilson(0, len(y), confidence).high
    return Estimate(centre, Interval(max(-1.0, centre - half), min(1.0, centre + half)), len(y))
