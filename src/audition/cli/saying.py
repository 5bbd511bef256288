"""Says lines: harmless to whoever shows them, and to a reader who may have gone, as behind `| head`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audition.errors import EngineError

if TYPE_CHECKING:
    from audition.records.results import Conclusion


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


def shows_colours(*, err: bool = False) -> bool:
    """Whether an output is a terminal whose reader has not asked for none (https://no-color.org)."""
    return (sys.stderr if err else sys.stdout).isatty() and not os.environ.get("NO_COLOR")


def say_conclusion(conclusion: Conclusion, *, verbose: bool = False) -> int:
    """Says what a run shows, in colours where the reader's terminal shows them; gives the exit code."""
    from audition.reporting.annotations import of_findings
    from audition.reporting.terminal.results import conclusion_lines

    colour = shows_colours()
    say(conclusion_lines(conclusion, verbose=verbose, colour=colour), color=colour or None)
    annotate(lambda below: of_findings(conclusion.findings, below))
    return conclusion.exit_code


def annotate(commands: Callable[[str], Iterable[str]]) -> None:
    """Have GitHub show what was said at its file and line too, where its runner reads the log.

    Args:
        commands: What to say, for a project so far below the checkout's top.
    """
    if os.environ.get("GITHUB_ACTIONS") == "true":
        from audition.errors import AuditionError
        from audition.loading.project import find_project
        from audition.reporting.annotations import below_top

        with suppress(AuditionError, BrokenPipeError):
            for command in commands(below_top(os.environ, Path(find_project(Path.cwd()).root))):
                click.echo(command)


def hush(*, err: bool = False) -> None:
    """Send the rest of a stream nowhere: Python flushes it once more at the end, and would complain."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, (sys.stderr if err else sys.stdout).fileno())
    os.close(nowhere)
