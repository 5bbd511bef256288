"""`audition check`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("check")
@click.argument("suites", nargs=-1)
def command(suites: tuple[str, ...]) -> int:
    """See that agents, suites, scenarios and rubrics are right; costs nothing.

    Every fault is told at once as `path:line: $.place: what is wrong`, and the exit code is 2.
    """
    from audition.usecases.check import check

    for line in check(Path.cwd(), suites):
        click.echo(line)
    return 0
