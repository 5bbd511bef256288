"""Command lines as documents write them, held against the commands that exist."""

from __future__ import annotations

import shlex

import click

from audition.cli.root import root


def fault(line: str) -> str | None:
    """Why `audition …` would not be understood; None: it would be. Nothing runs."""
    _, name, *words = shlex.split(line)
    context = click.Context(root, info_name="audition")
    command = root.get_command(context, name)
    if command is None:
        return f"there is no command {name}"
    try:
        command.make_context(name, words, parent=context).close()
    except click.ClickException as error:
        return error.format_message()
    return None
