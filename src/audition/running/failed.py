"""Which cases of a stored run want another look."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audition.errors import NothingSelected
from audition.project.world import places_of
from audition.records.evidence import CaseId
from audition.records.grades import Mark, Status
from audition.store.run_file import RunFile


@dataclass(frozen=True, kw_only=True)
class Failed:
    """The cases that a run did not pass in full."""

    run: str
    suite: str
    cases: tuple[CaseId, ...]
    """In the order of their names."""


def failed_cases(root: Path, run: str) -> Failed:
    """The cases in which some trial failed a required check, missed a part of the gate score, or was not scored.

    Raises:
        UsageError: There is no such run.
        NothingSelected: It passed everything.
    """
    with RunFile.open_readonly(places_of(root).run_file(run)) as file:
        facts = file.facts
        lost = {trial.case for trial in (*file.missing(), *file.retriable())}
        read = {mark.trial.case for mark in file.marks() if mark.decides and _falls_short(mark)}
    if not lost | read:
        raise NothingSelected(f"run {facts.id} passed every required check and the whole gate score: nothing failed")
    return Failed(run=facts.id, suite=facts.suite, cases=tuple(sorted(lost | read)))


def _falls_short(mark: Mark) -> bool:
    return mark.status is Status.UNSCORED or mark.failed or (mark.gates and mark.value is not None and mark.value < 1.0)
