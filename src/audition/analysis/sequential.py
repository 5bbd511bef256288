"""The verdict of a sequential run: decided at a planned look, at the error rates of one look at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from audition.analysis.sides import Side, cells_of, paired_cells
from audition.analysis.terms import Terms
from audition.analysis.verdicts import Table
from audition.analysis.wording import criteria_sentence, general_line, spoken
from audition.records.comparison import VerdictKind, VerdictLine
from audition.records.estimates import Estimate, points
from audition.records.findings import Looks

if TYPE_CHECKING:
    from audition.stats import Cells, Look, SequentialPlan


def sequential_line(line: VerdictLine, sides: tuple[Side, Side], table: Table, terms: Terms, seed: int) -> VerdictLine:
    """A verdict of one look, put right for the looks that were planned.

    A plan of looks spends its false alarms on the suite's mean and on the gating graders: it names no broken scenario.

    Args:
        line: As if all trials had been planned at once; it stands where too little was scored.
        sides: Baseline and candidate, reduced to what is alike.
        table: Their gate scores.
        terms: With the looks as planned.
        seed: Of the permutation paths.
    """
    from audition.stats import look

    if terms.looks is None or line.kind is VerdictKind.INVALID:
        return line
    plan = plan_of(terms.looks, line.margin)
    waves = _waves(sides, table.scenarios, plan)
    if not waves:
        return replace(
            line,
            kind=VerdictKind.INCONCLUSIVE,
            sentence=f"No look yet: the first of {len(plan.schedule)} is at {plan.schedule[0]} trials a case.",
            advice="Resume the run: its plan has further looks.",
            criteria=(),
            decided=False,
        )
    found = look(waves, plan, seed)
    decided = replace(
        line,
        kind=VerdictKind(found.verdict or "inconclusive"),
        advice=_advice(found, plan),
        provisional=False,
        broken=(),
        difference=Estimate(
            value=found.difference, low=found.interval.low, high=found.interval.high, level=found.confidence
        ),
        interval90=Estimate(
            value=found.difference,
            low=found.equivalence_interval.low,
            high=found.equivalence_interval.high,
            level=found.equivalence_confidence,
        ),
        p_value=found.p_value,
        general=general_line(table.paired[0], terms.margin, found.interval, found.confidence),
        decided=found.verdict is not None,
    )
    return replace(decided, sentence=_sentence(decided, found, plan))


def plan_of(looks: Looks, margin: float) -> SequentialPlan:
    """The statistics' plan of a run's looks."""
    from audition.stats import SequentialPlan

    return SequentialPlan(
        most_trials=looks.most_trials,
        margin=margin,
        looks=looks.looks,
        alpha=looks.alpha,
    )


def _waves(sides: tuple[Side, Side], scenarios: Sequence[str], plan: SequentialPlan) -> list[Cells]:
    """The trials between one look and the next, for every look that both sides have reached."""
    reached = min(max((mark.trial.index + 1 for mark in side.gate), default=0) for side in sides)
    waves, start = [], 0
    for end in plan.schedule:
        if end > reached:
            break
        parts = [cells_of(mark for mark in side.gate if start <= mark.trial.index < end) for side in sides]
        waves.append(paired_cells(scenarios, *parts))
        start = end
    return waves


def _sentence(line: VerdictLine, found: Look, plan: SequentialPlan) -> str:
    span = spoken(line.difference)
    where = f"at look {found.number} of {len(plan.schedule)}, {found.trials} of {plan.most_trials} trials a case"
    baseline, candidate = line.labels
    match line.kind:
        case VerdictKind.IMPROVED:
            told = f"{candidate} does better than {baseline}, decided {where}: {span}."
        case VerdictKind.REGRESSED:
            told = f"{candidate} does worse than {baseline}, decided {where}: {span}."
        case VerdictKind.EQUIVALENT:
            margin, span = points(plan.margin, signed=False), spoken(line.interval90)
            told = f"{candidate} and {baseline} are equivalent within {margin} points, decided {where}: {span}."
        case _:
            told = f"The evidence does not tell {candidate} from {baseline} {where}: {span}."
    return told + criteria_sentence(line)


def _advice(found: Look, plan: SequentialPlan) -> str:
    if found.verdict in (None, "inconclusive"):
        if found.number < len(plan.schedule):
            return "Resume the run: its plan has further looks."
        return "The plan is used up; a run with more trials is a new plan, not a continuation of this one."
    saved = plan.most_trials - found.trials
    if not saved:
        return "The plan took all of its trials; nothing more is needed for this decision."
    return f"The plan stopped itself and saved {saved} of {plan.most_trials} trials a case."
