"""Spreads a run's trials over scenarios by how much the accepted scores varied there, before anything is played."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from audition.analysis.history import side_of
from audition.analysis.sides import cells_of
from audition.errors import UsageError
from audition.project.world import World, load_world
from audition.running.plan import Selection, make_plan
from audition.usecases.compare import Against, baseline_of

if TYPE_CHECKING:
    from audition.stats import Arm


def spread(root: Path, suite: str | None, selection: Selection) -> Selection:
    """The selection with as many trials in all, more of them where the accepted scores varied more.

    A scenario that no accepted run has played as it is today gets as many as without spreading.

    Raises:
        UsageError: There is no baseline, it knows none of the scenarios, or there are too few trials to spread.
    """
    from audition.stats import allocate

    world = load_world(root, suite, selection.variants, selection.players, selection.scenarios)
    made = make_plan(world.suite, selection)
    known = _accepted(world, {trial.variant for trial in made.ids})
    scenarios = sorted({trial.scenario for trial in made.ids} & known.keys())
    if not scenarios:
        raise UsageError("no accepted run has played these scenarios as they are: there is nothing to spread trials by")
    try:
        given = allocate(_together([known[name] for name in scenarios]), made.trials)
    except ValueError as error:
        raise UsageError(f"{error}: say -n 5 or more, or leave out --allocate") from None
    return replace(selection, trials=made.trials, allocation=dict(zip(scenarios, given, strict=True)))


def even_trials_of(world: World, variants: set[str], allocation: Mapping[str, int]) -> int:
    """How many trials a case, spread evenly, would know the mean of these scenarios as well as this allocation does."""
    from audition.stats import even_trials

    known = _accepted(world, variants)
    return even_trials(_together([known[name] for name in allocation]), tuple(allocation.values()))


def _accepted(world: World, variants: set[str]) -> Mapping[str, list[list[float]]]:
    """Scenario, as it is today → the accepted gate scores of each of the variants."""
    baseline = baseline_of(world.places, world.suite.agent, Against())
    today = {scenario.id: scenario.digest for scenario in world.suite.scenarios}
    found: dict[str, list[list[float]]] = {}
    for variant in sorted(variants & baseline.sheets.keys()):
        side = side_of(baseline.sheets[variant])
        for scenario, scores in cells_of(side.gate).items():
            if len(scores) > 1 and today.get(scenario) == side.scenarios[scenario].digest:
                found.setdefault(scenario, []).append(scores)
    return found


def _together(scenarios: Sequence[list[list[float]]]) -> Arm:
    """Scenarios in summary, what several variants scored on one averaged."""
    import numpy as np

    from audition.stats import Arm

    return Arm(
        means=np.array([np.mean([np.mean(scores) for scores in each]) for each in scenarios]),
        variances=np.array([np.mean([np.var(scores, ddof=1) for scores in each]) for each in scenarios]),
        trials=np.array([sum(map(len, each)) for each in scenarios], dtype=np.int64),
    )
