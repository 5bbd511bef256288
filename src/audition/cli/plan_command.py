"""`audition plan`."""

from __future__ import annotations

import math
import shlex
from pathlib import Path
from typing import Any

import click

from audition.cli.options import allocating, among_failed, casting, selecting, selection, typed
from audition.cli.saying import say


@click.command("plan")
@click.argument("suite", required=False)
@selecting
@casting
@among_failed
@allocating
@click.option("--mutate", is_flag=True, help="Of the one variant that is named: mutants of its rules, one by one.")
def command(suite: str | None, **chosen: Any) -> int:
    """Say what a live run would play, which difference it could find, and what it would cost.

    Nothing is called and nothing is spent.
    """
    if chosen.pop("mutate"):
        return _mutants(suite, chosen)
    from audition.reporting.terminal.results import preview_lines
    from audition.usecases.plan import plan

    words = typed(suite, chosen)
    preview = plan(Path.cwd(), suite, selection(chosen, suite))
    say(preview_lines(preview))
    price = preview.price
    cap = "USD" if price is None or price.high_usd is None else f"{max(1, math.ceil(price.high_usd))}"
    say([f"Next    {shlex.join(['audition', 'run', *words])} --live --cap {cap}"])
    return 0


def _mutants(suite: str | None, chosen: dict[str, Any]) -> int:
    from audition.reporting.terminal.mutation import mutation_plan_lines
    from audition.usecases.mutants import Wish, bench_of, priced_mutants

    variants, scenarios, trials = chosen.pop("variants"), chosen.pop("scenarios"), chosen.pop("trials")
    if len(variants) != 1 or any(chosen.values()):
        raise click.UsageError("--mutate wants one variant with -v, and takes -s and -n beside it")
    wish = Wish(variant=variants[0], suite=suite, scenarios=scenarios, trials=trials)
    preview, mutants = priced_mutants(bench_of(Path.cwd(), wish))
    say(mutation_plan_lines(preview, mutants))
    say([f"Next    {wish.command(mutants[-1].so_far_usd if mutants else None)}"])
    return 0
