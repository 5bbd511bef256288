"""`audition aa`."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("aa")
@click.argument("run", default="latest")
@click.option("--splits", type=click.IntRange(10, 10_000), default=200, show_default=True, help="Random halvings.")
def command(run: str, splits: int) -> int:
    """Put every variant of a stored run against itself: how often is a difference called that is not there?

    Each scenario's trials are halved at random and compared like two variants; that takes six trials a case.
    """
    from audition.usecases.aa import against_itself

    for found in against_itself(Path.cwd(), run, splits):
        click.echo(found.line())
    return 0
