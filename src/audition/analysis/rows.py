"""The rows beneath a verdict: by grader, scenario, tag and number of trials; each informs, none decides."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from audition.analysis.judges import JUDGED, NOT_JUDGED, UNCALIBRATED
from audition.analysis.sides import Reader, Side, cells_of, paired_cells
from audition.analysis.tally import tally
from audition.records.definitions import Role
from audition.records.estimates import Estimate
from audition.records.evidence import Ended
from audition.records.grades import Mark, Score, Status
from audition.records.rows import Example, GraderRow, PassRow, ScenarioRow, Standing, TagRow, UseRow

if TYPE_CHECKING:
    from audition.stats import CriteriaTest
    from audition.stats.cells import Scores

TRIES = (1, 2, 3, 5, 10, 20)
"""The k that pass^k and pass@k are shown for."""


def grader_rows(baseline: Side, candidate: Side, read: Mapping[str, Reader], alpha: float) -> tuple[GraderRow, ...]:
    """One row a grader: compared ones by size of difference, then each playbook's own."""
    facts = _grader_facts((baseline, candidate))
    before, after = baseline.read, candidate.read
    rows = [_grader_row(fact, before.get(fact.grader, ()), after.get(fact.grader, ())) for fact in facts]
    rows = [_judged(row, alpha) for row in _with_adjusted(rows, baseline, candidate)]
    rows = [replace(row, example=_failing_example(row, (baseline, candidate), read)) for row in rows]
    return tuple(sorted(_with_notes(rows), key=_prominence))


def single_rows(side: Side, read: Mapping[str, Reader]) -> tuple[GraderRow, ...]:
    """One row a grader of a side that is held against nothing."""
    rows = [_grader_row(fact, (), side.read[fact.grader]) for fact in _grader_facts([side])]
    return _with_notes([replace(row, example=_failing_example(row, (side, side), read)) for row in rows])


def _with_notes(rows: Sequence[GraderRow]) -> tuple[GraderRow, ...]:
    """The rows, those of a rubric with what a reader must know of its judge."""
    gating = {_rubric(row) for row in rows if row.role is not Role.INFORMS}

    def note(row: GraderRow) -> str:
        if row.kind not in JUDGED:
            return row.note
        if row.fingerprint is None:
            return "" if _broken(row) else NOT_JUDGED
        return row.note if _rubric(row) in gating else UNCALIBRATED

    return tuple(replace(row, note=note(row)) for row in rows)


def _broken(row: GraderRow) -> bool:
    return any(side is not None and side.unscored for side in (row.baseline, row.candidate))


def _rubric(row: GraderRow) -> str | None:
    return row.grader.partition("/")[0] if row.kind in JUDGED else None


def _prominence(row: GraderRow) -> tuple[bool, bool, float, str]:
    """What is more than chance first, then by how many of its own intervals a difference stands away from none.

    By size alone a grader of two trials a side, which cannot differ by less than half, would hide those of fifty.
    """
    if row.difference is None:
        return (not row.compared, True, 0.0, row.grader)
    wide = max(row.difference.high - row.difference.low, 1e-9)
    return (not row.compared, not row.supported, -abs(row.difference.value) / wide, row.grader)


def _grader_facts(sides: Iterable[Side]) -> list[GraderRow]:
    """Every grader of the sides by name, without figures; by the first of its judges."""
    found: dict[str, Mark] = {}
    for mark in (mark for side in sides for mark in side.marks):
        known = found.setdefault(mark.grader, mark)
        if mark.fingerprint is not None and (known.fingerprint is None or mark.fingerprint < known.fingerprint):
            found[mark.grader] = mark
    return [
        GraderRow(
            grader=grader,
            kind=mark.kind,
            role=mark.role,
            compared=mark.compared,
            baseline=None,
            candidate=None,
            fingerprint=mark.fingerprint,
        )
        for grader, mark in sorted(found.items())
    ]


def _grader_row(fact: GraderRow, before: Sequence[Mark], after: Sequence[Mark]) -> GraderRow:
    row = replace(fact, baseline=tally(before) if before else None, candidate=tally(after) if after else None)
    if not row.compared or not before or not after:
        return row
    scenarios = sorted({mark.trial.scenario for mark in (*before, *after)})
    cells = paired_cells(scenarios, cells_of(before), cells_of(after)).paired()
    if not cells.scenarios:
        return row
    from audition.stats import difference_interval

    interval = difference_interval(cells)
    return replace(
        row, difference=Estimate(value=float(cells.differences.mean()), low=interval.low, high=interval.high)
    )


def _with_adjusted(rows: list[GraderRow], baseline: Side, candidate: Side) -> list[GraderRow]:
    """The rows with p-values corrected for all of them together, from one set of relabellings."""
    names = [row.grader for row in rows if row.difference is not None]
    test = _tested(names, baseline, candidate)
    if test is None:
        return rows
    adjusted = dict(zip(names, test.p_values.tolist(), strict=True))
    return [replace(row, p_adjusted=adjusted.get(row.grader)) for row in rows]


def gating_criteria(baseline: Side, candidate: Side) -> tuple[tuple[str, ...], CriteriaTest | None]:
    """The graders whose score gates on both sides, and how they differ, corrected for all of them together."""
    gating = [
        {mark.grader for mark in side.marks if mark.gates and mark.value is not None} for side in (baseline, candidate)
    ]
    names = sorted(gating[0] & gating[1])
    return tuple(names), _tested(names, baseline, candidate)


def _tested(graders: Sequence[str], baseline: Side, candidate: Side) -> CriteriaTest | None:
    from audition.stats import Panel, max_t

    tables = [_matrix(side, graders) for side in (baseline, candidate)]
    scenarios = sorted(tables[0].keys() & tables[1].keys())
    if not graders or not scenarios:
        return None
    return max_t(Panel.of([tables[0][s] for s in scenarios], [tables[1][s] for s in scenarios]))


def _judged(row: GraderRow, alpha: float) -> GraderRow:
    """The row, marked where test and interval agree that its difference is more than chance."""
    if row.difference is None or row.p_adjusted is None:
        return row
    apart = not row.difference.low <= 0 <= row.difference.high
    return replace(row, supported=apart and row.p_adjusted <= alpha)


def _matrix(side: Side, graders: Sequence[str]) -> Mapping[str, Scores]:
    """Scenario → (trials × graders) array of scores, NaN where a trial has none."""
    import numpy as np

    column = {grader: place for place, grader in enumerate(graders)}
    scenarios: dict[str, dict[int, Scores]] = {}
    for mark in side.marks:
        if mark.grader in column:
            trials = scenarios.setdefault(mark.trial.scenario, {})
            row = trials.setdefault(mark.trial.index, np.full(len(graders), np.nan))
            if mark.value is not None:
                row[column[mark.grader]] = mark.value
    return {scenario: np.array([rows[index] for index in sorted(rows)]) for scenario, rows in scenarios.items()}


def _failing_example(row: GraderRow, sides: tuple[Side, Side], read: Mapping[str, Reader]) -> Example | None:
    """A failing reading, of the side that fails more."""
    shares = [1 - t.passed / t.scored if t is not None and t.scored else -1.0 for t in (row.baseline, row.candidate)]
    side = sides[0] if shares[0] > shares[1] else sides[1]
    failing = (mark for mark in side.read.get(row.grader, ()) if mark.failed)
    return _example(min(failing, key=lambda mark: (mark.value, mark.trial), default=None), side.run, read)


def _example(mark: Mark | None, run: str, read: Mapping[str, Reader]) -> Example | None:
    """The reading behind a mark, with its reason and first quote."""
    reader = read.get(run)
    grade = reader(mark.trial, mark.grader) if reader and mark else None
    if grade is None or not isinstance(grade.reading, Score):
        return None
    quotes = grade.reading.quotes
    return Example(trial=grade.trial, reason=grade.reading.reason, quote=quotes[0] if quotes else None)


def scenario_rows(baseline: Side, candidate: Side, seed: int, read: Mapping[str, Reader]) -> tuple[ScenarioRow, ...]:
    """One row a scenario on the gate score, the candidate's worst first."""
    before, after = cells_of(baseline.gate), cells_of(candidate.gate)
    q_values = _q_values(before, after, seed)
    rows = []
    for scenario in sorted({trial.scenario for trial in (*baseline.planned, *candidate.planned)}):
        facts = candidate.scenarios[scenario]
        a, b = _mean(before.get(scenario)), _mean(after.get(scenario))
        difference = None if a is None or b is None else b - a
        rows.append(
            ScenarioRow(
                scenario=scenario,
                title=facts.title,
                tags=facts.tags,
                baseline=a,
                candidate=b,
                baseline_trials=len(before.get(scenario, [])),
                candidate_trials=len(after.get(scenario, [])),
                difference=difference,
                outcome=_standing(difference),
                q_value=q_values.get(scenario),
                example=_example(_first_failure(candidate, scenario), candidate.run, read),
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.difference is None, row.difference or 0.0, row.scenario)))


def _first_failure(side: Side, scenario: str) -> Mark | None:
    """What to look at first of a scenario: a required failure, else the lowest score of what gates."""
    failing = (mark for mark in side.marks if mark.trial.scenario == scenario and mark.failed and mark.decides)
    return min(
        failing,
        key=lambda mark: (mark.role is not Role.REQUIRED, mark.value, mark.grader, mark.trial.index),
        default=None,
    )


def _q_values(before: Mapping[str, list[float]], after: Mapping[str, list[float]], seed: int) -> Mapping[str, float]:
    from audition.stats import benjamini_hochberg, permutation_test

    names = sorted(set(before) & set(after))
    if not names:
        return {}
    p_values = [permutation_test(paired_cells([name], before, after), seed).p_value(mid=True) for name in names]
    return dict(zip(names, benjamini_hochberg(p_values).tolist(), strict=True))


def _mean(scores: list[float] | None) -> float | None:
    return float(sum(scores) / len(scores)) if scores else None


def _standing(difference: float | None) -> Standing | None:
    if difference is None:
        return None
    if abs(difference) < 1e-9:
        return Standing.TIE
    return Standing.WIN if difference > 0 else Standing.LOSS


def tag_rows(baseline: Side, candidate: Side) -> tuple[TagRow, ...]:
    """One row a tag on the gate score."""
    from audition.stats import difference_interval

    before, after = cells_of(baseline.gate), cells_of(candidate.gate)
    members: dict[str, list[str]] = {}
    for scenario in sorted(set(before) & set(after)):
        for tag in candidate.scenarios[scenario].tags:
            members.setdefault(tag, []).append(scenario)
    rows = []
    for tag, scenarios in sorted(members.items()):
        cells = paired_cells(scenarios, before, after)
        interval = difference_interval(cells)
        arms = cells.arms
        rows.append(
            TagRow(
                tag=tag,
                scenarios=len(scenarios),
                baseline=arms[0].mean,
                candidate=arms[1].mean,
                difference=Estimate(value=float(cells.differences.mean()), low=interval.low, high=interval.high),
            )
        )
    return tuple(rows)


USES: Mapping[str, Callable[[Ended], float | None]] = {
    "cost": lambda one: one.cost_usd,
    "tokens": lambda one: one.tokens,
    "seconds": lambda one: one.seconds,
    "answers": lambda one: one.turns,
}
"""What a trial uses, by the word for it."""


def use_rows(baseline: Side, candidate: Side) -> tuple[UseRow, ...]:
    """What the candidate's trials use as multiples of the baseline's, on the scenarios that both played."""
    from audition.stats import ratio_of_means

    rows = []
    for of, used in USES.items():
        before, after = _amounts(baseline, used), _amounts(candidate, used)
        shared = sorted(before.keys() & after.keys())
        found = ratio_of_means([before[s] for s in shared], [after[s] for s in shared])
        if found is not None:
            ratio = Estimate(value=found.value, low=found.interval.low, high=found.interval.high)
            rows.append(UseRow(of=of, ratio=ratio))
    return tuple(rows)


def _amounts(side: Side, used: Callable[[Ended], float | None]) -> Mapping[str, Scores]:
    """Scenario → what each of its trials used; empty where that is unknown of any trial that was scored."""
    import numpy as np

    amounts: dict[str, list[float | None]] = {}
    for one in side.ended:
        if one.ending.scored:
            amounts.setdefault(one.trial.scenario, []).append(used(one))
    if any(amount is None for found in amounts.values() for amount in found):
        return {}
    return {scenario: np.array(found, dtype=np.float64) for scenario, found in amounts.items()}


def pass_rows(baseline: Side, candidate: Side, seed: int) -> tuple[PassRow, ...]:
    """pass^k and pass@k of passing every required check, for a few k up to the trials that every scenario has."""
    from audition.stats import Cells, compare_pass_hat_k, pass_at_k, pass_hat_k

    passes = [_required_passes(side) for side in (baseline, candidate)]
    before, after = (list(cells.values()) for cells in passes)
    most = min((len(cell) for cell in (*before, *after)), default=0)
    alike = passes[0].keys() == passes[1].keys()
    return tuple(
        PassRow(
            k=k,
            baseline_all=_mean(list(pass_hat_k(before, k))),
            candidate_all=_mean(list(pass_hat_k(after, k))),
            baseline_any=_mean(list(pass_at_k(before, k))),
            candidate_any=_mean(list(pass_at_k(after, k))),
            p_value=compare_pass_hat_k(Cells.of(before, after), k, seed).p_value() if alike else None,
        )
        for k in TRIES
        if k <= most
    )


def _required_passes(side: Side) -> dict[str, Scores]:
    """Scenario → 0/1 a trial; a trial passes when no required check fails."""
    import numpy as np

    passed: dict[str, dict[int, bool]] = {}
    for mark in side.marks:
        if mark.role is Role.REQUIRED and mark.status is Status.SCORED:
            trials = passed.setdefault(mark.trial.scenario, {})
            trials[mark.trial.index] = trials.get(mark.trial.index, True) and not mark.failed
    return {name: np.array(list(trials.values()), dtype=np.float64) for name, trials in sorted(passed.items())}
