"""The regression gate: the suite's mean on one channel, a single broken scenario on the other."""

import math
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from audition.stats.cells import Cells
from audition.stats.lattice import hypergeometric
from audition.stats.multiplicity import holm, tarone_threshold
from audition.stats.permutation import permutation_test
from audition.stats.verdict import Rule, Verdict

GateOutcome: TypeAlias = Literal["regressed", "passed", "inconclusive", "invalid"]


@dataclass(frozen=True, slots=True)
class Breaks:
    """Which scenarios got worse on their own, the chance of naming any falsely being at most the level.

    `scenarios` are positions in the table. `p_values` are one-sided, one a scenario, before correction; None where a
    side has no score. `blind` says that so few trials could not have shown any break, however bad.
    """

    scenarios: tuple[int, ...]
    p_values: tuple[float | None, ...]
    blind: bool


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gate says, and the breaks it names; `by_mean` marks a regression of the suite's mean."""

    outcome: GateOutcome
    by_mean: bool
    breaks: Breaks


def find_breaks(cells: Cells, seed: int, alpha: float = 0.025) -> Breaks:
    """The scenarios whose candidate is worse, each tested on its own at a level of `alpha` for all together.

    Pass/fail scores: Fisher's exact test with Tarone's correction, which lets hopeless scenarios not count. Graded
    scores: the permutation test with Holm's.
    """
    scored = [s for s in range(cells.scenarios) if len(cells.baseline[s]) and len(cells.candidate[s])]
    p = {s: permutation_test(cells.only([s]), seed).p_value("worse", mid=False) for s in scored}
    binary = cells.binary
    broken: list[int] = []
    if scored and binary:
        threshold = tarone_threshold([_smallest_p(cells, s) for s in scored], alpha)
        broken = [s for s in scored if p[s] <= threshold]
    elif scored:
        broken = [s for s, adjusted in zip(scored, holm(list(p.values())), strict=True) if adjusted <= alpha]
    reachable = alpha if binary else alpha / max(1, len(scored))
    blind = all(1 / _labellings(cells, s) > reachable for s in scored)
    return Breaks(tuple(broken), tuple(p.get(s) for s in range(cells.scenarios)), blind)


def regression_gate(cells: Cells, verdict: Verdict, rule: Rule, seed: int) -> Gate:
    """The gate on a table and the verdict made of it by the same rule; each channel takes half of the rule's alpha.

    Regressed when the mean is or a scenario broke; passed when the candidate is shown to be no worse than the margin,
    or better; invalid when the verdict is; otherwise inconclusive.
    """
    breaks = find_breaks(cells, seed, rule.alpha / 2)
    by_mean = verdict.kind == "regressed"
    return Gate(_outcome(verdict, rule, by_mean or bool(breaks.scenarios)), by_mean, breaks)


def _outcome(verdict: Verdict, rule: Rule, regressed: bool) -> GateOutcome:
    evidence = verdict.evidence
    if verdict.kind == "invalid" or evidence is None:
        return "invalid"
    if regressed:
        return "regressed"
    no_worse = evidence.equivalence_interval.low > -rule.margin and min(evidence.trials) >= rule.full_trials
    return "passed" if no_worse or verdict.kind == "improved" else "inconclusive"


def _labellings(cells: Cells, scenario: int) -> int:
    drawn = len(cells.candidate[scenario])
    return math.comb(len(cells.baseline[scenario]) + drawn, drawn)


def _smallest_p(cells: Cells, scenario: int) -> float:
    """The least p-value that Fisher's test could give with these trials and this many passes in all."""
    pooled = np.concatenate([cells.baseline[scenario], cells.candidate[scenario]])
    passes, drawn = int(pooled.sum()), len(cells.candidate[scenario])
    fewest = max(0, drawn - (len(pooled) - passes))
    return float(hypergeometric(len(pooled), passes, drawn)[fewest])
