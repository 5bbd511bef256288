"""`audition diff`."""

from __future__ import annotations

from pathlib import Path

import click

from audition.cli.saying import say, shows_colours


@click.command("diff")
@click.argument("baseline")
@click.argument("candidate", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "md"]),
    default="text",
    show_default=True,
    help="md: Markdown, for the comment of a pull request.",
)
def command(baseline: str, candidate: str | None, form: str) -> int:
    """Show how two agent prompts differ: frontmatter by key, body by section and word; costs nothing.

    A side is a variant such as `sales`, a file by its path, or either at a git revision such as `sales@HEAD~3`. One
    alone is held against what its recordings were made from. What a memory file such as CLAUDE.md imports and what
    lies beside a skill is shown file by file.
    """
    from audition.reporting.terminal.prompt_change import markdown_change, terminal_change
    from audition.usecases.diff import diff, diff_recorded

    change = diff(Path.cwd(), baseline, candidate) if candidate else diff_recorded(Path.cwd(), baseline)
    colour = shows_colours()
    say(markdown_change(change) if form == "md" else terminal_change(change, colour=colour), color=colour)
    return 0
