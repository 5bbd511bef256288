"""Writes a stored run's rows for other programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TextIO

from audition.project.world import places_of
from audition.reporting.inspect_log import write_inspect_logs
from audition.reporting.scores_csv import write_scores
from audition.store.export import score_rows, trial_rows
from audition.store.run_file import RunFile


def export_jsonl(root: Path, run: str, out: TextIO, *, evidence: bool = False) -> None:
    """One JSON object a line: a score, or a trial with its whole evidence.

    Raises:
        UsageError: There is no such run.
    """
    with RunFile.open_readonly(places_of(root).run_file(run)) as file:
        rows = trial_rows(file) if evidence else score_rows(file)
        out.writelines(json.dumps(row, ensure_ascii=True) + "\n" for row in rows)


def export_inspect(root: Path, run: str, folder: Path | None = None) -> tuple[Path, ...]:
    """One log of Inspect's a variant, which its own viewer opens (`inspect view --log-dir FOLDER`); gives their paths.

    Args:
        root: A folder of the project.
        run: As `Places.run_file` understands it.
        folder: Where they go; None: `inspect/` beside the run's reports.

    Raises:
        UsageError: There is no such run, or Inspect's library is not installed.
    """
    places = places_of(root)
    with RunFile.open_readonly(places.run_file(run)) as file:
        return write_inspect_logs(file, folder or places.report(file.facts.id) / "inspect")


def export_csv(root: Path, run: str, out: TextIO) -> None:
    """One row a score under a header; no cell can be taken for a formula.

    Raises:
        UsageError: There is no such run.
    """
    with RunFile.open_readonly(places_of(root).run_file(run)) as file:
        write_scores([file], out)
