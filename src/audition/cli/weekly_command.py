"""`audition weekly`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audition.cli.options import going_live, live_options, selecting, selection


@click.command("weekly")
@click.argument("suite", required=False)
@selecting
@going_live
@click.option("--concurrency", type=click.IntRange(1, 1000), help="Trials at once; default: 8, live 64, batch 400.")
def command(suite: str | None, **chosen: Any) -> int:
    """Screen every variant against its baseline; confirm by a fresh run what the screen suspects.

    Writes reports/<year>-W<week>/, adds the run to the agent's history, and exits with 1 on a confirmed regression.
    Live runs take no answer from the cache. Trials a case default to 5.
    """
    from audition.cli.playing import Watched, ending
    from audition.records.findings import Mode
    from audition.running.runner import Options
    from audition.usecases.run import Order
    from audition.usecases.weekly import report_week, weekly

    is_live, live = live_options(chosen)
    concurrency = chosen.pop("concurrency") or (400 if live.batch else 64 if is_live else 8)
    order = Order(
        suite=suite,
        mode=Mode.LIVE if is_live else Mode.REPLAY,
        live=live,
        options=Options(concurrency=concurrency),
        selection=selection(chosen),
    )
    with Watched() as progress:
        week = weekly(Path.cwd(), order, progress)
    conclusion = report_week(Path.cwd(), week)
    for line in conclusion.lines():
        click.echo(line)
    return ending(week.done, 1 if week.regressed else conclusion.exit_code)
