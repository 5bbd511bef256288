"""`audition show`."""

from __future__ import annotations

from pathlib import Path

import click

from audition.cli.saying import say


@click.command("show")
@click.argument("case")
@click.argument("variant", required=False)
@click.option("--run", "run", default="latest", show_default=True, metavar="RUN", help="The stored run.")
@click.option(
    "--trial", "index", type=click.IntRange(0), metavar="N", help="[default: the first that failed something, else 0]"
)
@click.option("--transcript", is_flag=True, help="Only the conversation, in full.")
@click.option("--deliverable", is_flag=True, help="Only the files that the agent left, as they are.")
def command(case: str, variant: str | None, run: str, index: int | None, **parts: bool) -> int:
    """Read one trial: the request, each answer and tool call, what was left behind, each score with its reason.

    CASE is a scenario, or `scenario[variant]` as reports and `-k` write it.
    """
    from audition.reporting.terminal.trial import Parts, trial_lines
    from audition.usecases.show import Wanted, show

    scenario, bracket, rest = case.partition("[")
    if bracket and variant is None:
        variant = rest.removesuffix("]")
    view = show(Path.cwd(), run, Wanted(scenario=scenario, variant=variant, index=index))
    say(trial_lines(view, Parts(**parts)))
    return 0
