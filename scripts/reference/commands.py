"""Commands with their own help, and pytest's options."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import click

from audition import pytest_plugin
from audition.cli.root import root
from scripts.reference.tables import table

_WIDTH = 100


def command_sections() -> Iterator[str]:
    """The help of every command, in the order in which `audition --help` names them."""
    settings = {**root.context_settings, "terminal_width": _WIDTH, "max_content_width": _WIDTH}
    context = click.Context(root, info_name="audition", **settings)
    yield f"## Commands\n\n{_block(root.get_help(context))}"
    yield from _sections(root, context)


def _sections(group: click.Group, context: click.Context) -> Iterator[str]:
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        inner = click.Context(command, context, info_name=name)
        yield f"### {inner.command_path}\n\n{_block(command.get_help(inner))}"
        if isinstance(command, click.Group):
            yield from _sections(command, inner)


def pytest_table() -> str:
    """The options of `pytest evals/`."""
    return f"## pytest evals/\n\n{table(['Option', 'Meaning'], pytest_options())}"


def pytest_options() -> list[tuple[str, str]]:
    """Each option as it is written, with its help."""
    options = _Options()
    pytest_plugin.pytest_addoption(options)  # type: ignore[arg-type]
    return options.rows


def _block(text: str) -> str:
    return f"```text\n{text}\n```"


class _Options:
    """Takes what the plugin tells pytest's parser."""

    def __init__(self) -> None:
        self.rows: list[tuple[str, str]] = []

    def getgroup(self, *_: str) -> _Options:
        return self

    def addoption(self, name: str, **said: Any) -> None:
        metavar = said.get("metavar", "")
        shown = f"{name}[={metavar}]" if said.get("nargs") == "?" else f"{name} {metavar}".rstrip()
        choices = f" ({', '.join(said['choices'])})" if "choices" in said else ""
        self.rows.append((shown, f"{said['help']}{choices}"))
