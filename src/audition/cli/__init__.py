"""The `audition` command: parses, calls one use case, prints, exits."""

from __future__ import annotations

import errno
import gc
import sys
import traceback
from contextlib import suppress

__all__ = ["main"]

OBJECTS_BEFORE_COLLECTION = 20_000
"""Python's own 700 has the collector go through the classes of large libraries over and over while they load."""


def main() -> None:
    """Run the command of `sys.argv` and exit with the design's codes."""
    gc.set_threshold(OBJECTS_BEFORE_COLLECTION)
    _open_closed_streams()
    from audition.cli.root import root

    code = _flushed(_run(root))
    gc.freeze()  # a process that ends need not look for what it could free
    sys.exit(code)


def _run(command: object) -> int:
    try:
        _see_where_we_are()
        result = command.main(standalone_mode=False, prog_name="audition")  # type: ignore[attr-defined]
    except (Exception, KeyboardInterrupt) as end:  # noqa: BLE001  # not a result: a fault of ours is no regression
        return _told(end)
    return result if isinstance(result, int) else 0


def _open_closed_streams() -> None:
    """Where a stream was closed before we began, what is said goes nowhere; Python leaves None in its place."""
    import os

    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115  # as long as we live


def _see_where_we_are() -> None:
    """Every path that is said is said from here.

    Raises:
        UsageError: The folder is gone.
    """
    import os

    from audition.errors import UsageError

    try:
        os.getcwd()  # noqa: PTH109  # no path is wanted
    except OSError as error:
        raise UsageError(
            f"the folder that this was called in cannot be read: {error.strerror}; call it in one"
        ) from None


def _flushed(code: int) -> int:
    """The exit code, once all that was said has gone out: a full disk shows only now."""
    from audition.cli.saying import hush, say

    try:
        sys.stdout.flush()
    except BrokenPipeError:
        hush()
    except OSError as error:
        hush()
        say([f"standard output cannot be written: {error.strerror}"], err=True)
        return 3
    return code


def _told(end: BaseException) -> int:
    """The exit code of what ended a command, after it was said."""
    import click

    from audition.cli.saying import annotate, hush, say, shows_colours
    from audition.errors import AuditionError, DefinitionError

    match end:
        case click.exceptions.NoArgsIsHelpError():
            click.echo(end.format_message())
            code = 2
        case click.ClickException():
            with suppress(BrokenPipeError):
                end.show()
            code = 2
        case click.Abort() | KeyboardInterrupt():
            say(["interrupted"], err=True)
            code = 130
        case AuditionError():
            said, colour = _harmless(str(end)), shows_colours(err=True)
            say([click.style(said, fg="red") if colour else said], err=True, color=colour or None)
            if isinstance(end, DefinitionError):
                from audition.reporting.annotations import of_faults

                faults = end.faults
                annotate(lambda below: of_faults(faults, below))
            code = end.exit_code
        case OSError() if end.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EBADF):
            hush()
            say([f"{end.filename or 'standard output'}: {end.strerror}"], err=True)
            code = 3
        case _:
            trace = _harmless("".join(traceback.format_exception(end)))
            say([trace, "audition itself broke; what was finished is kept"], err=True)
            code = 3
    return code


def _harmless(text: str) -> str:
    """What went wrong as a log may hold it: it quotes what anybody wrote, and paths below this folder are enough."""
    import os
    from pathlib import Path

    from audition.redaction import Redactor, known_secrets
    from audition.reporting.escaping import log_text

    text = Redactor(known_secrets(os.environ))(text)
    with suppress(OSError):  # the folder may be gone
        text = text.replace(f"{Path.cwd()}{os.sep}", "")
    return log_text(text)
