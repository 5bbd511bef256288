"""The verdict on these scenarios: improved, regressed, equivalent, inconclusive or invalid."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

from audition.stats.cells import Cells
from audition.stats.intervals import Interval, difference_interval
from audition.stats.lattice import hypergeometric
from audition.stats.permutation import permutation_test

VerdictKind: TypeAlias = Literal["improved", "regressed", "equivalent", "inconclusive", "invalid"]
Standing: TypeAlias = Literal["full", "provisional", "direction"]


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

    `bounds` are the difference with every missing score at its worst and at its best for the candidate. `p_uneven` is
    Fisher's: the chance that trials lost at random would be spread over the sides as unevenly.
    """

    planned: tuple[int, int]
    scored: tuple[int, int]
    bounds: Interval
    p_uneven: float

    def sufficient(self, threshold: float) -> bool:
        """Whether both sides have at least this share of their planned trials, and any at all."""
        return all(n > 0 and n >= threshold * plan - 1e-9 for n, plan in zip(self.scored, self.planned, strict=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The numbers behind a verdict; differences are candidate less baseline, in score.

    `trials` are the typical trials a scenario, by side.
    """

    scenarios: int
    trials: tuple[int, int]
    means: tuple[float, float]
    difference: float
    p_value: float
    interval: Interval
    equivalence_interval: Interval


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
    bounds = Interval(b_low - a_high, b_high - a_low)
    return Coverage(totals, (scored[0], scored[1]), bounds, _uneven(totals, (scored[0], scored[1])))


def _uneven(planned: tuple[int, int], scored: tuple[int, int]) -> float:
    lost = [max(0, wanted - found) for wanted, found in zip(planned, scored, strict=True)]
    chances = hypergeometric(max(sum(planned), sum(lost)), sum(lost), max(planned[1], lost[1]))
    return float(chances[chances <= chances[lost[1]] * (1 + 1e-9)].sum())


def decide(cells: Cells, rule: Rule, seed: int, planned: tuple[Sequence[int], Sequence[int]] | None = None) -> Verdict:
    """The verdict on these very scenarios.

    Improved or regressed need both the permutation test and the interval; equivalent needs the 1 - 2 alpha interval
    inside the margin, three trials, and the margin to hold whatever the missing scores are; anything else is
    inconclusive; too few scored trials of those `planned` (by side and scenario) are invalid. Scenarios without a score
    on a side count against coverage and are otherwise left out. Raises ValueError when nothing is paired and no plan
    says what is missing.
    """
    coverage = coverage_of(cells, planned) if planned else None
    paired = cells.paired()
    if coverage and not paired.scenarios:
        return Verdict("invalid", "direction", below_margin=False, evidence=None, coverage=coverage)
    evidence = weigh(paired, rule, seed)
    fewest = min(evidence.trials)
    standing: Standing = "full" if fewest >= rule.full_trials else "provisional" if fewest > 1 else "direction"
    kind = _kind(evidence, rule)
    if coverage and kind == "equivalent" and not _widened(evidence, coverage).within(rule.margin):
        kind = "inconclusive"
    if coverage and not coverage.sufficient(rule.coverage):
        kind = "invalid"
    below = kind in {"improved", "regressed"} and evidence.interval.within(rule.margin)
    return Verdict(kind, standing, below, evidence, coverage)


def _widened(evidence: Evidence, coverage: Coverage) -> Interval:
    """The interval of equivalence with every missing score at its worst and at its best."""
    found, seen, bounds = evidence.equivalence_interval, evidence.difference, coverage.bounds
    return Interval(found.low + min(0.0, bounds.low - seen), found.high + max(0.0, bounds.high - seen))


def weigh(cells: Cells, rule: Rule, seed: int) -> Evidence:
    """The evidence of a table without empty cells."""
    test = permutation_test(cells, seed, exact=rule.exact)
    baseline, candidate = cells.arms
    return Evidence(
        scenarios=cells.scenarios,
        trials=(baseline.typical_trials, candidate.typical_trials),
        means=(baseline.mean, candidate.mean),
        difference=test.difference,
        p_value=test.p_value(mid=not rule.exact),
        interval=difference_interval(cells, 1 - rule.alpha),
        equivalence_interval=difference_interval(cells, 1 - 2 * rule.alpha),
    )


def _kind(evidence: Evidence, rule: Rule) -> VerdictKind:
    level = rule.alpha if rule.claim_alpha is None else rule.claim_alpha
    if evidence.p_value <= level and evidence.interval.excludes(0.0):
        return "improved" if evidence.difference > 0 else "regressed"
    if evidence.equivalence_interval.within(rule.margin) and min(evidence.trials) >= rule.full_trials:
        return "equivalent"
    return "inconclusive"
