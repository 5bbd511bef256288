"""Says what a live run would play, find and cost, before any money is spent."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from statistics import fmean

from audition.concluding.findings import findings_of
from audition.errors import StoreError
from audition.grading.judging.prompt import system_prompt, work_message
from audition.project.world import World, load_world
from audition.records.definitions import without_revision
from audition.records.findings import Mode
from audition.records.results import Preview, Price
from audition.running.judging import judge_plan
from audition.running.plan import Plan, Selection, make_plan
from audition.running.price import Judging, judging_price, price_range, shape_of, tokens_of, whole_price
from audition.running.recorded import recordings_of
from audition.store.run_file import RunFile
from audition.store.run_ids import stored_runs
from audition.usecases.judge.works import recorded_works

ASSUMED_SCORE = 0.9
"""The gate score that a plan assumes where no run of the suite is known."""


def plan(root: Path, suite: str | None, selection: Selection) -> Preview:
    """What a live run of the selection would play, find and cost.

    Raises:
        UsageError: Definitions are faulty, or the selection names what is not there.
        NothingSelected: No case is left.
    """
    from audition.stats import Plan as PowerPlan
    from audition.stats import detectable_drop, planned_trials

    world = load_world(root, suite, selection.variants)
    made = make_plan(world.suite, selection)
    price, judging = _price(world, made), _judging(world, made)
    base, base_from = _expected_score(world)
    power = PowerPlan(
        scenarios=len({trial.scenario for trial in made.ids}),
        baseline_trials=made.trials,
        candidate_trials=made.trials,
        base=base,
        kind="graded",
    )
    return Preview(
        planned=len(made.ids),
        scenarios=power.scenarios,
        variants=len({trial.variant for trial in made.ids}),
        trials=made.trials,
        price=whole_price(price, judging) if price and judging else price,
        judging=judging,
        base=base,
        base_from=base_from,
        detectable=detectable_drop(power),
        margin=world.suite.gate.margin,
        trials_for_margin=planned_trials(power, world.suite.gate.margin),
    )


def _price(world: World, made: Plan) -> Price | None:
    kept = recordings_of(world)
    trials = Counter(trial.variant for trial in made.ids)
    shapes = {
        name: [shape_of(kept[trial]) for trial in kept if trial.variant == without_revision(name)] for name in trials
    }
    if not all(shapes.values()):
        return None
    return price_range(trials, shapes, {variant.id: variant.model for variant in world.suite.variants})


def _judging(world: World, made: Plan) -> Price | None:
    """The price of judging every trial, a call a sheet, going by the recorded works."""
    panel = judge_plan(world)
    sheets = [sheet for work in recorded_works(world) for sheet in world.graders.sheets(work) if sheet.asked]
    asked = []
    for rubric in {sheet.id: sheet.rubric for sheet in sheets}.values():
        trials = sum(rubric.variant in (None, without_revision(trial.variant)) for trial in made.ids)
        known = [sheet for sheet in sheets if sheet.id == rubric.id]
        if trials:
            asked += [
                Judging(
                    model=model,
                    calls=trials * panel.repeats,
                    criteria=round(fmean(len(sheet.asked) for sheet in known)),
                    shared_tokens=tokens_of(system_prompt(rubric)),
                    work_tokens=tuple(tokens_of(work_message(sheet)) for sheet in known),
                )
                for model in panel.models
            ]
    return judging_price(asked) if asked else None


def _expected_score(world: World) -> tuple[float, str]:
    """The gate score of the newest stored run of this suite, kept off the ends of the scale."""
    for path in stored_runs(world.places.runs):
        try:
            with RunFile.open_readonly(path) as file:
                if file.facts.suite != world.suite.id or file.facts.mode is Mode.SCRIPTED:
                    continue
                found = [side.gate.value for side in findings_of(file).sides if side.gate is not None]
        except StoreError:
            continue
        if found:
            return min(max(sum(found) / len(found), 0.02), 0.98), f"as in run {path.stem}"
    return ASSUMED_SCORE, "assumed, for no run is stored"
