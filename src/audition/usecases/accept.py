"""Makes a run the baseline: a person's decision, committed and reviewed like code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audition.errors import UsageError
from audition.project.world import places_of
from audition.records.accepted import Baseline, Occasion, ScoreSheet
from audition.records.definitions import Role
from audition.records.grades import KnownFailure
from audition.store.baselines import read_baseline, write_baseline
from audition.store.run_file import RunFile, RunState
from audition.store.score_sheets import sheets_of
from audition.usecases.history import is_remembered, remember


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """What became the baseline."""

    path: Path
    variants: tuple[str, ...]
    trials: int
    """Trials a case."""
    known: tuple[KnownFailure, ...]
    """What is required and some trial failed: from now on an expected failure."""
    gone: tuple[str, ...]
    """Scenarios that the baseline before had of these variants, and this run did not play."""


def accept(root: Path, run: str, variants: Sequence[str] = ()) -> Accepted:
    """The run's scores become the baseline of its variants, or of those named; other variants' stand.

    The run also enters the agent's history.

    What it played at other git revisions is the past, and never becomes the baseline.

    Raises:
        UsageError: There is no such run, it is not complete, it did not play a variant that is named, or graders that
            decide broke in more of its trials than the suite bears.
        StoreError: The baseline cannot be written; the one before stands.
    """
    places = places_of(root)
    stored = places.run_file(run)
    with RunFile.open_readonly(stored) as file:
        facts = file.facts
        if file.state is not RunState.COMPLETE or file.retriable():
            raise UsageError(f"run {facts.id} is not complete: `{facts.resuming}` plays the rest")
        sheets = sheets_of(file)
        present = {name: sheet for name, sheet in sheets.items() if facts.variants[name].revision is None}
    chosen = {name: sheet for name, sheet in present.items() if not variants or _is_named(name, variants)}
    if not chosen or (variants and len(chosen) < len(set(variants))):
        wanted = ", ".join(variants) or "a working file"
        raise UsageError(f"run {facts.id} did not play {wanted}: it has {', '.join(sheets)}")
    for sheet in chosen.values():
        _refuse_unread(sheet)
    agent = next(iter(chosen)).split("/", 1)[0]
    path = places.baseline(agent)
    try:
        before = read_baseline(path)
    except FileNotFoundError:
        before = Baseline(agent=agent, sheets={})
    write_baseline(path, before.accepting(chosen))
    if not is_remembered(root, facts.id, agent):
        remember(places, stored, Occasion.ACCEPTED)
    return Accepted(
        path=path,
        variants=tuple(chosen),
        trials=facts.trials,
        known=tuple(sorted(Baseline(agent=agent, sheets=chosen).known_failures)),
        gone=_gone(before.sheets, chosen),
    )


def _refuse_unread(sheet: ScoreSheet) -> None:
    for grader in sheet.graders:
        marks = Counter("".join(scores.marks for scores in grader.scores))
        asked = marks["p"] + marks["f"] + marks["u"]
        decides = grader.role is Role.REQUIRED or (grader.role is Role.GATE and grader.compared)
        if decides and marks["u"] > (1 - sheet.facts.coverage) * asked:
            raise UsageError(
                f"{grader.grader} could not read {marks['u']} of {asked} trials of {sheet.variant}, so they are no "
                f"baseline: `audition report {sheet.facts.id}` says why"
            )


def _gone(before: Mapping[str, ScoreSheet], chosen: Mapping[str, ScoreSheet]) -> tuple[str, ...]:
    known = {case.scenario for name in chosen if name in before for case in before[name].cases}
    return tuple(sorted(known - {case.scenario for sheet in chosen.values() for case in sheet.cases}))


def _is_named(variant: str, names: Sequence[str]) -> bool:
    return variant in names or variant.split("/", 1)[-1] in names
