"""`audition run`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audition.cli.options import (
    allocating,
    among_failed,
    casting,
    concurrently,
    elsewhere,
    going_live,
    order_of,
    selecting,
)


@click.command("run")
@click.argument("suite", required=False)
@selecting
@casting
@among_failed
@allocating
@going_live
@elsewhere
@click.option("--sequential", is_flag=True, help="Look five times on the way to --trials; stop once it is decided.")
@click.option("--resume", metavar="RUN", help="Go on with a stored run: its id, the end of it, or `latest`.")
@concurrently
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), help="Write the reports into this folder.")
@click.option("--store-only", is_flag=True, help="Store trials and grades, conclude nothing: `audition report` does.")
@click.option("--verbose", is_flag=True, help="Show every grader and scenario.")
def command(suite: str | None, **chosen: Any) -> int:
    """Play a suite, grade it, compare its variants, write the report.

    Answers come from recordings: no key, no network, no cost. With --live they come from the Messages API, with the
    key of ANTHROPIC_API_KEY.
    """
    from audition.cli.playing import play_and_show, play_and_store
    from audition.records.findings import Looks

    resume, report, verbose = chosen.pop("resume"), chosen.pop("report"), chosen.pop("verbose")
    store_only = chosen.pop("store_only")
    if store_only and (report or verbose):
        raise click.UsageError("--store-only concludes nothing: leave out --report and --verbose")
    sequential = chosen.pop("sequential")
    if sequential and chosen["allocate"]:
        raise click.UsageError("--sequential looks at all cases alike: leave out --allocate")
    if sequential and not chosen["trials"]:
        raise click.UsageError("--sequential wants the most trials a case it may play: add --trials")
    order = order_of(suite, chosen, Looks(most_trials=chosen["trials"]) if sequential else None)
    if store_only:
        return play_and_store(Path.cwd(), order, resume=resume)
    return play_and_show(Path.cwd(), order, resume=resume, report=report, verbose=verbose)
