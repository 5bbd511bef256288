"""Command lines as documents write them, held against the commands that exist."""

from __future__ import annotations

import shlex

import click

from audition.cli.root import root


def fault(line: str) -> str | None:
    """Why `audition …` would not be understood; None: it would be. Nothing runs."""
    name, *words = shlex.split(line)
    command: click.Command = root
    context = None
    while isinstance(command, click.Group):
        context = click.Context(command, context, info_name=name)
        name, *words = words or ["--help"]
        if (known := command.get_command(context, name)) is None:
            return f"there is no command {name}"
        command = known
    try:
        command.make_context(name, words, parent=context).close()
    except click.ClickException as error:
        return error.format_message()
    return None
