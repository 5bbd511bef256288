"""Command lines as documents write them, held against the commands that exist."""

from __future__ import annotations

import re
import shlex

import click

from audition.cli.root import root
from scripts.reference.commands import pytest_options


def fault(line: str) -> str | None:
    """Why `audition …` or `pytest …` would not be understood; None: it would be. Nothing runs."""
    if line.startswith("pytest "):
        known = {re.split(r"[ \[]", shown)[0] for shown, _ in pytest_options()}
        told = {word.split("=")[0] for word in shlex.split(line) if word.startswith("--audition-")}
        return f"there is no {min(told - known)}" if told - known else None
    name, *words = shlex.split(line)
    command: click.Command = root
    context = None
    while isinstance(command, click.Group):
        context = click.Context(command, context, info_name=name, **command.context_settings)
        name, *words = words or ["--help"]
        if (known := command.get_command(context, name)) is None:
            return f"there is no command {name}"
        command = known
    try:
        command.make_context(name, words, parent=context).close()
    except click.ClickException as error:
        return error.format_message()
    return None
