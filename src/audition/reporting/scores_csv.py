"""Scores as CSV: one row a score, no cell of which can be taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import TextIO

from audition.reporting.escaping import csv_cell
from audition.store.export import SCORE_KEYS, score_rows
from audition.store.run_file import RunFile


def write_scores(runs: Iterable[RunFile], out: TextIO) -> None:
    """Write open runs one after the other under one header."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SCORE_KEYS)
    for file in runs:
        writer.writerows([csv_cell(value) for value in row.values()] for row in score_rows(file))
