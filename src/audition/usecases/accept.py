"""Makes a run the baseline: a person's decision, committed and reviewed like code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from audition.errors import UsageError
from audition.project.world import places_of
from audition.records.accepted import Baseline, Occasion, ScoreSheet
from audition.records.definitions import Role
from audition.records.grades import KnownFailure
from audition.records.mutation import mutation_of
from audition.store.baselines import read_baseline, write_baseline
from audition.store.run_file import RunFile, RunState
from audition.store.score_sheets import sheets_of
from audition.usecases.compare import Against, compare_with_baseline
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


@dataclass(frozen=True, kw_only=True)
class EvenIf:
    """What a person has said to accept all the same."""

    worse: bool = False
    """A run that does worse than the accepted one, or fails what that passes."""
    fewer: bool = False
    """A run that lacks scenarios of the accepted one."""


def accept(root: Path, run: str, variants: Sequence[str] = (), even_if: EvenIf | None = None) -> Accepted:
    """The run's scores become the baseline of its variants, or of those named; other variants' stand.

    The run also enters the agent's history.

    What it played at other git revisions is the past, and never becomes the baseline, and no mutant does.

    Raises:
        UsageError: There is no such run, it is not complete, it did not play a variant that is named, or graders that
            decide broke in more of its trials than the suite bears. Or it does worse than the run accepted before, or
            lacks scenarios of it, and nobody said to accept it all the same.
        StoreError: The baseline cannot be written; the one before stands.
    """
    places = places_of(root)
    stored = places.run_file(run)
    with RunFile.open_readonly(stored) as file:
        facts = file.facts
        if file.state is not RunState.COMPLETE or file.retriable():
            raise UsageError(f"run {facts.id} is not complete: `{facts.resuming}` plays the rest")
        sheets = sheets_of(file)
        present = {
            name: sheet
            for name, sheet in sheets.items()
            if facts.variants[name].revision is None and not mutation_of(name)
        }
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
    even_if, gone = even_if or EvenIf(), _gone(before.sheets, chosen)
    if gone and not even_if.fewer:
        raise UsageError(
            f"run {facts.id} did not play what is accepted: {', '.join(gone)}; --even-if-fewer drops them from the "
            "baseline, and `audition compare` sees them no more"
        )
    if not even_if.worse:
        _refuse_worse(root, stored, set(chosen) & set(before.sheets))
    write_baseline(path, before.accepting(chosen))
    if not is_remembered(root, facts.id, agent):
        remember(places, stored, Occasion.ACCEPTED)
    return Accepted(
        path=path,
        variants=tuple(chosen),
        trials=facts.trials,
        known=tuple(sorted(Baseline(agent=agent, sheets=chosen).known_failures)),
        gone=gone,
    )


def _refuse_worse(root: Path, run: Path, variants: Collection[str]) -> None:
    """Let what is worse, or fails what was passed, become the measure of later runs only where a person says so."""
    if not variants:
        return
    found = compare_with_baseline(root, str(run), Against())
    told = [c.verdict.sentence for c in found.regressed if c.candidate.variant in variants]
    failed = [failure for failure in found.new_failures if failure.trial.variant in variants]
    told += dict.fromkeys(f"{one.trial.variant} fails {one.grader} on {one.trial.scenario}." for one in failed)
    if told:
        raise UsageError(f"{' '.join(told[:5])} --even-if-worse makes that the baseline")


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
