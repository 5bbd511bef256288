"""Reliability over several tries: pass^k (all of k pass) and pass@k (any of k passes), without bias."""

import math
from collections.abc import Sequence

import numpy as np

from audition.stats.cells import Cells, Scores
from audition.stats.permutation import TIE, PermutationTest, tails_of
from audition.stats.relabelling import RELABELLINGS, relabelled_sums


def pass_hat_k(scores: Sequence[Scores], k: int) -> Scores:
    """The chance that k tries all pass, one a scenario: C(passes, k) / C(trials, k) of 0/1 scores.

    Raises ValueError for other scores or fewer than k trials. Source: Yao et al. 2024 (tau-bench).
    """
    return np.array([_all_pass(_passes(cell), len(cell), k) for cell in scores])


def pass_at_k(scores: Sequence[Scores], k: int) -> Scores:
    """The chance that any of k tries passes, one a scenario: 1 - C(failures, k) / C(trials, k) of 0/1 scores.

    Raises ValueError for other scores or fewer than k trials. Source: Chen et al. 2021 (HumanEval).
    """
    return np.array([1 - _all_pass(len(cell) - _passes(cell), len(cell), k) for cell in scores])


def compare_pass_hat_k(cells: Cells, k: int, seed: int) -> PermutationTest:
    """The difference in mean pass^k and where it falls among `RELABELLINGS` relabellings within scenarios.

    Raises ValueError for scores other than 0 and 1, or a cell with fewer than k trials.
    """
    difference = float((pass_hat_k(cells.candidate, k) - pass_hat_k(cells.baseline, k)).mean())
    canonical, exchanged = cells.canonical()
    rng = np.random.default_rng(seed)
    drawn = np.zeros(RELABELLINGS)
    for baseline, candidate in zip(canonical.baseline, canonical.candidate, strict=True):
        pooled = np.concatenate([candidate, baseline])
        passes, a, b = _passes(pooled), len(baseline), len(candidate)
        gains = np.array([_all_pass(n, b, k) - _all_pass(passes - n, a, k) for n in range(passes + 1)])
        drawn += gains[np.rint(relabelled_sums(rng, pooled[:, None], b)[:, 0]).astype(np.int64)]
    drawn = -drawn if exchanged else drawn
    tails = tails_of(drawn, difference * cells.scenarios, TIE * cells.scenarios)
    return PermutationTest(difference, tails.below, tails.tied, tails.above, RELABELLINGS)


def _passes(scores: Scores) -> int:
    if not ((scores == 0) | (scores == 1)).all():
        raise ValueError("pass^k and pass@k are for scores of 0 and 1")
    return int(scores.sum())


def _all_pass(passes: int, trials: int, k: int) -> float:
    if not 1 <= k <= trials:
        raise ValueError(f"{trials} trials cannot tell about {k} tries: k must be between 1 and the number of trials")
    return math.comb(passes, k) / math.comb(trials, k) if passes >= 0 else 0.0
