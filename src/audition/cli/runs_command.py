"""`audition runs`."""

from __future__ import annotations

from pathlib import Path

import click

from audition.cli.saying import say


@click.command("runs")
@click.argument("suite", required=False)
@click.option("-n", "--most", type=click.IntRange(1, 100_000), default=20, show_default=True, help="How many.")
def command(suite: str | None, most: int) -> int:
    """List the stored runs, the newest first: what each played, how far it came, what it cost."""
    from audition.reporting.terminal.results import stored_lines
    from audition.usecases.runs import runs

    say(stored_lines(list(runs(Path.cwd(), suite, most))))
    return 0
