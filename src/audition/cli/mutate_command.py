"""`audition mutate`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import click

from audition.cli.options import concurrently, going_live, live_options
from audition.cli.saying import say

KINDS = ("drop", "example", "move", "turn")


@click.command("mutate")
@click.argument("variant")
@click.option("--suite", metavar="SUITE", help="The suite that plays it, of several.")
@click.option("--rule", "rules", multiple=True, metavar="RULE", help="Only this rule: its id, or words of it.")
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(KINDS),
    help="What is done: rules or examples taken out, numbers halved, rules turned round.  [default: drop, example]",
)
@click.option("-s", "--scenario", "scenarios", multiple=True, metavar="ID", help="Only this scenario; globs work.")
@click.option("-n", "--trials", type=click.IntRange(1, 10_000), help="The most trials a case and side.  [default: 10]")
@click.option("--anew", is_flag=True, help="Play what is remembered, too.")
@click.option("--pairwise", is_flag=True, help="Where nothing else tells, ask a judge that sees both works.")
@going_live
@concurrently
@click.option("--report", type=click.Path(file_okay=False, path_type=Path), help="Write the pages into this folder.")
def command(variant: str, **chosen: Any) -> int:
    """Take rules out of a prompt, one at a time, and say of each whether the suite notices.

    Without --live this tells what is remembered and what recordings show, and costs nothing. With it, each mutant is
    played beside the prompt itself until a planned look decides; what is decided is remembered and never paid for
    again while rule, model, scenarios and graders stay as they are.
    """
    from audition.cli.playing import ending, watched
    from audition.records.mutation import MutationKind
    from audition.reporting.terminal.mutation import mutation_lines
    from audition.running.order import Order
    from audition.usecases.mutants import Wish, bench_of
    from audition.usecases.mutate import mutate, order_of, write_mutation

    root, report, concurrency = Path.cwd(), chosen.pop("report"), chosen.pop("concurrency")
    live = live_options(chosen)
    if live is not None and live.cap_usd is None:
        raise click.UsageError("mutants take many trials: say with --cap how many dollars they may cost")
    if chosen["pairwise"] and (live is None or not live.judged):
        raise click.UsageError("--pairwise asks a judge: add --live and a --cap, and leave --no-judge out")
    kinds = tuple(map(MutationKind, chosen.pop("kinds") or KINDS[:2]))
    bench = bench_of(root, Wish(variant=variant, kinds=kinds, **chosen))
    order = order_of(bench, Order(live=live).played_by(1, concurrency))
    with watched(root, order) as progress:
        found, done = mutate(bench, order, progress)
    pages = write_mutation(bench, found, report)
    say([*mutation_lines(found), f"Report  {os.path.relpath(pages[0])}"])
    return ending(done, 0) if done else 0
