"""How well a judge agrees with people, with intervals."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from audition.stats.intervals import Interval, normal_quantile, wilson

Level: TypeAlias = Literal["nominal", "ordinal", "interval", "ratio"]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value, the interval around it, and the number of items it rests on."""

    value: float
    interval: Interval
    n: int


def cohen_kappa(table: ArrayLike, confidence: float = 0.95) -> Estimate | None:
    """Agreement of two raters beyond chance, from a square table of counts (rows one rater, columns the other).

    None when there are no items, or both raters only ever gave one and the same category: chance explains all then. The
    interval is of the asymptotic standard error; at full agreement, where that is 0, Wilson's lower limit of the share
    agreed on stands in. Source: Cohen 1960; Fleiss, Cohen and Everitt 1969. Twelve lines here because
    statsmodels would be a dependency, with six of its own, for this alone.
    """
    counts = np.asarray(table, dtype=np.float64)
    n = counts.sum()
    if n == 0:
        return None
    share = counts / n
    rows, columns = share.sum(axis=1), share.sum(axis=0)
    observed, expected = float(share.trace()), float(rows @ columns)
    if 1 - expected < 1e-12:
        return None
    kappa = (observed - expected) / (1 - expected)
    marginal = np.add.outer(columns, rows)
    spread = (share * (np.eye(len(counts)) - marginal * (1 - kappa)) ** 2).sum() - (kappa - expected * (1 - kappa)) ** 2
    half = normal_quantile(confidence) * math.sqrt(max(0.0, float(spread)) / n) / (1 - expected)
    low = kappa - half if observed < 1 else (wilson(n, n, confidence).low - expected) / (1 - expected)
    return Estimate(kappa, Interval(max(-1.0, low), min(1.0, kappa + half)), int(n))


def krippendorff_alpha(ratings: ArrayLike, level: Level = "nominal") -> float | None:
    """Krippendorff's alpha of ratings with shape (raters, items), NaN where a rater gave none.

    None when nothing can be said: no item has two ratings, or all ratings are the same.
    """
    import krippendorff

    values = np.asarray(ratings, dtype=np.float64)
    pairable = values[:, (~np.isnan(values)).sum(axis=0) > 1]
    if len(np.unique(pairable[~np.isnan(pairable)])) < 2:
        return None
    return float(krippendorff.alpha(reliability_data=pairable, level_of_measurement=level))


@dataclass(frozen=True, slots=True)
class Accuracy:
    """A pass/fail judge against people: of what people passed and failed, the share the judge did alike.

    None where people passed, or failed, nothing.
    """

    sensitivity: Estimate | None
    specificity: Estimate | None


def judge_accuracy(human: Sequence[bool], judge: Sequence[bool]) -> Accuracy:
    """Sensitivity and specificity of a judge on items that people labelled, with Wilson's intervals."""
    pairs = list(zip(human, judge, strict=True))
    return Accuracy(
        _rate([verdict for label, verdict in pairs if label]),
        _rate([not verdict for label, verdict in pairs if not label]),
    )


def _rate(right: Sequence[bool]) -> Estimate | None:
    if not right:
        return None
    return Estimate(sum(right) / len(right), wilson(sum(right), len(right)), len(right))
