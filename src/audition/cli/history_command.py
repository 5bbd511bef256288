"""`audition history`."""

from __future__ import annotations

from pathlib import Path

import click

from audition.cli.saying import say


@click.command("history")
@click.argument("suite", required=False)
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), help="Write its page into this folder.")
def command(suite: str | None, report: Path | None) -> int:
    """Show each variant's gate score over time, beside what changed, and the scenarios that tell too little."""
    from audition.reporting.terminal.history import history_lines
    from audition.usecases.history import history

    say(history_lines(history(Path.cwd(), suite, report)))
    if report is not None:
        say([f"Report  {report / 'index.html'}"])
    return 0
