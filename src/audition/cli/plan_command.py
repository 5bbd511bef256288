"""`audition plan`."""

from __future__ import annotations

import math
import shlex
from pathlib import Path
from typing import Any

import click

from audition.cli.options import allocating, among_failed, casting, selecting, selection, typed
from audition.cli.saying import say


@click.command("plan")
@click.argument("suite", required=False)
@selecting
@casting
@among_failed
@allocating
def command(suite: str | None, **chosen: Any) -> int:
    """Say what a live run would play, which difference it could find, and what it would cost.

    Nothing is called and nothing is spent.
    """
    from audition.reporting.terminal.results import preview_lines
    from audition.usecases.plan import plan

    words = typed(suite, chosen)
    preview = plan(Path.cwd(), suite, selection(chosen, suite))
    say(preview_lines(preview))
    price = preview.price
    cap = "USD" if price is None or price.high_usd is None else f"{max(1, math.ceil(price.high_usd))}"
    say([f"Next    {shlex.join(['audition', 'run', *words])} --live --cap {cap}"])
    return 0
