"""Decides on a table of gate scores, and puts the decision into words that a prompt author can act on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from audition.records.comparison import BrokenScenario, Estimate, General, VerdictKind, VerdictLine, points
from audition.records.findings import Looks

if TYPE_CHECKING:
    from audition.stats import Cells, Evidence, Gate, Interval, Rule, Verdict


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a comparison is decided by."""

    margin: float
    """The difference in gate score that matters, in (0, 1)."""
    coverage: float
    """The share of planned trials a side that must be scored, in (0, 1]."""
    regression: bool = False
    """Whether the question is «did it get worse»: one broken scenario then regresses the whole."""
    alpha: float = 0.05
    """Two-sided: the share of false alarms where nothing differs."""
    claim_alpha: float | None = None
    """The test's own level where several candidates meet one baseline (Holm); None: alpha."""
    looks: Looks | None = None
    """The looks of a sequential run; None: one look at all trials."""

    @property
    def rule(self) -> Rule:
        """The statistics' rule for one look at all trials."""
        from audition.stats import Rule

        return Rule(margin=self.margin, alpha=self.alpha, coverage=self.coverage, claim_alpha=self.claim_alpha)

    @property
    def thresholds(self) -> Mapping[str, float]:
        """Every threshold by name, for a reader who has the report alone."""
        from audition.stats import FEWEST_SCENARIOS

        looks = self.looks
        return {
            "alpha": self.alpha if looks is None else looks.alpha,
            "margin": self.margin,
            "coverage": self.coverage,
            "equivalence_level": 1 - 2 * self.alpha,
            "power": 0.80,
            "grader_alpha": self.alpha,
            "trials_of_a_full_verdict": self.rule.full_trials,
            "scenarios_to_generalise": FEWEST_SCENARIOS,
            **({} if self.claim_alpha is None else {"claim_alpha": self.claim_alpha}),
            **({"alpha_of_all_breaks": self.alpha / 2} if self.regression and looks is None else {}),
            **({} if looks is None else {"looks": looks.looks, "trials_of_the_last_look": looks.most_trials}),
        }


@dataclass(frozen=True, kw_only=True)
class Table:
    """The gate scores of two sides and how a reader calls them."""

    cells: Cells
    """One cell a scenario and side, empty where nothing was scored."""
    scenarios: tuple[str, ...]
    """The names of the cells, in their order."""
    planned: tuple[tuple[int, ...], tuple[int, ...]]
    """Trials planned, by side (baseline, candidate) and scenario."""
    labels: tuple[str, str]
    """Baseline's and candidate's names."""

    @property
    def paired(self) -> tuple[Cells, tuple[str, ...]]:
        """The scenarios scored on both sides, with their names."""
        both = [n for n in range(len(self.scenarios)) if len(self.cells.baseline[n]) and len(self.cells.candidate[n])]
        return self.cells.only(both), tuple(self.scenarios[n] for n in both)


def verdict_line(table: Table, terms: Terms, seed: int) -> VerdictLine:
    """The decision, in numbers and words; the same for the same table and seed."""
    from audition.stats import decide, regression_gate

    if not table.scenarios or not all(sum(side) for side in table.planned):
        return _nothing_paired(table, terms)
    rule = terms.rule
    verdict = decide(table.cells, rule, seed, table.planned)
    kind = VerdictKind(verdict.kind)
    gate = regression_gate(table.cells, verdict, rule, seed) if terms.regression else None
    broken = _broken(table, gate) if gate else ()
    if gate and gate.outcome == "regressed":
        kind = VerdictKind.REGRESSED
    evidence = None if kind is VerdictKind.INVALID else verdict.evidence  # a partial run is never a score
    return VerdictLine(
        kind=kind,
        sentence=_sentence(kind, verdict, table, terms, broken),
        advice=_advice(kind, verdict, table, terms) + _gate_note(gate, kind, terms) + _family_note(evidence, terms),
        labels=table.labels,
        provisional=verdict.standing != "full",
        difference=_estimate(evidence, evidence.interval, 1 - terms.alpha) if evidence else None,
        interval90=_estimate(evidence, evidence.equivalence_interval, 1 - 2 * terms.alpha) if evidence else None,
        p_value=evidence.p_value if evidence else None,
        margin=terms.margin,
        detectable=evidence.detectable_difference if evidence and evidence.detectable_difference < 1 else None,
        trials_needed=evidence.trials_for_margin if evidence else None,
        broken=broken,
        general=_general(table, terms) if evidence else None,
        bounds=(verdict.coverage.bounds.low, verdict.coverage.bounds.high)
        if kind is VerdictKind.INVALID and verdict.coverage
        else None,
    )


def _nothing_paired(table: Table, terms: Terms) -> VerdictLine:
    sentence = f"Nothing of {table.labels[0]} and {table.labels[1]} can be held against each other."
    advice = "See what was left out and why; run both sides on the same scenarios."
    if table.scenarios:
        between = f"{table.labels[0]} and {table.labels[1]}"
        sentence = f"Nothing that makes the gate score applies here: nothing decides between {between}."
        advice = "See what the graders tell; name in `gate.points` what shall decide, for a verdict."
    return VerdictLine(
        kind=VerdictKind.INVALID,
        sentence=sentence,
        advice=advice,
        labels=table.labels,
        difference=None,
        interval90=None,
        p_value=None,
        margin=terms.margin,
    )


def _broken(table: Table, gate: Gate) -> tuple[BrokenScenario, ...]:
    """The second channel of the regression gate: scenarios that got worse on their own."""
    return tuple(
        BrokenScenario(scenario=table.scenarios[n], p_value=gate.breaks.p_values[n] or 0.0)
        for n in gate.breaks.scenarios
    )


def _gate_note(gate: Gate | None, kind: VerdictKind, terms: Terms) -> str:
    """What the regression gate adds to an advice: a drop that is ruled out, or breaks that nothing could have shown."""
    if gate is None or kind is VerdictKind.INVALID:
        return ""
    notes = []
    if gate.outcome == "passed" and kind is VerdictKind.INCONCLUSIVE:
        notes.append(f" A drop of the margin, {points(terms.margin, signed=False)} points, is ruled out.")
    if gate.breaks.blind:
        notes.append(" So few trials could not show a single broken scenario, however bad.")
    return "".join(notes)


def _family_note(evidence: Evidence | None, terms: Terms) -> str:
    """What a verdict says that other comparisons of the same run have made stricter."""
    if evidence is None or terms.claim_alpha is None:
        return ""
    return f" Beside the other comparisons p ≤ {terms.claim_alpha:.3f} was asked for, and {evidence.p_value:.3f} found."


def _estimate(evidence: Evidence, interval: Interval, level: float) -> Estimate:
    return Estimate(value=evidence.difference, low=interval.low, high=interval.high, level=level)


def _general(table: Table, terms: Terms) -> General:
    from audition.stats import generalise

    cells, _ = table.paired
    line = generalise(cells)
    difference = float(cells.differences.mean())
    if line.interval is None:
        return General(difference=None, sentence="One scenario says nothing about others.")
    estimate = Estimate(value=difference, low=line.interval.low, high=line.interval.high)
    span = f"{points(estimate.low)} to {points(estimate.high)} points"
    if line.too_few:
        sentence = f"For scenarios like these: {cells.scenarios} are too few to say ({span})."
    elif line.claims:
        sentence = f"For scenarios like these the difference holds too: {span}."
    elif line.interval.within(terms.margin):
        sentence = f"For scenarios like these too it lies within the margin: {span}."
    else:
        sentence = f"For scenarios like these the difference is open: {span}."
    return General(difference=estimate, sentence=sentence)


def _sentence(
    kind: VerdictKind, verdict: Verdict, table: Table, terms: Terms, broken: tuple[BrokenScenario, ...]
) -> str:
    baseline, candidate = table.labels
    evidence = verdict.evidence
    if kind is VerdictKind.INVALID or evidence is None:
        return _invalid(verdict, table, terms)
    span = f"{points(evidence.difference)} points ({points(evidence.interval.low)} to {points(evidence.interval.high)})"
    where = f"on these {evidence.scenarios} scenarios" if evidence.scenarios > 1 else "on this one scenario"
    opening = _opening(verdict)
    below = ", by less than the margin" if verdict.below_margin else ""
    match kind:
        case VerdictKind.REGRESSED if broken and verdict.kind != "regressed":
            names = ", ".join(found.scenario for found in broken)
            return f"{opening}{candidate} broke {names}, though the suite as a whole does not show it: {span}."
        case VerdictKind.IMPROVED:
            return f"{opening}{candidate} does better than {baseline} {where}: {span}{below}."
        case VerdictKind.REGRESSED:
            return f"{opening}{candidate} does worse than {baseline} {where}: {span}{below}."
        case VerdictKind.EQUIVALENT:
            margin = points(terms.margin, signed=False)
            return f"{candidate} and {baseline} are equivalent {where}, within {margin} points: {span}."
        case _:
            the = "the" if opening else "The"
            return f"{opening}{the} evidence does not tell {candidate} from {baseline} {where}: {span}."


def _opening(verdict: Verdict) -> str:
    match verdict.standing:
        case "provisional":
            return "Provisionally, at two trials a case: "
        case "direction":
            return "At one trial a case only a direction can be read: "
        case _:
            return ""


def _invalid(verdict: Verdict, table: Table, terms: Terms) -> str:
    coverage = verdict.coverage
    if coverage is None:
        return f"Nothing of {table.labels[0]} and {table.labels[1]} was scored on the same scenarios."
    sides = ", ".join(
        f"{label} {scored} of {planned}"
        for label, scored, planned in zip(table.labels, coverage.scored, coverage.planned, strict=True)
    )
    return (
        f"Too few trials were scored for a verdict ({sides}; {100 * terms.coverage:.0f} % a side are needed). "
        f"Whatever the missing ones hold, the difference lies between {points(coverage.bounds.low)} and "
        f"{points(coverage.bounds.high)} points."
    )


def _advice(kind: VerdictKind, verdict: Verdict, table: Table, terms: Terms) -> str:
    evidence = verdict.evidence
    if kind is VerdictKind.INVALID or evidence is None:
        return "Mend what failed (each is named below) and resume the run; nothing was decided."
    margin = points(terms.margin, signed=False)
    wanted = evidence.trials_for_margin
    have = min(evidence.trials)
    if kind is VerdictKind.INCONCLUSIVE or verdict.standing != "full":
        if wanted > have:
            detectable = evidence.detectable_difference
            found = f"a difference of {points(detectable, signed=False)} points" if detectable < 1 else "no difference"
            return (
                f"At this size {found} is found four times in five; {max(wanted, 3)} trials a case would settle one of "
                f"the margin, {margin} points."
            )
        return (
            "More trials may settle it, but the difference lies near 0 or near the margin: "
            f"{4 * have} trials a case would halve the interval."
        )
    if kind is VerdictKind.REGRESSED:
        return f"Read the scenarios named below before {table.labels[1]} is taken."
    return "Nothing more is needed for this decision."
