"""One side against itself: how often the procedure calls a difference where there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audition.stats.agreement import Estimate
from audition.stats.cells import Cells, Scores
from audition.stats.intervals import wilson
from audition.stats.verdict import Rule, VerdictKind, decide

FEWEST_TRIALS = 6


@dataclass(frozen=True, slots=True)
class SelfComparison:
    """Verdicts over random halves of the same trials; `false_alarms` is the share of improved and regressed."""

    false_alarms: Estimate
    verdicts: dict[VerdictKind, int]


def compare_with_itself(scores: Sequence[Scores], rule: Rule, seed: int, splits: int = 200) -> SelfComparison:
    """The verdicts that random splits of each scenario's trials into two halves receive.

    `scores` has one array of trials a scenario; of an odd number one trial is left out at random. The splits share
    their trials: the interval tells how well `splits` of them know these trials' rate, and nothing of trials not run,
    nor of what moves a whole run (for that, compare two runs).

    Raises ValueError when a scenario has fewer than `FEWEST_TRIALS` trials: below three a side no verdict is full.
    """
    fewest = min(map(len, scores), default=0)
    if fewest < FEWEST_TRIALS:
        raise ValueError(f"a scenario has {fewest} trials: comparing with itself needs {FEWEST_TRIALS}, three a side")
    rng = np.random.default_rng(seed)
    ordered = sorted((np.sort(cell) + 0.0 for cell in scores), key=lambda cell: cell.tobytes())
    kinds: list[VerdictKind] = []
    for _ in range(splits):
        halves = [np.array_split(rng.permutation(cell)[: len(cell) // 2 * 2], 2) for cell in ordered]
        split = Cells(tuple(a for a, _ in halves), tuple(b for _, b in halves))
        kinds.append(decide(split, rule, seed).kind)
    verdicts = {kind: kinds.count(kind) for kind in dict.fromkeys(kinds)}
    alarms = verdicts.get("improved", 0) + verdicts.get("regressed", 0)
    return SelfComparison(Estimate(alarms / splits, wilson(alarms, splits), splits), verdicts)
