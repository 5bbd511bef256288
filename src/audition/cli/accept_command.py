"""`audition accept`."""

from __future__ import annotations

from pathlib import Path

import click

from audition.cli.saying import say


@click.command("accept")
@click.argument("run", default="latest")
@click.option("-v", "--variant", "variants", multiple=True, metavar="NAME", help="Only this variant (repeatable).")
@click.option("--even-if-worse", is_flag=True, help="Although it does worse than the run accepted before.")
@click.option("--even-if-fewer", is_flag=True, help="Although it lacks scenarios of the run accepted before.")
def command(run: str, variants: tuple[str, ...], even_if_worse: bool, even_if_fewer: bool) -> int:
    """Make a run the baseline that later runs are held against.

    RUN is a run's id, the end of it, a path, or `latest`. The baseline is a file to commit: what is accepted is
    reviewed like code.
    """
    from audition.usecases.accept import EvenIf, accept

    accepted = accept(Path.cwd(), run, variants, EvenIf(worse=even_if_worse, fewer=even_if_fewer))
    shown = accepted.path.relative_to(Path.cwd()) if accepted.path.is_relative_to(Path.cwd()) else accepted.path
    say([f"accepted {', '.join(accepted.variants)} ({accepted.trials} trials a case) into {shown}"])
    if accepted.known:
        named = ", ".join(f"{one.grader} on {one.case}" for one in accepted.known)
        say([f"expected to fail from now on, for this run fails what is required there: {named}"])
    if accepted.gone:
        say([f"no longer in the baseline, for this run did not play them: {', '.join(accepted.gone)}"])
    if accepted.trials < 20:
        say(["a baseline of 20 trials a case finds smaller regressions for the same weekly calls"])
    say(["next: commit it; `audition compare` holds the next run against it"])
    return 0
