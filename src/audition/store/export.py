"""A run's rows for other programs: plain values, one item a trial or a score."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audition.records.grades import Score
from audition.store.codec import STATUS, encode
from audition.store.run_file import RunFile

SCORE_KEYS = (
    "run", "scenario", "variant", "index", "grader", "kind", "role", "compared", "status", "value", "passed",
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
    for grade in run.grades():
        read = grade.reading
        value, passed = (read.value, read.passed) if isinstance(read, Score) else (None, None)
        cells = (
            run_id, grade.trial.scenario, grade.trial.variant, grade.trial.index, grade.grader, grade.kind.value,
            grade.role.value, grade.compared, STATUS[type(read)], value, passed, read.reason, grade.version,
            grade.fingerprint,
        )  # fmt: skip
        yield dict(zip(SCORE_KEYS, cells, strict=True))
