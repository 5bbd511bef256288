"""`audition run`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from audition.cli.options import going_live, live_options, selecting, selection


@click.command("run")
@click.argument("suite", required=False)
@selecting
@going_live
@click.option("--sequential", is_flag=True, help="Look five times on the way to --trials; stop once it is decided.")
@click.option("--resume", metavar="RUN", help="Go on with a stored run: its id, the end of it, or `latest`.")
@click.option("--concurrency", type=click.IntRange(1, 1000), help="Trials at once; default: 8, live 64, batch 400.")
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), help="Write the reports into this folder.")
@click.option("--store-only", is_flag=True, help="Store trials and grades, conclude nothing: `audition report` does.")
@click.option("--verbose", is_flag=True, help="Show every grader and scenario.")
def command(suite: str | None, **chosen: Any) -> int:
    """Play a suite, grade it, compare its variants, write the report.

    Answers come from recordings: no key, no network, no cost. With --live they come from the Messages API, with the
    key of ANTHROPIC_API_KEY.
    """
    from audition.cli.playing import play_and_show, play_and_store
    from audition.records.findings import Looks, Mode
    from audition.running.runner import Options
    from audition.usecases.run import Order

    resume, report, verbose = chosen.pop("resume"), chosen.pop("report"), chosen.pop("verbose")
    store_only = chosen.pop("store_only")
    if store_only and (report or verbose):
        raise click.UsageError("--store-only concludes nothing: leave out --report and --verbose")
    is_live, live = live_options(chosen)
    sequential = chosen.pop("sequential")
    if sequential and not chosen["trials"]:
        raise click.UsageError("--sequential wants the most trials a case it may play: add --trials")
    concurrency = chosen.pop("concurrency") or (400 if live.batch else 64 if is_live else 8)
    order = Order(
        suite=suite,
        mode=Mode.LIVE if is_live else Mode.REPLAY,
        live=replace(live, most=concurrency),
        looks=Looks(most_trials=chosen["trials"]) if sequential else None,
        options=Options(concurrency=concurrency),
        selection=selection(chosen),
    )
    if store_only:
        return play_and_store(Path.cwd(), order, resume=resume)
    return play_and_show(Path.cwd(), order, resume=resume, report=report, verbose=verbose)
