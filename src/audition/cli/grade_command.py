"""`audition grade`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from audition.cli.cap import cut_short
from audition.cli.options import judge_options, judging_live
from audition.cli.saying import say_conclusion


@click.command("grade")
@click.argument("run", default="latest")
@judging_live
@click.option("--verbose", is_flag=True, help="Show every grader and scenario.")
def command(run: str, verbose: bool, **chosen: Any) -> int:
    """Grade a stored run again by today's checks and rubrics.

    RUN is a run's id, the end of it, a path, or `latest`. What a judge said before is used again, for free; with
    --live it is asked for what is missing, and the answers are kept with the run.
    """
    from audition.usecases.grade import grade_again
    from audition.usecases.report import conclude

    graded = grade_again(Path.cwd(), run, judge_options(chosen))
    exit_code = say_conclusion(conclude(Path.cwd(), graded.path, None), verbose=verbose)
    return cut_short(graded.capped) or exit_code
