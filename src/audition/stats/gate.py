"""The regression gate's channels: the suite's mean, a single broken scenario, a single broken criterion."""

import math
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from audition.stats.cells import Cells
from audition.stats.criteria import CriteriaTest
from audition.stats.multiplicity import tarone_threshold
from audition.stats.permutation import permutation_test
from audition.stats.verdict import Rule, Verdict

GateOutcome: TypeAlias = Literal["regressed", "passed", "inconclusive", "invalid"]

CRITERIA_SHARE: Final = 1 / 3


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
    """What the gate says; `by_mean` marks a regression of the suite's mean, `criteria` are those found worse."""

    outcome: GateOutcome
    by_mean: bool
    breaks: Breaks
    criteria: tuple[int, ...]


def find_breaks(cells: Cells, seed: int, alpha: float = 0.025) -> Breaks:
    """The scenarios whose candidate is worse, each tested on its own at a level of `alpha` for all together.

    A one-sided permutation test a scenario (Fisher's, of pass/fail scores) with Tarone's correction: a scenario whose
    scores could not show a break, however its trials were labelled, does not count against the others.
    """
    scored = [s for s in range(cells.scenarios) if len(cells.baseline[s]) and len(cells.candidate[s])]
    p = {s: permutation_test(cells.only([s]), seed).p_value("worse", mid=False) for s in scored}
    threshold = tarone_threshold([_smallest_p(cells, s) for s in scored], alpha) if scored else 0.0
    broken = tuple(s for s in scored if p[s] <= threshold)
    blind = all(1 / _labellings(cells, s) > alpha for s in scored)
    return Breaks(broken, tuple(p.get(s) for s in range(cells.scenarios)), blind)


def regression_gate(
    cells: Cells, verdict: Verdict, rule: Rule, seed: int, criteria: CriteriaTest | None = None
) -> Gate:
    """The gate on a table, the verdict made of it by the same rule, and the gate's criteria of the same trials.

    Regressed when the mean is, or a scenario broke, or a criterion did; passed when the candidate is shown to be no
    worse than the margin, or better; invalid when the verdict is; otherwise inconclusive. The mean and the scenarios
    may each spend half of the rule's alpha on a false alarm, the criteria `CRITERIA_SHARE` of it on either direction.
    """
    breaks = find_breaks(cells, seed, rule.alpha / 2)
    worse = () if criteria is None else criteria.moved(rule.alpha * CRITERIA_SHARE)[0]
    by_mean = verdict.kind == "regressed"
    regressed = by_mean or bool(breaks.scenarios) or bool(worse)
    return Gate(_outcome(verdict, rule, regressed), by_mean, breaks, worse)


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
    """The chance that a relabelling gives the candidate the least sum that these scores allow."""
    pooled = np.sort(np.concatenate([cells.baseline[scenario], cells.candidate[scenario]]))
    drawn = len(cells.candidate[scenario])
    last = pooled[drawn - 1]
    tied, free = int((pooled == last).sum()), drawn - int((pooled < last).sum())
    return math.comb(tied, free) / _labellings(cells, scenario)
