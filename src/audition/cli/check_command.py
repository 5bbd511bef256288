"""`audition check`."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from audition.cli.saying import annotate, say

if TYPE_CHECKING:
    from audition.grading.building.listing import Entry
    from audition.usecases.check import Checked


@click.command("check")
@click.argument("suites", nargs=-1)
@click.option("--strict", is_flag=True, help="Let warnings fail as faults do, with exit code 2.")
@click.option(
    "--list",
    "listing",
    is_flag=True,
    help="List every check and finder that a suite can name, and the criteria it has.",
)
def command(suites: tuple[str, ...], strict: bool, listing: bool) -> int:
    """See that agents, suites, scenarios and rubrics are right; costs nothing.

    Every fault is told at once as `path:line: $.place: what is wrong`, and the exit code is 2. What is doubtful about
    an agent file is a warning: the file plays as it stands.
    """
    from audition.usecases.check import check, known_graders

    if listing:
        _list(known_graders(Path.cwd(), suites))
        return 0
    checked = check(Path.cwd(), suites)
    _show(checked)
    return 2 if strict and checked.remarks else 0


def _show(checked: Checked) -> None:
    from audition.reporting.annotations import of_remarks
    from audition.reporting.escaping import one_line

    say(checked.summaries)
    for suite in checked.saturated:
        say([f"{suite}: the gate score is saturated: the last trials reached all points, so it can tell no rise"])
    annotate(lambda below: of_remarks(checked.remarks, below))
    for remark in checked.remarks:
        say([f"warning: {one_line(str(remark), 600)}"])
    if checked.remarks:
        say(["Every file with a warning plays as it stands; --strict lets warnings fail."])


def _list(graders: Iterable[Entry]) -> None:
    home = ""
    for found in graders:
        if found.home != home:
            say([("" if not home else "\n") + f"{found.home}:"])
            home = found.home
        say([f"  {found.name}: {found.gives}"])
        for name, takes in found.parameters.items():
            say([f"      {name}: {takes}"])
        if found.reads:
            say([f"      reads the facts {', '.join(found.reads)}"])
