"""`audition weekly`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audition.cli.options import afresh, concurrently, order_of
from audition.cli.saying import say, say_conclusion


@click.command("weekly")
@click.argument("suite", required=False)
@afresh(trials=5)
@concurrently
def command(suite: str | None, **chosen: Any) -> int:
    """Screen every variant against its baseline; confirm by a fresh run what the screen suspects.

    Writes reports/<year>-W<week>/<suite>/ and adds the run to the agent's history. Exits with 1 on a confirmed
    regression, with 4 when a suspicion could not be put to the test. Live answers are fresh, never from the cache; the
    cap is for screen, confirmation and judge together.
    """
    from audition.cli.playing import ending, watched
    from audition.usecases.weekly import SCREEN_TRIALS, weekly
    from audition.usecases.weekly_report import report_week

    order = order_of(suite, {**chosen, "trials": chosen["trials"] or SCREEN_TRIALS})
    with watched(Path.cwd(), order) as progress:
        week = weekly(Path.cwd(), order, progress)
    conclusion = report_week(Path.cwd(), week)
    exit_code = say_conclusion(conclusion)
    if week.cut:
        say([f"stopped: {week.cut}"], err=True)
    if week.interrupted:
        return 130
    worse = week.regressed or any(not failure.expected for failure in week.failures)
    return ending(week.done, 1 if worse else exit_code or (4 if week.cut else 0))
