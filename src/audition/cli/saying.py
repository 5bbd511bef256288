"""Says lines: harmless to whoever shows them, and to a reader who may have gone, as behind `| head`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable

import click

from audition.errors import EngineError


def say(lines: Iterable[str], *, err: bool = False, color: bool | None = None) -> None:
    """Write lines to standard output or error; a reader who stops reading changes nothing about how a command ends.

    No line is a command to the CI system in whose log it stands, and what hides in one is shown.

    Args:
        lines: Of ours, with other people's words in them.
        err: To standard error.
        color: Whether the lines carry our own colours, as click has it.

    Raises:
        EngineError: Standard output takes no more, as on a full disk.
    """
    from audition.reporting.escaping import coloured_text, log_text

    try:
        for line in lines:
            click.echo(coloured_text(line) if color else log_text(line), err=err, color=color)
    except BrokenPipeError:
        hush(err=err)
    except OSError as error:
        hush(err=err)
        if not err:
            raise EngineError(f"standard output cannot be written: {error.strerror}") from error


def hush(*, err: bool = False) -> None:
    """Send the rest of a stream nowhere: Python flushes it once more at the end, and would complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, (sys.stderr if err else sys.stdout).fileno())
    os.close(nowhere)
