"""`audition init`."""

from __future__ import annotations

from pathlib import Path

import click

from audition.cli.saying import say


@click.command("init")
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--agent", default="release-notes", show_default=True, metavar="NAME", help="What the agent is called.")
def command(folder: Path, agent: str) -> int:
    """Start a new agent's suite: a small one that passes from the first minute.

    A prompt, two scenarios, a schema, a rubric, a test for pytest, trials that replay and a workflow for CI, to be
    rewritten piece by piece. Nothing that is there is written over.
    """
    from audition.reporting.terminal.results import started_lines
    from audition.usecases.init import init

    say(started_lines(init(folder, agent)))
    return 0
