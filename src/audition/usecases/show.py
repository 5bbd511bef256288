"""Finds one stored trial to look at."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audition.errors import UsageError
from audition.project.world import places_of
from audition.records.evidence import TrialId
from audition.records.grades import Grade, gate_score
from audition.records.views import TrialView
from audition.store.run_file import RunFile
from audition.text import did_you_mean


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Which trial is meant."""

    scenario: str
    variant: str | None = None
    """Its id, or the part after the slash; None: the only one that met the scenario."""
    index: int | None = None
    """None: the first trial that failed something, else the first."""


def show(root: Path, run: str, wanted: Wanted) -> TrialView:
    """One trial of a stored run with its grades.

    Raises:
        UsageError: There is no such run, case or trial, or several variants met the scenario.
    """
    with RunFile.open_readonly(places_of(root).run_file(run)) as file:
        stored = [summary.id for summary in file.summaries()]
        case = _case(stored, wanted, file.facts.id)
        grades = {trial: tuple(file.grades(trial)) for trial in case}
        chosen = _trial(grades, wanted)
        return TrialView(
            run=file.facts.id,
            trial=file.trial(chosen),
            trials=len(case),
            grades=grades[chosen],
            gate=gate_score(grade.mark for grade in grades[chosen]),
        )


def _case(stored: list[TrialId], wanted: Wanted, run: str) -> list[TrialId]:
    """The stored trials of the case that is meant."""
    met = [trial for trial in stored if trial.scenario == wanted.scenario]
    if not met:
        known = {trial.scenario for trial in stored}
        raise UsageError(
            f"run {run} holds no trial of scenario {wanted.scenario!r}{did_you_mean(wanted.scenario, known)}"
        )
    variants = {name: trial.variant for trial in met for name in (trial.variant, trial.variant.split("/", 1)[-1])}
    shorts = sorted(name for name in variants if "/" not in name.partition("@")[0])
    if wanted.variant is None and len(shorts) > 1:
        raise UsageError(f"{wanted.scenario} was met by {' and '.join(shorts)}: say which, as in `… {shorts[0]}`")
    variant = variants.get(shorts[0] if wanted.variant is None else wanted.variant)
    if variant is None:
        raise UsageError(
            f"run {run} holds no trial of {wanted.scenario} by {wanted.variant!r}: {', '.join(shorts)} met it"
        )
    return [trial for trial in met if trial.variant == variant]


def _trial(grades: dict[TrialId, tuple[Grade, ...]], wanted: Wanted) -> TrialId:
    if wanted.index is None:
        failed = (trial for trial, read in grades.items() if any(grade.mark.failed for grade in read))
        return next(failed, next(iter(grades)))
    for trial in grades:
        if trial.index == wanted.index:
            return trial
    indexes = ", ".join(str(trial.index) for trial in grades)
    raise UsageError(f"{next(iter(grades)).case} has no trial {wanted.index}: the run holds {indexes}")
