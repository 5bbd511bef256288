"""`audition import`."""

from __future__ import annotations

from pathlib import Path

import click

from audition.cli.saying import say


@click.command("import")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("suite", required=False)
def command(file: Path, suite: str | None) -> int:
    """Take over tests of promptfoo or samples of Inspect AI as scenarios of a suite.

    FILE is promptfoo's configuration (.yaml), or a data set with `input` and `target` (.json, .jsonl, .csv). What has
    no equal here is named, and stands as a comment in its scenario.
    """
    from audition.reporting.escaping import one_line
    from audition.text import counted
    from audition.usecases.importing import import_scenarios

    found = import_scenarios(Path.cwd(), file, suite)
    say(f"  {path.as_posix()}" for path in found.paths)
    say([f"{counted(len(found.paths), 'scenario')} written; `audition check` reads them"])
    say(f"no equal here: {one_line(told, 300)}" for told in found.unequal)
    return 0
