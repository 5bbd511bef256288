"""Decides on a table of gate scores: the mean of the suite, single scenarios, single checks that gate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from audition.analysis.terms import Terms
from audition.analysis.wording import advice, general_line, sentence
from audition.records.comparison import BrokenScenario, MovedCriterion, VerdictKind, VerdictLine
from audition.records.estimates import Estimate

if TYPE_CHECKING:
    from audition.stats import Cells, CriteriaTest, Evidence, Gate, Interval, Verdict


UNEVEN = 0.05
"""Losses so unevenly spread over the sides, or worse, happen so often by chance: then they are told first."""


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
    graders: tuple[str, ...] = ()
    """The gating graders that both sides were read by."""
    criteria: CriteriaTest | None = None
    """How they differ, in their order; None: there is none."""
    unjudged: str | None = None
    """A run whose works no judge has read; None: they were read, or there is nothing to read by."""
    unlike: bool = False
    """Whether each side has a gate score, of readings that the other does not share."""

    @property
    def paired(self) -> tuple[Cells, tuple[str, ...]]:
        """The scenarios scored on both sides, with their names."""
        both = [n for n in range(len(self.scenarios)) if len(self.cells.baseline[n]) and len(self.cells.candidate[n])]
        return self.cells.only(both), tuple(self.scenarios[n] for n in both)


def verdict_line(table: Table, terms: Terms, seed: int) -> VerdictLine:
    """The decision, in numbers and words; the same for the same table and seed."""
    from audition.stats import decide, regression_gate

    if not table.scenarios or table.unlike or not all(sum(side) for side in table.planned):
        return _nothing_paired(table, terms)
    rule = terms.rule
    verdict = decide(table.cells, rule, seed, table.planned)
    kind = VerdictKind(verdict.kind)
    gate = regression_gate(table.cells, verdict, rule, seed, table.criteria) if terms.regression else None
    broken = _broken(table, gate) if gate else ()
    if gate and gate.outcome == "regressed":
        kind = VerdictKind.REGRESSED
    evidence = None if kind is VerdictKind.INVALID else verdict.evidence  # a partial run is never a score
    criteria = _moved(table, terms.criteria_alpha) if evidence else ()
    outlook = _foreseen(table, terms) if evidence else None
    line = VerdictLine(
        kind=kind,
        sentence="",
        advice="",
        labels=table.labels,
        provisional=verdict.standing != "full",
        difference=_estimate(evidence, evidence.interval, 1 - terms.alpha) if evidence else None,
        interval90=_estimate(evidence, evidence.equivalence_interval, 1 - 2 * terms.alpha) if evidence else None,
        p_value=evidence.p_value if evidence else None,
        margin=terms.margin,
        detectable=outlook[0] if outlook else None,
        trials_needed=outlook[1] if outlook else None,
        broken=broken,
        criteria=criteria,
        general=general_line(table.paired[0], terms.margin) if evidence else None,
        bounds=_bounds(kind, verdict),
    )
    return replace(line, sentence=sentence(line, verdict, terms), advice=advice(line, verdict, gate, terms))


def _moved(table: Table, alpha: float) -> tuple[MovedCriterion, ...]:
    """The gating graders that moved by more than chance, the worst first."""
    test = table.criteria
    if test is None:
        return ()
    found = [
        MovedCriterion(
            grader=table.graders[n], difference=float(test.differences[n]), p_adjusted=float(test.p_values[n])
        )
        for side in test.moved(alpha)
        for n in side
    ]
    return tuple(sorted(found, key=lambda each: (each.difference, each.grader)))


def _foreseen(table: Table, terms: Terms) -> tuple[float | None, int]:
    """The smallest difference that so many trials find, and how many settle the margin, four times in five."""
    from audition.stats import Asked, Outlook, detectable_difference, trials_for_margin

    arms = table.paired[0].arms
    outlook, asked = Outlook.seen(arms), Asked(margin=terms.margin, alpha=terms.alpha)
    trials = (arms[0].typical_trials, arms[1].typical_trials)
    return detectable_difference(outlook, trials, asked), trials_for_margin(outlook, asked)


def _bounds(kind: VerdictKind, verdict: Verdict) -> tuple[float, float] | None:
    coverage = verdict.coverage
    if coverage is None or (kind is not VerdictKind.INVALID and coverage.p_uneven > UNEVEN):
        return None
    return coverage.bounds.low, coverage.bounds.high


def _nothing_paired(table: Table, terms: Terms) -> VerdictLine:
    between = f"{table.labels[0]} and {table.labels[1]}"
    sentence = f"Nothing of {between} can be held against each other."
    advice = "See what was left out and why; run both sides on the same scenarios."
    if table.scenarios and table.unlike:
        sentence = f"{between} share nothing that makes the gate score: nothing decides between them."
        advice = "See what was left out and why; grade both by the same suite, or accept a run of it as the baseline."
    elif table.scenarios and table.unjudged:
        sentence = f"Not judged: without a judge nothing makes a gate score, and nothing decides between {between}."
        advice = f"`audition grade {table.unjudged} --live` asks the judge; what `gate.points` names then decides."
    elif table.scenarios:
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


def _estimate(evidence: Evidence, interval: Interval, level: float) -> Estimate:
    return Estimate(value=evidence.difference, low=interval.low, high=interval.high, level=level)
