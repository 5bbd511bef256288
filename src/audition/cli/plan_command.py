"""`audition plan`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audition.cli.options import allocating, among_failed, selecting, selection
from audition.cli.saying import say


@click.command("plan")
@click.argument("suite", required=False)
@selecting
@among_failed
@allocating
def command(suite: str | None, **chosen: Any) -> int:
    """Say what a live run would play, which difference it could find, and what it would cost.

    Nothing is called and nothing is spent.
    """
    from audition.reporting.terminal.results import preview_lines
    from audition.usecases.plan import plan

    say(preview_lines(plan(Path.cwd(), suite, selection(chosen, suite))))
    return 0
