"""A run's rows → score sheets, the compact form that baselines and history keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from audition.records.accepted import LETTERS, ScoreSheet, SheetCase, SheetGrader, SheetScores
from audition.records.evidence import Origin, TrialId
from audition.records.findings import RunFacts
from audition.records.grades import Mark
from audition.store.rows import Summary
from audition.store.run_file import RunFile

Cell = TypeVar("Cell")

_LETTERS = {meaning: letter for letter, meaning in LETTERS.items()}


def sheets_of(run: RunFile) -> Mapping[str, ScoreSheet]:
    """A run's scores, a sheet a variant in the run's order."""
    facts = run.facts
    stored = {summary.id: summary for summary in run.summaries()}
    marks = list(run.marks())
    return {variant: _sheet(variant, facts, stored, marks) for variant in facts.variants}


def _sheet(variant: str, facts: RunFacts, stored: Mapping[TrialId, Summary], marks: Iterable[Mark]) -> ScoreSheet:
    cases: dict[str, list[TrialId]] = {}
    for trial in sorted(facts.planned):
        if trial.variant == variant:
            cases.setdefault(trial.scenario, []).append(trial)
    return ScoreSheet(
        facts=replace(
            facts,
            planned=(),
            variants={variant: replace(facts.variants[variant], text="")},
        ),
        cases=tuple(_case(scenario, trials, stored) for scenario, trials in cases.items()),
        graders=_graders(cases, (mark for mark in marks if mark.trial.variant == variant)),
    )


def _case(scenario: str, trials: Sequence[TrialId], stored: Mapping[TrialId, Summary]) -> SheetCase:
    found = [stored.get(trial) for trial in trials]
    played = [summary for summary in found if summary]
    usages = [summary.usage if summary else None for summary in found]
    return SheetCase(
        scenario=scenario,
        index=tuple(trial.index for trial in trials),
        ending=tuple(summary.ending if summary else None for summary in found),
        turns=_column([summary.turns if summary else None for summary in found]),
        tokens=_column([usage.total_tokens if usage else None for usage in usages]),
        cost_usd=_column([usage.cost_usd if usage else None for usage in usages]),
        seconds=_column([summary.seconds if summary else None for summary in found]),
        models=tuple(sorted({model for summary in played for model in summary.models})),
        cached=tuple(summary.id.index for summary in played if summary.origin is Origin.CACHED),
        diverged=tuple(summary.id.index for summary in played if summary.diverged is not None),
    )


def _column(cells: Sequence[Cell | None]) -> tuple[Cell | None, ...]:
    return () if all(cell is None for cell in cells) else tuple(cells)


def _graders(cases: Mapping[str, Sequence[TrialId]], marks: Iterable[Mark]) -> tuple[SheetGrader, ...]:
    """Marks grouped by what read them, then by scenario; both in the order in which they first appear."""
    read: dict[tuple[object, ...], tuple[Mark, dict[str, dict[int, Mark]]]] = {}
    for mark in marks:
        what = (mark.grader, mark.kind, mark.role, mark.compared, mark.version, mark.fingerprint, mark.points)
        _, by_scenario = read.setdefault(what, (mark, {}))
        by_scenario.setdefault(mark.trial.scenario, {})[mark.trial.index] = mark
    return tuple(
        SheetGrader(
            grader=first.grader,
            kind=first.kind,
            role=first.role,
            compared=first.compared,
            version=first.version,
            fingerprint=first.fingerprint,
            points=first.points,
            scores=tuple(_scores(scenario, cases[scenario], found) for scenario, found in by_scenario.items()),
        )
        for first, by_scenario in read.values()
    )


def _scores(scenario: str, trials: Sequence[TrialId], marks: Mapping[int, Mark]) -> SheetScores:
    found = [marks.get(trial.index) for trial in trials]
    values = tuple(mark.value for mark in found if mark and mark.value is not None)
    plain = all(mark.value == float(bool(mark.passed)) for mark in found if mark and mark.value is not None)
    letters = "".join(_LETTERS[mark.status, mark.passed] if mark else "-" for mark in found)
    return SheetScores(scenario=scenario, marks=letters, values=() if plain else values)
