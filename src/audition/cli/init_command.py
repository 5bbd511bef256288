"""`audition init`."""

from __future__ import annotations

from pathlib import Path

import click

from audition.cli.saying import say


@click.command("init")
@click.argument("folder", default=".", type=click.Path(file_okay=False, path_type=Path))
@click.option("--agent", metavar="NAME", help="What the agent is called; release-notes, or as the prompt is.")
@click.option(
    "--from",
    "prompt",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    metavar="FILE",
    help="A prompt that is there: an agent file, a skill's SKILL.md, a slash command, or a plain prompt.",
)
def command(folder: Path, agent: str | None, prompt: Path | None) -> int:
    """Start a new agent's suite: a small one that passes from the first minute.

    A prompt, two scenarios, a schema, a rubric, a test for pytest, trials that replay and a workflow for CI, to be
    rewritten piece by piece. With --from, a suite for a prompt of your own, where it is: two scenarios to be filled in,
    and criteria drafted from its rules. Nothing that is there is written over.
    """
    from audition.reporting.terminal.results import drafted_lines, started_lines
    from audition.usecases.init import init, init_from

    say(started_lines(init(folder, agent)) if prompt is None else drafted_lines(init_from(folder, prompt, agent)))
    return 0
