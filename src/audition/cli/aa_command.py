"""`audition aa`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audition.cli.options import afresh, order_of

FEWEST = 6
"""Trials a case of a fresh run: three a side."""


@click.command("aa")
@click.argument("run", required=False)
@afresh(trials=FEWEST)
@click.option("--splits", type=click.IntRange(10, 10_000), default=200, show_default=True, help="Random halvings.")
def command(run: str | None, splits: int, **chosen: Any) -> int:
    """Put every variant of a run against itself: how often is a difference called that is not there?

    Each scenario's trials are halved at random and compared like two variants; that takes six trials a case. RUN is a
    stored run (default: latest). With --live a fresh run is played first, no answer of it from the cache.
    """
    from audition.reporting.terminal.results import self_check_line
    from audition.usecases.aa import against_itself

    if not chosen["live"]:
        _refuse_selection(chosen)
        path = run or "latest"
    elif run is not None:
        raise click.UsageError("a stored run needs no calls: leave out RUN or --live")
    else:
        path = _played(chosen)
    for found in against_itself(Path.cwd(), path, splits):
        click.echo(self_check_line(found))
    return 0


def _refuse_selection(chosen: dict[str, Any]) -> None:
    """A stored run is taken whole; options of fresh ones would do nothing."""
    if any(chosen.values()):
        raise click.UsageError("a stored run is taken as it is: options that choose cases or calls go with --live")


def _played(chosen: dict[str, Any]) -> str:
    """A fresh run of the selection, by its path."""
    from audition.cli.playing import Watched
    from audition.errors import UsageError
    from audition.usecases.run import run

    chosen |= {"fresh": True, "trials": chosen["trials"] or FEWEST}
    with Watched() as progress:
        done = run(Path.cwd(), order_of(None, chosen), progress)
    if done.stopped or done.interrupted:
        raise UsageError(f"the run stopped: `{done.facts.resuming}`, then `audition aa {done.facts.id}`")
    return str(done.path)
