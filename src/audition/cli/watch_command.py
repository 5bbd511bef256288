"""`audition watch`."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import click

from audition.cli.options import going_live, order_of, selecting
from audition.cli.saying import say, shows_colours

LOOK_SECONDS = 0.3
"""Between two looks at the files."""


@click.command("watch")
@click.argument("suites", nargs=-1)
@selecting
@going_live
def command(suites: tuple[str, ...], **chosen: Any) -> int:
    """On every save: check what was saved, play the cases it affects again, and show what moved.

    Agent files, suites, scenarios, schemas, rubrics and checks are watched. What moved is measured from the accepted
    baseline, or from the last run where there is none. Answers come from recordings; with --live, which wants --cap,
    they are fresh, and the cap is for all that is played until the watch ends. Ctrl-C ends it.
    """
    from audition.reporting.terminal.results import reaction_lines
    from audition.usecases.watch import Watch, changed_paths

    if chosen["live"] and chosen["cap_usd"] is None:
        raise click.UsageError("a live watch plays on every save: say with --cap what it may spend in all")
    watch = Watch(root=Path.cwd(), suites=suites, order=order_of(None, chosen))
    colour = shows_colours()
    seen = watch.look()
    say([f"watching {len(seen)} files; Ctrl-C ends"])
    while True:
        time.sleep(LOOK_SECONDS)
        now = watch.look()
        if now == seen:
            continue
        time.sleep(LOOK_SECONDS / 3)
        if watch.look() != now:  # an editor is still at it
            continue
        changed, seen = changed_paths(seen, now), now
        reaction = watch.react(changed)
        click.echo(f"\n{time.strftime('%H:%M:%S')}  ", nl=False)
        say(reaction_lines(reaction, colour=colour), color=colour)
        if reaction.interrupted:
            return 130
