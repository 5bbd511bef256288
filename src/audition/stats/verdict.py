"""The verdict on these scenarios: improved, regressed, equivalent, inconclusive or invalid."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from audition.stats.cells import Arm, Cells
from audition.stats.intervals import Interval, difference_interval, effective_size, newcombe, wilson, within_variance
from audition.stats.permutation import permutation_test
from audition.stats.power import smallest_claimed, smallest_difference, trials_for

VerdictKind: TypeAlias = Literal["improved", "regressed", "equivalent", "inconclusive", "invalid"]
Standing: TypeAlias = Literal["full", "provisional", "direction"]

_MOST_TRIALS: Final = 10**9


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Every threshold of a verdict.

    `margin` is the difference in score that would matter. `alpha` is two-sided; the interval beside the test has
    confidence 1 - alpha, the one of equivalence 1 - 2 alpha. `coverage` is the least share of planned trials scored
    on either side. `full_trials` a scenario and side are the fewest of a full verdict, which equivalence needs.
    `exact` counts all relabellings and all ties: the false alarm rate is then guaranteed, at some cost in power.
    `claim_alpha` is the test's own level where several comparisons are counted together; None: alpha.
    """

    margin: float
    alpha: float = 0.05
    coverage: float = 0.95
    full_trials: int = 3
    exact: bool = False
    claim_alpha: float | None = None

    def __post_init__(self) -> None:
        if not (0 < self.margin <= 1 and 0 < self.alpha < 0.5 and 0 <= self.coverage <= 1):
            raise ValueError("margin must be in (0, 1], alpha in (0, 0.5) and coverage in [0, 1]")


@dataclass(frozen=True, slots=True)
class Coverage:
    """Trials planned and scored (baseline, candidate), and where the difference lies whatever the missing ones are.

    `bounds` are the difference with every missing score at its worst and at its best for the candidate.
    """

    planned: tuple[int, int]
    scored: tuple[int, int]
    bounds: Interval

    def sufficient(self, threshold: float) -> bool:
        """Whether both sides have at least this share of their planned trials, and any at all."""
        return all(n > 0 and n >= threshold * plan - 1e-9 for n, plan in zip(self.scored, self.planned, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The numbers behind a verdict; differences are candidate less baseline, in score.

    `trials` are the typical trials a scenario, by side.
    `detectable_difference` is found in 80 % of runs like this one, and `trials_for_margin` (a scenario and side) find
    one as large as the margin: where they are no more than `trials`, the difference itself lies too near 0 or the
    margin to tell. Neither promises more than the interval allows: against a side that never failed, a difference
    smaller than its interval cannot be claimed, however little the trials vary.
    """

    scenarios: int
    trials: tuple[int, int]
    means: tuple[float, float]
    difference: float
    p_value: float
    interval: Interval
    equivalence_interval: Interval
    detectable_difference: float
    trials_for_margin: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the evidence supports on these scenarios, and how firmly.

    `standing` is "full" from the rule's number of trials a scenario and side, "provisional" below, "direction" at one
    (a sign, no size, never equivalent). `below_margin` marks an improvement or regression whose whole interval lies
    inside the margin. `evidence` is None only where no scenario has scores on both sides; `coverage` is None when no
    plan was given.
    """

    kind: VerdictKind
    standing: Standing
    below_margin: bool
    evidence: Evidence | None
    coverage: Coverage | None


def coverage_of(cells: Cells, planned: tuple[Sequence[int], Sequence[int]]) -> Coverage:
    """How much was scored of what was `planned`: trials a scenario, by side."""
    scored = tuple(sum(map(len, side)) for side in (cells.baseline, cells.candidate))
    extremes = []
    for side, plan in zip((cells.baseline, cells.candidate), planned, strict=True):
        wanted = [max(n, len(scores)) for n, scores in zip(plan, side, strict=True)]
        pairs = [(float(scores.sum()), n - len(scores), n) for scores, n in zip(side, wanted, strict=True) if n]
        count = max(1, len(pairs))
        extremes.append(tuple(sum((total + fill * lost) / n for total, lost, n in pairs) / count for fill in (0, 1)))
    (a_low, a_high), (b_low, b_high) = extremes
    totals = (sum(planned[0]), sum(planned[1]))
    return Coverage(totals, (scored[0], scored[1]), Interval(b_low - a_high, b_high - a_low))


def decide(cells: Cells, rule: Rule, seed: int, planned: tuple[Sequence[int], Sequence[int]] | None = None) -> Verdict:
    """The verdict on these very scenarios.

    Improved or regressed need both the permutation test and the interval; equivalent needs the 1 - 2 alpha interval
    inside the margin and three trials; anything else is inconclusive; too few scored trials of those `planned` (by
    side and scenario) are invalid. Scenarios without a score on a side count against coverage and are otherwise left
    out. Raises ValueError when nothing is paired and no plan says what is missing.
    """
    coverage = coverage_of(cells, planned) if planned else None
    paired = cells.paired()
    if coverage and not paired.scenarios:
        return Verdict("invalid", "direction", below_margin=False, evidence=None, coverage=coverage)
    evidence = weigh(paired, rule, seed)
    fewest = min(evidence.trials)
    standing: Standing = "full" if fewest >= rule.full_trials else "provisional" if fewest > 1 else "direction"
    kind = _kind(evidence, rule)
    if coverage and not coverage.sufficient(rule.coverage):
        kind = "invalid"
    below = kind in {"improved", "regressed"} and evidence.interval.within(rule.margin)
    return Verdict(kind, standing, below, evidence, coverage)


def weigh(cells: Cells, rule: Rule, seed: int) -> Evidence:
    """The evidence of a table without empty cells."""
    test = permutation_test(cells, seed, exact=rule.exact)
    baseline, candidate = cells.arms
    within = _planning_variance(baseline), _planning_variance(candidate)
    sampling = [
        w * float((1 / arm.trials).sum()) / cells.scenarios**2 for w, arm in zip(within, cells.arms, strict=True)
    ]
    return Evidence(
        scenarios=cells.scenarios,
        trials=(baseline.typical_trials, candidate.typical_trials),
        means=(baseline.mean, candidate.mean),
        difference=test.difference,
        p_value=test.p_value(mid=not rule.exact),
        interval=difference_interval(cells, 1 - rule.alpha),
        equivalence_interval=difference_interval(cells, 1 - 2 * rule.alpha),
        detectable_difference=max(smallest_difference(sampling[0], sampling[1]), _claimed(cells.arms)),
        trials_for_margin=_trials_for(rule.margin, cells.arms, within),
    )


def _kind(evidence: Evidence, rule: Rule) -> VerdictKind:
    level = rule.alpha if rule.claim_alpha is None else rule.claim_alpha
    if evidence.p_value <= level and evidence.interval.excludes(0.0):
        return "improved" if evidence.difference > 0 else "regressed"
    if evidence.equivalence_interval.within(rule.margin) and min(evidence.trials) >= rule.full_trials:
        return "equivalent"
    return "inconclusive"


def _trials_for(margin: float, arms: tuple[Arm, Arm], within: tuple[float, float]) -> int:
    fewest = trials_for(margin, len(arms[0].means), within)
    return bisect_left(range(_MOST_TRIALS), True, lo=fewest, key=lambda trials: _claimed(arms, trials) <= margin)


def _claimed(arms: tuple[Arm, Arm], trials: int | None = None) -> float:
    """The smallest difference that the interval lets be claimed, were there so many trials a scenario and side."""
    scales = [1.0 if trials is None else trials / arm.typical_trials for arm in arms]
    baseline, candidate = ((arm.mean, scale * effective_size(arm)) for arm, scale in zip(arms, scales, strict=True))
    interval = newcombe(baseline, candidate)
    return smallest_claimed((interval.high - interval.low) / 2)


def _planning_variance(arm: Arm) -> float:
    """The within-scenario variance at the centre of Wilson's interval: a perfect run is no promise of silence."""
    size = effective_size(arm)
    likely = wilson(arm.mean * size, size)
    return within_variance(arm, (likely.low + likely.high) / 2)
