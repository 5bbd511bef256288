"""`audition aa`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audition.cli.options import going_live, order_of, selecting
from audition.cli.saying import say

TRIALS = 10
"""Trials a case of a fresh run: five a side."""


@click.command("aa")
@click.argument("run", required=False)
@selecting
@going_live
def command(run: str | None, **chosen: Any) -> int:
    """Put every variant of a run against itself: is each trial evidence of its own, and nothing moving meanwhile?

    Each scenario's earlier trials are held against its later ones, which takes six trials a case, and answers that
    repeat another's word for word are counted. Exit 1 where the halves differ by more than chance, or no answer stands
    alone. RUN is a stored run (default: latest). With --live ten trials a case are played first, by the very way that
    a run of yours takes: the cache answers too, unless --fresh.
    """
    from audition.reporting.terminal.results import self_check_lines
    from audition.usecases.aa import against_itself

    if not chosen["live"]:
        _refuse_selection(chosen)
        path = run or "latest"
    elif run is not None:
        raise click.UsageError("a stored run needs no calls: leave out RUN or --live")
    else:
        path = _played(chosen)
    found = list(against_itself(Path.cwd(), path))
    for each in found:
        say(self_check_lines(each))
    return 0 if all(each.passed for each in found) else 1


def _refuse_selection(chosen: dict[str, Any]) -> None:
    """A stored run is taken whole; options of fresh ones would do nothing."""
    if any(chosen.values()):
        raise click.UsageError("a stored run is taken as it is: options that choose cases or calls go with --live")


def _played(chosen: dict[str, Any]) -> str:
    """A new run of the selection, by its path."""
    from audition.cli.playing import Watched
    from audition.errors import UsageError
    from audition.usecases.run import run

    chosen |= {"trials": chosen["trials"] or TRIALS}
    with Watched() as progress:
        done = run(Path.cwd(), order_of(None, chosen), progress)
    if done.stopped or done.interrupted:
        raise UsageError(f"the run stopped: `{done.facts.resuming}`, then `audition aa {done.facts.id}`")
    return str(done.path)
