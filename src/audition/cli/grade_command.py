"""`audition grade`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("grade")
@click.argument("run", default="latest")
@click.option("--verbose", is_flag=True, help="Show every grader and scenario.")
def command(run: str, verbose: bool) -> int:
    """Grade a stored run again by today's checks and rubrics, for free.

    RUN is a run's id, the end of it, a path, or `latest`.
    """
    from audition.usecases.grade import grade_again
    from audition.usecases.report import conclude

    path = grade_again(Path.cwd(), run)
    conclusion = conclude(Path.cwd(), path, None)
    for line in conclusion.lines(verbose=verbose):
        click.echo(line)
    return conclusion.exit_code
