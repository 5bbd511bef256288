"""The within-scenario permutation test: could a mean difference this large come from labels put on at random?"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from audition.stats import lattice
from audition.stats.cells import Cells, Scores
from audition.stats.relabelling import RELABELLINGS, relabelled_sums

Alternative: TypeAlias = Literal["two-sided", "worse", "better"]

TIE: Final = 1e-9
_CHEAP: Final = 10_000_000
_BEARABLE: Final = 2_000_000_000


@dataclass(frozen=True, slots=True)
class PermutationTest:
    """The observed mean difference (candidate less baseline) and where it falls among its relabellings.

    `below`, `tied` and `above` are the shares of relabellings with a smaller, the same and a larger difference.
    `relabellings` is the number drawn, or None when all of them were counted.
    """

    difference: float
    below: float
    tied: float
    above: float
    relabellings: int | None

    def p_value(self, alternative: Alternative = "two-sided", *, mid: bool = True) -> float:
        """The p-value of "no scenario changed", against a difference, a worse or a better candidate.

        A mid-p (the default) counts half of the ties: calibrated on average, not guaranteed. `mid=False` counts all:
        never above its level.
        """
        ties = self.tied / 2 if mid else self.tied
        worse, better = self.below + ties, self.above + ties
        if alternative == "two-sided":
            return min(1.0, 2 * min(worse, better))
        return worse if alternative == "worse" else better


def permutation_test(cells: Cells, seed: int, *, exact: bool = False) -> PermutationTest:
    """Where the mean difference falls when the labels of each scenario's trials are exchanged at random within it.

    Exact under "no scenario changed", whatever the scores' distribution, for any number of scenarios and unequal
    numbers of trials. All relabellings are counted where that is cheap, otherwise `RELABELLINGS` are drawn from
    `seed` and the observed labelling joins them as a tie. The answer does not depend on the order of scenarios or
    trials, and exchanging the sides mirrors it.

    Raises ValueError for an empty cell, and with `exact` when the relabellings cannot be counted: scores on no common
    grid, too many trials, or too many different numbers of trials.

    Source: Fisher's randomisation test, stratified; mid-p after Lancaster 1961; +1 after Phipson and Smyth 2010.
    """
    canonical, exchanged = cells.canonical()
    counted = lattice.tails(canonical, _BEARABLE if exact else _CHEAP)
    if exact and counted is None:
        raise ValueError(
            "too many relabellings to count (scores on no common grid, or many trials): use the sampled test"
        )
    tails = counted or _sampled_tails(canonical, seed)
    below, above = (tails.above, tails.below) if exchanged else (tails.below, tails.above)
    difference = float(canonical.differences.mean()) * (-1 if exchanged else 1)
    return PermutationTest(difference, below, tails.tied, above, None if counted else RELABELLINGS)


def _sampled_tails(cells: Cells, seed: int) -> lattice.Tails:
    rng = np.random.default_rng(seed)
    drawn, observed = np.zeros(RELABELLINGS), 0.0
    for baseline, candidate in zip(cells.baseline, cells.candidate, strict=True):
        pooled = np.concatenate([candidate, baseline])
        if pooled.min() == pooled.max():
            continue
        weight = 1 / len(candidate) + 1 / len(baseline)
        drawn += weight * relabelled_sums(rng, pooled[:, None], len(candidate))[:, 0]
        observed += weight * candidate.sum()
    return tails_of(drawn, observed, TIE * cells.scenarios)


def tails_of(drawn: Scores, observed: float, tolerance: float) -> lattice.Tails:
    """The tails of drawn relabellings; the observed labelling joins them as a tie."""
    above = np.count_nonzero(drawn > observed + tolerance)
    below = np.count_nonzero(drawn < observed - tolerance)
    labellings = len(drawn) + 1
    return lattice.Tails(below / labellings, (labellings - above - below) / labellings, above / labellings)
