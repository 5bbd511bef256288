"""Says lines to a reader who may have gone: `| head` has read enough, a terminal was closed."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

import click


def say(lines: Iterable[str], *, err: bool = False) -> None:
    """Write lines to standard output or error; a reader who stops reading changes nothing about how a command ends."""
    try:
        for line in lines:
            click.echo(line, err=err)
    except BrokenPipeError:
        hush(err=err)


def hush(*, err: bool = False) -> None:
    """Send the rest of a stream nowhere: Python flushes it once more at the end, and would complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, (sys.stderr if err else sys.stdout).fileno())
    os.close(nowhere)
