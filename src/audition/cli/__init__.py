"""The `audition` command: parses, calls one use case, prints, exits."""

from __future__ import annotations

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
    from audition.cli.root import root

    code = _run(root)
    gc.freeze()  # a process that ends need not look for what it could free
    sys.exit(code)


def _run(command: object) -> int:
    try:
        result = command.main(standalone_mode=False, prog_name="audition")  # type: ignore[attr-defined]
    except (Exception, KeyboardInterrupt) as end:  # noqa: BLE001  # not a result: a fault of ours is no regression
        return _told(end)
    return result if isinstance(result, int) else 0


def _told(end: BaseException) -> int:
    """The exit code of what ended a command, after it was said."""
    import click

    from audition.cli.saying import say
    from audition.errors import AuditionError

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
            said = _harmless(str(end))
            say([click.style(said, fg="red") if sys.stderr.isatty() else said], err=True)
            code = end.exit_code
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

    here = f"{Path.cwd()}{os.sep}"
    return log_text(Redactor(known_secrets(os.environ))(text).replace(here, ""))
