"""`audition run`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audition.cli.options import selecting, selection


@click.command("run")
@click.argument("suite", required=False)
@selecting
@click.option("--resume", metavar="RUN", help="Go on with a stored run: its id, the end of it, or `latest`.")
@click.option("--concurrency", type=click.IntRange(1, 1000), default=8, show_default=True, help="Trials at once.")
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), help="Write the reports into this folder.")
@click.option("--verbose", is_flag=True, help="Show every grader and scenario.")
def command(
    suite: str | None, resume: str | None, concurrency: int, report: Path | None, verbose: bool, **chosen: Any
) -> int:
    """Play a suite, grade it, compare its variants, write the report.

    Answers come from recordings: no key, no network, no cost.
    """
    from audition.cli.playing import play_and_show
    from audition.running.runner import Options
    from audition.usecases.run import Order

    order = Order(suite=suite, selection=selection(chosen), options=Options(concurrency=concurrency))
    return play_and_show(Path.cwd(), order, resume=resume, report=report, verbose=verbose)
