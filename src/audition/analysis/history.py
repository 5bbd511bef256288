"""Reads an agent's history: what moved, when, and beside which changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from statistics import fmean
from typing import TYPE_CHECKING

from audition.analysis.attribution import changes_between
from audition.analysis.pairing import pair
from audition.analysis.sides import Side, arm_estimate, cells_of, paired_cells, sides_of
from audition.records.accepted import HistoryEntry, Occasion, ScoreSheet
from audition.records.attribution import Cause, Change
from audition.records.definitions import Role
from audition.records.estimates import Estimate
from audition.records.grades import KnownFailure, Mark
from audition.records.history import Condition, History, HistoryPoint, HistorySeries, ScenarioHealth

if TYPE_CHECKING:
    from audition.stats import Cells

ENOUGH_TRIALS = 10
"""Trials of a scenario, by one prompt, before it is called saturated, dead or flaky."""
FLAKY_FROM = 0.2
"""A grader that passes this share of them, or as many fewer than all, or anything between, is called flaky."""

_ADVICE = {
    Condition.FLAKY: "read a good and a bad one, and say in the prompt or the scenario what is left to chance",
    Condition.SATURATED: "every trial passed everything: it can only tell a regression; add a harder one beside it",
    Condition.DEAD: "see whether the check is right, and whether it asks for what no agent can know",
}


def history_of(agent: str, entries: Sequence[HistoryEntry]) -> History:
    """The history of an agent's variants, in the order of its entries."""
    variants = dict.fromkeys(variant for entry in entries for variant in entry.sheets)
    return History(
        agent=agent,
        series=tuple(_series(variant, entries) for variant in variants),
        scenarios=tuple(health for variant in variants for health in _healths(variant, entries)),
    )


def side_of(sheet: ScoreSheet, label: str = "") -> Side:
    """A kept run's variant as a side of a comparison."""
    (side,) = sides_of(sheet.run_facts, sheet.ended(), sheet.marks())
    return replace(side, label=label or side.label)


def accepted_side(sheet: ScoreSheet) -> Side:
    """The baseline's side: an accepted variant, called by its day."""
    return side_of(sheet, f"{sheet.variant} (accepted {sheet.facts.created_at[:10]})")


def markers_between(before: ScoreSheet, after: ScoreSheet) -> tuple[Change, ...]:
    """What changed from one run of a variant to the next, by digests and by what answered; empty: nothing seen."""
    changes = changes_between(side_of(before), side_of(after))
    return tuple(change for change in changes if change.cause is not Cause.UNSEEN)


def _series(variant: str, entries: Sequence[HistoryEntry]) -> HistorySeries:
    points: list[HistoryPoint] = []
    watch = _Watch()
    before: Side | None = None
    for entry in entries:
        if variant not in entry.sheets:
            continue
        side = side_of(entry.sheets[variant])
        point = _point(entry, side, entry.sheets[variant].facts.created_at)
        if before is not None:
            difference = _difference(_alike(before, side))
            point = replace(point, difference=difference, markers=_markers(before, side, difference))
        if watch.accepted is not None:
            point = replace(point, failed=len(failed_cases(side.marks) - failed_cases(watch.accepted.marks)))
        if entry.occasion is Occasion.ACCEPTED or before is None:
            watch = _Watch(accepted=side)
        else:
            point = replace(point, alarm=watch.alarm(side))
        points.append(point)
        before = side
    return HistorySeries(variant=variant, points=tuple(points), band=watch.band(before))


@dataclass(kw_only=True)
class _Watch:
    """Advisory lines over the runs since one was accepted, each held against that one; never a verdict."""

    accepted: Side | None = None
    z_values: list[float] = field(default_factory=list)
    shares: list[float] = field(default_factory=list)

    def alarm(self, side: Side) -> str:
        """What the running sum of differences from the accepted run says of this run; empty: nothing."""
        from audition.stats import FALSE_ALARMS, WEEKS, cusum, difference_z

        table = None if self.accepted is None else _alike(self.accepted, side)
        if table is None:
            return ""
        known, own = (arm.typical_trials for arm in table.arms)
        self.shares.append(own / (known + own))
        self.z_values.append(difference_z(table) if known + own > 2 else 0.0)
        chart = cusum(self.z_values, fmean(self.shares))
        if len(self.z_values) - 1 not in chart.alarms:
            return ""
        fell = chart.falls[-1] > chart.limit
        return (
            f"it {'falls' if fell else 'rises'} further from the accepted run than {100 * FALSE_ALARMS:.0f} in 100 "
            f"unchanged series of {WEEKS} runs ever do"
        )

    def band(self, last: Side | None) -> tuple[float, float] | None:
        """Where the next run of as many trials as the last lies, 95 times in 100, if nothing changed since."""
        import numpy as np

        from audition.stats import next_run, summarise

        if self.accepted is None or last is None or not (known := cells_of(self.accepted.gate)):
            return None
        played = cells_of(last.gate)
        trials = min(map(len, played.values()), default=0)
        if not trials:
            return None
        arm = summarise(tuple(np.asarray(scores, dtype=np.float64) for scores in known.values()))
        limits = next_run(arm, trials)
        return limits.low, limits.high


def failed_cases(marks: Iterable[Mark]) -> frozenset[KnownFailure]:
    """What is required and some trial failed."""
    return frozenset(
        KnownFailure(case=mark.trial.recorded_as.case, grader=mark.grader)
        for mark in marks
        if mark.role is Role.REQUIRED and mark.passed is False
    )


def _markers(before: Side, after: Side, difference: Estimate | None) -> tuple[Change, ...]:
    """What changed; that nothing did is told of a step alone, for which something must answer."""
    changes = changes_between(before, after)
    stepped = difference is not None and not difference.low <= 0.0 <= difference.high
    return tuple(change for change in changes if stepped or change.cause is not Cause.UNSEEN)


def _point(entry: HistoryEntry, side: Side, created_at: str) -> HistoryPoint:
    return HistoryPoint(
        run=entry.run,
        week=entry.week,
        created_at=created_at,
        occasion=entry.occasion,
        trials=sum(mark.value is not None for mark in side.gate),
        gate=arm_estimate(cells_of(side.gate)),
        doubted=side.variant in entry.doubted,
    )


def _alike(before: Side, after: Side) -> Cells | None:
    """The gate scores of two runs on what is alike in them; None: nothing is."""
    both = pair(before, after)
    cells = [cells_of(side.gate) for side in (both.baseline, both.candidate)]
    scenarios = sorted(cells[0].keys() & cells[1].keys())
    return paired_cells(scenarios, cells[0], cells[1]) if scenarios else None


def _difference(table: Cells | None) -> Estimate | None:
    from audition.stats import difference_interval

    if table is None:
        return None
    interval = difference_interval(table)
    return Estimate(value=float(table.differences.mean()), low=interval.low, high=interval.high)


def _healths(variant: str, entries: Sequence[HistoryEntry]) -> Iterator[ScenarioHealth]:
    """Scenarios that tell too little, by the trials of today's prompt on today's scenarios."""
    sheets = [entry.sheets[variant] for entry in reversed(entries) if variant in entry.sheets]
    prompt = sheets[0].facts.variants[variant].digest
    sides = [side_of(sheet) for sheet in sheets if sheet.facts.variants[variant].digest == prompt]
    digests = {name: known.digest for side in reversed(sides) for name, known in side.scenarios.items()}
    gates: dict[str, list[float]] = {}
    passes: dict[str, dict[str, list[bool]]] = {}
    for side in sides:
        for scenario, found in cells_of(side.gate).items():
            if side.scenarios[scenario].digest == digests[scenario]:
                gates.setdefault(scenario, []).extend(found)
        for mark in side.marks:
            scenario = mark.trial.scenario
            decided = mark.decides and mark.passed is not None
            if decided and side.scenarios[scenario].digest == digests[scenario]:
                passes.setdefault(scenario, {}).setdefault(mark.grader, []).append(bool(mark.passed))
    for scenario, scores in sorted(gates.items()):
        for condition, graders in _conditions(scores, passes.get(scenario, {})):
            yield ScenarioHealth(
                scenario=scenario,
                variant=variant,
                condition=condition,
                trials=len(scores),
                score=fmean(scores),
                graders=graders,
                advice=_ADVICE[condition],
            )


def _conditions(
    scores: Sequence[float], passes: Mapping[str, Sequence[bool]]
) -> Iterator[tuple[Condition, tuple[str, ...]]]:
    """What is wrong with a scenario, with the graders that show it."""
    shares = {grader: fmean(found) for grader, found in sorted(passes.items()) if len(found) >= ENOUGH_TRIALS}
    if len(scores) >= ENOUGH_TRIALS and min(scores) >= 1.0 and all(share >= 1.0 for share in shares.values()):
        yield Condition.SATURATED, ()
    if dead := tuple(grader for grader, share in shares.items() if share <= 0.0):
        yield Condition.DEAD, dead
    if flaky := tuple(grader for grader, share in shares.items() if FLAKY_FROM <= share <= 1.0 - FLAKY_FROM):
        yield Condition.FLAKY, flaky
