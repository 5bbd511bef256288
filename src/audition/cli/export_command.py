"""`audition export`."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command("export")
@click.argument("run", default="latest")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True)
@click.option("--evidence", is_flag=True, help="One line a trial with its whole transcript (jsonl only).")
def command(run: str, form: str, evidence: bool) -> int:
    """Write a stored run's rows to standard output: one row a score."""
    from audition.usecases.export import export_csv, export_jsonl

    if evidence and form == "csv":
        raise click.UsageError("a transcript fits no CSV: --evidence goes with --format jsonl")
    if form == "csv":
        export_csv(Path.cwd(), run, sys.stdout)
    else:
        export_jsonl(Path.cwd(), run, sys.stdout, evidence=evidence)
    return 0
