"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from audition.running.plan import Selection

Command = TypeVar("Command", bound=Callable[..., Any])

_SELECTION = (
    click.option("-v", "--variant", "variants", multiple=True, metavar="NAME", help="Only this variant (repeatable)."),
    click.option("-s", "--scenario", "scenarios", multiple=True, metavar="ID", help="Only this scenario; globs work."),
    click.option("-t", "--tag", "tags", multiple=True, metavar="TAG", help="Only scenarios with this tag."),
    click.option("-k", "keyword", default="", metavar="TEXT", help="Only cases with this in `scenario[variant]`."),
    click.option("-n", "--trials", type=click.IntRange(1, 10_000), help="Trials a case; default: as the suite says."),
)


def selecting(command: Command) -> Command:
    """Adds the options that choose cases; the command takes them as keywords, see `selection`."""
    for option in reversed(_SELECTION):
        command = option(command)
    return command


def selection(chosen: dict[str, Any]) -> Selection:
    """The selection that the options of `selecting` make."""
    return Selection(**chosen)
