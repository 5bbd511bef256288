"""A run's rows → score sheets, the compact form that baselines and history keep."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from audition.records.accepted import MARKS, ScoreSheet, SheetCase, SheetGrader, SheetScores
from audition.records.definitions import Role
from audition.records.evidence import Origin, TrialId
from audition.records.findings import RunFacts
from audition.records.grades import GraderKind
from audition.store.rows import Summary
from audition.store.run_file import RunFile

Cell = TypeVar("Cell")

_LETTERS = {meaning: letter for letter, meaning in MARKS.items()}


def sheets_of(run: RunFile) -> Mapping[str, ScoreSheet]:
    """A run's scores, a sheet a variant in the run's order."""
    facts = run.facts
    stored = {summary.id: summary for summary in run.summaries()}
    readings = list(run.readings())
    return {variant: _sheet(variant, facts, stored, readings) for variant in facts.variants}


def _sheet(
    variant: str, facts: RunFacts, stored: Mapping[TrialId, Summary], readings: Iterable[tuple[Any, ...]]
) -> ScoreSheet:
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
        graders=_graders(cases, (cells for cells in readings if cells[1] == variant)),
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


def _graders(cases: Mapping[str, Sequence[TrialId]], readings: Iterable[tuple[Any, ...]]) -> tuple[SheetGrader, ...]:
    """Readings grouped by what read them, then by scenario; both in the order in which they first appear."""
    read: dict[tuple[Any, ...], dict[str, dict[int, tuple[str, float | None]]]] = {}
    for scenario, _, index, *what, status, value, passed, version, fingerprint in readings:
        mark = _LETTERS[status, None if passed is None else bool(passed)]
        by_scenario = read.setdefault((*what, version, fingerprint), {})
        by_scenario.setdefault(scenario, {})[index] = (mark, value)
    return tuple(
        SheetGrader(
            grader=name,
            kind=GraderKind(kind),
            role=Role(role),
            compared=bool(compared),
            version=version,
            fingerprint=fingerprint,
            scores=tuple(_scores(scenario, cases[scenario], marks) for scenario, marks in by_scenario.items()),
        )
        for (name, kind, role, compared, version, fingerprint), by_scenario in read.items()
    )


def _scores(scenario: str, trials: Sequence[TrialId], marks: Mapping[int, tuple[str, float | None]]) -> SheetScores:
    cells = [marks.get(trial.index, ("-", None)) for trial in trials]
    values = tuple(value for _, value in cells if value is not None)
    plain = all(value == float(mark == "p") for mark, value in cells if value is not None)
    return SheetScores(scenario=scenario, marks="".join(mark for mark, _ in cells), values=() if plain else values)
