"""Says what a live run would play, find and cost, before any money is spent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from audition.analysis.pairing import pair
from audition.analysis.sides import cells_of, paired_cells
from audition.concluding.findings import stored_sides
from audition.errors import StoreError
from audition.project.world import World, load_world
from audition.records.findings import Mode
from audition.records.results import Foreseen, Preview, Price
from audition.running.order import Order
from audition.running.outlay import price_of_run
from audition.running.plan import Plan, Selection, make_plan
from audition.store.run_file import RunFile
from audition.store.run_ids import stored_runs
from audition.usecases.allocate import even_trials_of

if TYPE_CHECKING:
    from audition.stats import Arm

ASSUMED_SCORE = 0.9
"""The gate score that a plan assumes where no run of the suite is known."""


def plan(root: Path, suite: str | None, selection: Selection) -> Preview:
    """What a live run of the selection would play, find and cost.

    Raises:
        UsageError: Definitions are faulty, or the selection names what is not there.
        NothingSelected: No case is left.
    """
    world = load_world(root, suite, selection.variants, selection.players, selection.scenarios)
    made = make_plan(world.suite, selection)
    price, judging = price_of_run(world, made.ids)
    return Preview(
        planned=len(made.ids),
        scenarios=len({trial.scenario for trial in made.ids}),
        variants=len({trial.variant for trial in made.ids}),
        trials=made.trials,
        price=price,
        judging=judging,
        margin=world.suite.gate.margin,
        foreseen=tuple(_foreseen(world, made)),
        spread=_spread(world, made, selection.allocation),
    )


def priced(root: Path, order: Order) -> tuple[Price | None, Price | None]:
    """What a live order is likely to cost in all, and its judge's part of that; None: unknown, and no judge.

    Raises:
        UsageError, NothingSelected: As `plan`.
    """
    world = load_world(root, order.suite, order.selection.variants, order.selection.players, order.selection.scenarios)
    made = make_plan(world.suite, order.selection)
    return price_of_run(world, made.ids, judged=order.live is not None and order.live.judged)


def _spread(world: World, made: Plan, allocation: Mapping[str, int]) -> tuple[int, int, int] | None:
    if not allocation:
        return None
    even = even_trials_of(world, {trial.variant for trial in made.ids}, allocation)
    return min(allocation.values()), max(allocation.values()), even


def _foreseen(world: World, made: Plan) -> Iterator[Foreseen]:
    from audition.stats import Asked, Outlook, detectable_difference, trials_for_margin

    scenarios, margin = len({trial.scenario for trial in made.ids}), world.suite.gate.margin
    outlooks = [
        (
            f"where trials lose single checks (around {100 * ASSUMED_SCORE:.0f} %, assumed, for no run is stored)",
            Outlook.expected(scenarios, ASSUMED_SCORE, "graded"),
        ),
        ("where they pass or fail as a whole", Outlook.expected(scenarios, ASSUMED_SCORE, "all-or-nothing")),
    ]
    if (seen := _seen(world)) is not None:
        run, arms = seen
        outlooks = [(f"(scores as in run {run})", replace(Outlook.seen(arms), scenarios=scenarios))]
    for so, outlook in outlooks:
        asked, trials = Asked(margin=margin), (made.trials, made.trials)
        yield Foreseen(
            so=so,
            detectable=detectable_difference(outlook, trials, asked),
            trials_for_margin=trials_for_margin(outlook, asked),
        )


def _seen(world: World) -> tuple[str, tuple[Arm, Arm]] | None:
    """The newest stored run of this suite, and its first two variants in summary (of a single one, it twice)."""
    for path in stored_runs(world.places.runs):
        try:
            with RunFile.open_readonly(path) as file:
                if file.facts.suite != world.suite.id or file.facts.mode is Mode.SCRIPTED:
                    continue
                sides = stored_sides(file)
        except StoreError:
            continue
        both = pair(sides[0], sides[min(1, len(sides) - 1)])
        cells = [cells_of(side.gate) for side in (both.baseline, both.candidate)]
        table = paired_cells(sorted(cells[0].keys() & cells[1].keys()), cells[0], cells[1])
        if table.scenarios:
            return path.stem, table.arms
    return None
