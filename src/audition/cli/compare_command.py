"""`audition compare`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("compare")
@click.argument("sides", nargs=-1, metavar="[RUN | RUN RUN | VARIANT VARIANT]")
@click.option("--against", metavar="REF", help="Read the baseline as of the merge base with this git revision.")
@click.option("--run", "run", default="latest", show_default=True, help="The run that holds the two variants.")
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), help="Write the reports into this folder.")
@click.option("--verbose", is_flag=True, help="Show every grader and scenario.")
def command(sides: tuple[str, ...], against: str | None, run: str, report: Path | None, verbose: bool) -> int:
    """Hold a run against the accepted baseline, a run against another, or two variants of a run.

    With no words or one run, that run is held against the baseline; exit code 1 means that it regressed.
    """
    from audition.usecases.compare import Against, compare_runs, compare_variants, compare_with_baseline, is_run
    from audition.usecases.report import report_on

    root = Path.cwd()
    if len(sides) > 2:
        raise click.UsageError("name one run, two runs, or two variants")
    if len(sides) < 2:
        findings = compare_with_baseline(root, sides[0] if sides else run, Against(ref=against))
    elif all(is_run(root, side) for side in sides):
        findings = compare_runs(root, sides[0], sides[1])
    else:
        findings = compare_variants(root, sides[0], sides[1], run)
    conclusion = report_on(root, findings, report)
    for line in conclusion.lines(verbose=verbose):
        click.echo(line)
    return conclusion.exit_code
