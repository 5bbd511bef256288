"""Several criteria of the same trials, corrected together from the same relabellings."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from audition.stats.cells import Scores, canonical_order
from audition.stats.lattice import hypergeometric
from audition.stats.relabelling import RELABELLINGS, relabelled_sums

_TIE: Final = 1e-4


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """Scores on several criteria: per scenario and side an array of shape (trials, criteria), NaN where not scored.

    Raises ValueError when sides or criteria do not match, or a score is neither NaN nor in [0, 1].
    """

    baseline: tuple[Scores, ...]
    candidate: tuple[Scores, ...]

    def __post_init__(self) -> None:
        tables = (*self.baseline, *self.candidate)
        if not tables or len(self.baseline) != len(self.candidate):
            raise ValueError("a panel needs the same scenarios on both sides, and at least one")
        if len({table.shape[1:] for table in tables}) > 1 or tables[0].ndim != 2:
            raise ValueError("every scenario needs an array of shape (trials, criteria) with the same criteria")
        if any(((table < 0) | (table > 1)).any() for table in tables):
            raise ValueError("a score is not a number in [0, 1]")

    @classmethod
    def of(cls, baseline: Iterable[ArrayLike], candidate: Iterable[ArrayLike]) -> "Panel":
        """The panel of nested sequences."""
        return cls(*(tuple(np.asarray(t, dtype=np.float64) for t in side) for side in (baseline, candidate)))


@dataclass(frozen=True, slots=True, eq=False)
class CriteriaTest:
    """Mean differences and adjusted two-sided p-values, one a criterion.

    A difference is a mean over the scenarios scored on both sides, NaN where there is none; its p-value is then 1.
    """

    differences: Scores
    p_values: Scores

    def moved(self, alpha: float) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The criteria on which the candidate does worse, and better, the chance of any false claim being alpha."""
        claimed = self.p_values <= alpha
        worse, better = (np.flatnonzero(claimed & side) for side in (self.differences < 0, self.differences > 0))
        return tuple(map(int, worse)), tuple(map(int, better))


def max_t(panel: Panel) -> CriteriaTest:
    """Every criterion's difference, with p-values that keep the chance of any false claim at their level.

    Whole trials are relabelled within scenarios, so the criteria's dependence is kept; each statistic is divided by its
    own deviation under relabelling, in closed form, and stepped down from the largest. The relabellings are drawn by
    what the panel holds: the same panel has the same answer, in whatever order its scenarios come and whichever side
    is called the baseline. Source: Westfall and Young 1993, algorithm 2.8.
    """
    keys = [(_key(a), _key(b)) for a, b in zip(panel.baseline, panel.candidate, strict=True)]
    order, exchanged = canonical_order(keys)
    sides = (panel.candidate, panel.baseline) if exchanged else (panel.baseline, panel.candidate)
    content = sha256(b"".join(part for s in order for part in sorted(keys[s]))).digest()
    rng = np.random.default_rng(int.from_bytes(content[:8]))
    criteria = panel.baseline[0].shape[1]
    observed, scenarios, drawn = np.zeros(criteria), np.zeros(criteria), np.zeros((RELABELLINGS, criteria))
    variance = np.zeros(criteria)
    for s in order:
        baseline, candidate = _sorted_rows(sides[0][s]), _sorted_rows(sides[1][s])
        pooled = np.concatenate([candidate, baseline])
        drawn += _relabelled_differences(rng, pooled, len(candidate))
        variance += _relabelled_variances(pooled, len(candidate))
        difference, both = _difference(baseline, candidate)
        observed += difference
        scenarios += both
    with np.errstate(invalid="ignore", divide="ignore"):
        means = observed / scenarios * (-1 if exchanged else 1)
    return CriteriaTest(means, _step_down(np.abs(observed), np.abs(drawn), np.sqrt(variance)))


def _relabelled_differences(rng: np.random.Generator, pooled: Scores, candidates: int) -> NDArray[np.float32]:
    """Candidate's mean less baseline's in one scenario, by relabelling; 0 where that empties a side."""
    known = ~np.isnan(pooled)
    varying = np.where(known, pooled, np.inf).min(axis=0) < np.where(known, pooled, -np.inf).max(axis=0)
    if not varying.all():
        found = np.zeros((RELABELLINGS, len(varying)), dtype=np.float32)
        if varying.any():
            found[:, varying] = _relabelled_differences(rng, pooled[:, varying], candidates)
        return found
    values = np.where(known, pooled, 0.0).astype(np.float32)
    criteria = pooled.shape[1]
    if known.all():
        sums = relabelled_sums(rng, values, candidates)
        rest = values.sum(axis=0) - sums
        return np.asarray(sums / candidates - rest / max(1, len(pooled) - candidates), dtype=np.float32)
    both = relabelled_sums(rng, np.hstack([values, known.astype(np.float32)]), candidates)
    sums, counts = both[:, :criteria], both[:, criteria:]
    rest, others = values.sum(axis=0) - sums, known.sum(axis=0, dtype=np.float32) - counts
    usable = (counts > 0) & (others > 0)
    return np.where(usable, sums / np.maximum(counts, 1) - rest / np.maximum(others, 1), np.float32(0))


def _relabelled_variances(pooled: Scores, candidates: int) -> Scores:
    """The variances of `_relabelled_differences` over all relabellings."""
    variances = np.zeros(pooled.shape[1])
    for criterion, scores in enumerate(pooled.T):
        known = scores[~np.isnan(scores)]
        if len(known) < 2 or known.min() == known.max():
            continue
        taken = np.arange(candidates + 1)
        usable = (taken > 0) & (taken < len(known))
        chances = hypergeometric(len(pooled), len(known), candidates)[usable]
        inverse = 1 / taken[usable] + 1 / (len(known) - taken[usable])
        variances[criterion] = known.var(ddof=1) * float(chances @ inverse)
    return variances


def _difference(baseline: Scores, candidate: Scores) -> tuple[Scores, NDArray[np.bool_]]:
    """One scenario's differences, and where both sides have a score (elsewhere 0)."""
    a, b = (~np.isnan(side) for side in (baseline, candidate))
    both = a.any(axis=0) & b.any(axis=0)
    mean_a = np.nansum(baseline, axis=0) / np.maximum(1, a.sum(axis=0))
    mean_b = np.nansum(candidate, axis=0) / np.maximum(1, b.sum(axis=0))
    return np.where(both, mean_b - mean_a, 0.0), np.asarray(both)


def _step_down(observed: Scores, drawn: Scores, spread: Scores) -> Scores:
    scale = np.where(spread > 0, spread, 1.0)
    observed, drawn = observed / scale, drawn / scale
    order = np.argsort(-observed, kind="stable")
    largest = np.maximum.accumulate(drawn[:, order[::-1]], axis=1)[:, ::-1]
    shares = (1 + (largest >= observed[order] - _TIE).sum(axis=0)) / (len(drawn) + 1)
    adjusted = np.empty_like(observed)
    adjusted[order] = np.maximum.accumulate(shares)
    return adjusted


def _sorted_rows(table: Scores) -> Scores:
    return table[np.lexsort(table.T[::-1])]


def _key(table: Scores) -> bytes:
    return np.where(np.isnan(table), -1.0, _sorted_rows(table) + 0.0).tobytes()
