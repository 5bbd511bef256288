"""The `audition` command: parses, calls one use case, prints, exits."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command of `sys.argv` and exit with the design's codes."""
    from audition.cli.root import root

    sys.exit(_run(root))


def _run(command: object) -> int:
    import click

    from audition.errors import AuditionError

    try:
        result = command.main(standalone_mode=False, prog_name="audition")  # type: ignore[attr-defined]
    except click.exceptions.NoArgsIsHelpError as empty:
        click.echo(empty.format_message())
        return 2
    except click.ClickException as fault:
        fault.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted", err=True)
        return 130
    except AuditionError as fault:
        click.echo(click.style(str(fault), fg="red") if sys.stderr.isatty() else str(fault), err=True)
        return fault.exit_code
    except BrokenPipeError:
        return 0
    return result if isinstance(result, int) else 0
