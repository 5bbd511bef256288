"""A side of a comparison: one variant of one run or baseline, with its trials and scores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import fmean
from typing import TYPE_CHECKING

from audition.records.comparison import SideSummary
from audition.records.estimates import Estimate
from audition.records.evidence import Ended, Ending, TrialId
from audition.records.findings import PlayerFacts, RunFacts, ScenarioFacts, VariantFacts
from audition.records.grades import Grade, Mark, Status, gate_marks

if TYPE_CHECKING:
    from audition.stats import Arm, Cells

Reader = Callable[[TrialId, str], Grade | None]
"""Gives one stored reading with its reason and quotes, by trial and grader; None: there is none."""
_BROKEN = (Ending.FAILED, Ending.BUDGET)


@dataclass(frozen=True, kw_only=True, eq=False)
class Side:
    """Everything that a comparison needs of one side."""

    label: str
    variant: str
    facts: VariantFacts
    run: str
    scenarios: Mapping[str, ScenarioFacts]
    schema_digest: str
    player: PlayerFacts
    engine: str
    """audition's version."""
    commit: str | None
    """As `RunFacts.commit`."""
    planned: tuple[TrialId, ...]
    ended: tuple[Ended, ...]
    """The trials that were played."""
    marks: tuple[Mark, ...]

    @cached_property
    def gate(self) -> tuple[Mark, ...]:
        """The gate score of every trial that has one or should, by scenario and index."""
        return gate_marks(self.marks)

    @cached_property
    def read(self) -> Mapping[str, tuple[Mark, ...]]:
        """Grader → what it read, the gate score apart."""
        found: dict[str, list[Mark]] = {}
        for mark in self.marks:
            found.setdefault(mark.grader, []).append(mark)
        return {grader: tuple(marks) for grader, marks in found.items()}


def sides_of(facts: RunFacts, ended: Iterable[Ended], marks: Iterable[Mark]) -> tuple[Side, ...]:
    """One side a variant of a run, in the run's order."""
    trials: dict[str, list[Ended]] = {variant: [] for variant in facts.variants}
    read: dict[str, list[Mark]] = {variant: [] for variant in facts.variants}
    for one in ended:
        trials[one.trial.variant].append(one)
    for mark in marks:
        read[mark.trial.variant].append(mark)
    return tuple(
        Side(
            label=variant,
            variant=variant,
            facts=known,
            run=facts.id,
            scenarios=facts.scenarios,
            schema_digest=facts.schema_digest,
            player=known.player or facts.played_by,
            engine=facts.engine,
            commit=facts.commit,
            planned=tuple(trial for trial in facts.planned if trial.variant == variant),
            ended=tuple(trials[variant]),
            marks=tuple(read[variant]),
        )
        for variant, known in facts.variants.items()
    )


def summarise(side: Side) -> SideSummary:
    """The side as a whole: what was planned, what became of it, what it scored and used."""
    statuses = Counter(mark.status for mark in side.gate)
    endings = Counter(one.ending for one in side.ended)
    planned, scored = len(side.planned), statuses[Status.SCORED]
    wanted = planned - statuses[Status.NOT_APPLICABLE] - _without_gate(side)
    diverged = sum(one.diverged is not None and one.ending not in _BROKEN for one in side.ended)
    return SideSummary(
        label=side.label,
        variant=side.variant,
        run=side.run,
        model=side.facts.model,
        answered=answered(side),
        planned=planned,
        scored=scored,
        failed=endings[Ending.FAILED],
        diverged=diverged,
        cut=endings[Ending.BUDGET],
        unscored=max(0, statuses[Status.UNSCORED] - diverged),
        missing=max(0, planned - len(side.ended)),
        coverage=scored / wanted if wanted else 1.0,
        gate=arm_estimate(cells_of(side.gate)),
        cost_usd=_mean([one.cost_usd for one in side.ended]),
        tokens=_mean([one.tokens for one in side.ended]),
        seconds=_mean([one.seconds for one in side.ended]),
        turns=_mean([one.turns for one in side.ended]),
    )


def _without_gate(side: Side) -> int:
    """Trials that were read to their end by graders of which none makes the gate score."""
    ended = {one.trial for one in side.ended if one.ending.scored and one.diverged is None}
    return len((ended & {mark.trial for mark in side.marks}) - {mark.trial for mark in side.gate})


def cells_of(marks: Iterable[Mark]) -> Mapping[str, list[float]]:
    """One grader's scores by scenario, in order of trial index."""
    found: dict[str, list[tuple[int, float]]] = {}
    for mark in marks:
        if mark.value is not None:
            found.setdefault(mark.trial.scenario, []).append((mark.trial.index, mark.value))
    return {scenario: [value for _, value in sorted(found[scenario])] for scenario in sorted(found)}


def paired_cells(
    scenarios: Sequence[str], baseline: Mapping[str, list[float]], candidate: Mapping[str, list[float]]
) -> Cells:
    """The table of both sides' scores, one cell a scenario and side; empty where nothing was scored."""
    from audition.stats import Cells

    return Cells.of(
        [baseline.get(scenario, []) for scenario in scenarios], [candidate.get(scenario, []) for scenario in scenarios]
    )


def arm_estimate(cells: Mapping[str, list[float]]) -> Estimate | None:
    """The mean over scenarios with its interval on these very scenarios; None without a score."""
    import numpy as np

    from audition.stats import arm_interval
    from audition.stats import summarise as summarise_arm

    if not cells:
        return None
    arm: Arm = summarise_arm(tuple(np.asarray(scores, dtype=np.float64) for scores in cells.values()))
    interval = arm_interval(arm)
    return Estimate(value=arm.mean, low=interval.low, high=interval.high)


def _mean(column: Sequence[float | None]) -> float | None:
    """The mean a trial; None when it is unknown of any."""
    known = [value for value in column if value is not None]
    return fmean(known) if known and len(known) == len(column) else None


def answered(side: Side) -> tuple[str, ...]:
    """The model ids that answered, sorted; empty: unknown."""
    return tuple(sorted({model for one in side.ended for model in one.models}))
