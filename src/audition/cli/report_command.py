"""`audition report`."""

from __future__ import annotations

from pathlib import Path

import click

from audition.cli.saying import say_conclusion
from audition.reporting.formats import FORMATS


@click.command("report")
@click.argument("run", default="latest")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="The folder; default: reports/<run>.")
@click.option(
    "--format", "formats", type=click.Choice(list(FORMATS)), multiple=True, help="Only this one (repeatable)."
)
@click.option("--verbose", is_flag=True, help="Show every grader and scenario.")
def command(run: str, out: Path | None, formats: tuple[str, ...], verbose: bool) -> int:
    """Write a stored run's reports: an HTML page, Markdown, JSON, CSV and JUnit XML.

    RUN is a run's id, the end of it, a path, or `latest`. Nothing is played or graded.
    """
    from audition.usecases.report import conclude

    say_conclusion(conclude(Path.cwd(), run, out, formats), verbose=verbose)
    return 0
