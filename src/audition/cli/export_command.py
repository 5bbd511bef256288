"""`audition export`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from audition.cli.saying import say


@click.command("export")
@click.argument("run", default="latest")
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "inspect"]), default="jsonl", show_default=True)
@click.option("--evidence", is_flag=True, help="One line a trial with its whole transcript (jsonl only).")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Where Inspect's logs go; default: `inspect/` beside the run's reports.",
)
def command(run: str, form: str, evidence: bool, out: Path | None) -> int:
    """Write a stored run's rows to standard output: one row a score.

    With --format inspect it is written as logs of Inspect AI, one a variant, which `inspect view` opens; its library
    comes with `audition[inspect]`.
    """
    from audition.usecases.export import export_csv, export_inspect, export_jsonl

    if evidence and form != "jsonl":
        raise click.UsageError("--evidence goes with --format jsonl: a transcript fits no CSV")
    if out is not None and form != "inspect":
        raise click.UsageError("--out goes with --format inspect: rows go to standard output")
    if form == "inspect":
        say(os.path.relpath(path) for path in export_inspect(Path.cwd(), run, out))
    elif form == "csv":
        export_csv(Path.cwd(), run, sys.stdout)
    else:
        export_jsonl(Path.cwd(), run, sys.stdout, evidence=evidence)
    return 0
