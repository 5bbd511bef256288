"""Says of recorded panels how far they agree with themselves, as a live one's run says of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from audition.analysis.judges import self_agreements
from audition.grading.judging.rubric import fingerprint
from audition.project.places import Places
from audition.records.comparison import Findings
from audition.records.evidence import TrialId
from audition.records.judgements import Judgement
from audition.store.judgements import judgements
from audition.store.run_file import RunFile


def with_recorded_panels(places: Places, run: RunFile, findings: Findings) -> Findings:
    """The findings of a run, each rubric by which kept panels judged it with how far they agree.

    Raises:
        StoreError: A judgement cannot be read.
    """
    wanted = {row.rubric for row in findings.judges if row.fingerprint and not row.agreements}
    if not wanted:
        return findings
    folder = places.judgements(run.facts.agent)
    found = {rubric: self_agreements(said) for rubric, said in _said(folder, run, wanted).items()}
    return replace(
        findings,
        judges=tuple(
            replace(row, agreements=found.get(row.rubric, row.agreements)) if row.fingerprint else row
            for row in findings.judges
        ),
    )


def _said(folder: Path, run: RunFile, wanted: set[str]) -> dict[str, list[Judgement]]:
    """Rubric → the kept judgements of the panels that graded the run."""
    graded = {
        (mark.trial.recorded_as, mark.grader): mark.fingerprint
        for mark in run.marks()
        if mark.grader in wanted and mark.fingerprint
    }
    found: dict[str, list[Judgement]] = {}
    for (trial, rubric), panel in _panels(folder, wanted):
        if graded.get((trial, rubric)) == fingerprint(panel):
            found.setdefault(rubric, []).extend(panel)
    return found


def _panels(folder: Path, wanted: set[str]) -> Iterator[tuple[tuple[TrialId, str], list[Judgement]]]:
    """What is kept of each work by each rubric, under each prompt and wording."""
    panels: dict[tuple[TrialId, str, str | None, str, str, str | None], list[Judgement]] = {}
    for one in judgements(folder):
        if one.rubric in wanted:
            key = (one.trial, one.rubric, one.prompt_digest, one.rubric_digest, one.work_digest, one.sheet_digest)
            panels.setdefault(key, []).append(one)
    for (trial, rubric, *_), panel in panels.items():
        yield (trial, rubric), panel
