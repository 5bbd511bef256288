"""A run's rows for other programs: plain values, one item a trial or a score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audition.records.grades import Mark
from audition.store.codec import encode
from audition.store.run_file import RunFile

SCORE_KEYS = (
    "run", "scenario", "variant", "index", "grader", "kind", "role", "points", "compared", "status", "value", "passed",
    "reason", "version", "fingerprint",
)  # fmt: skip
"""The keys of a score's row, in order."""


def trial_rows(run: RunFile) -> Iterator[dict[str, Any]]:
    """One item a stored trial: the run's id, the trial with its whole evidence, its grades."""
    run_id = run.facts.id
    for trial in run.trials():
        yield {"run": run_id, "trial": encode(trial), "grades": [encode(grade) for grade in run.grades(trial.id)]}


def score_rows(run: RunFile) -> Iterator[dict[str, Any]]:
    """One item a score; `value` and `passed` are None where nothing was scored, `reason` says why."""
    run_id = run.facts.id
    return (score_row(run_id, grade.mark, grade.reading.reason) for grade in run.grades())


def score_row(run_id: str, mark: Mark, reason: str) -> dict[str, Any]:
    """One score with the keys of `SCORE_KEYS`."""
    cells = (
        run_id, mark.trial.scenario, mark.trial.variant, mark.trial.index, mark.grader, mark.kind.value,
        mark.role.value, mark.points, mark.compared, mark.status.value, mark.value, mark.passed, reason, mark.version,
        mark.fingerprint,
    )  # fmt: skip
    return dict(zip(SCORE_KEYS, cells, strict=True))
