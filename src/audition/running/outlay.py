"""What live calls of a suite are likely to cost, by the trials and works that are recorded, else by those of before."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import fmean

from audition.agent.thinking import INSTRUCTIONS
from audition.grading.check import Work
from audition.grading.judging.judge import RecordedJudge, seats
from audition.grading.judging.prompt import system_prompt, work_message
from audition.grading.judging.sheet import Sheet
from audition.grading.work import work_of
from audition.models.media import usual_tokens
from audition.project.world import World
from audition.records.definitions import JudgePlan
from audition.records.evidence import TrialId
from audition.records.names import plain_id, without_mutation, without_revision
from audition.records.project import Service
from audition.records.results import UNPRICED_CAP_USD, Price
from audition.running.earlier import earlier_trials
from audition.running.judging import judge_plan
from audition.running.order import Live
from audition.running.price import (
    Judging,
    Shape,
    judging_price,
    price_range,
    shape_of,
    shape_played,
    tokens_of,
    user_shape,
    users_price,
    whole_price,
)
from audition.running.recorded import is_of_today, recorded_works, recordings_of


def fitting_cap(price: Price | None) -> int:
    """Dollars that will do, rounded up; `UNPRICED_CAP_USD` where nobody knows what it costs."""
    if price is None or price.high_usd is None:
        return UNPRICED_CAP_USD
    return max(1, math.ceil(price.high_usd))


def price_of_run(world: World, planned: Sequence[TrialId], *, judged: bool = True) -> tuple[Price | None, Price | None]:
    """What a live run of these trials costs in all, and its judge's part of that; None: unknown, and no judge.

    A mutant costs what its prompt costs.
    """
    world = world.unmutated
    price = _price_of_trials(world, planned)
    judging = _price_of_judging(world, planned) if judged else None
    return whole_price(price, judging) if price and judging else price, judging


def foretell_judging(
    world: World, live: Live, sheets: Iterable[Sheet], kept: RecordedJudge, panel: JudgePlan | None = None
) -> None:
    """Say what it is likely to cost to ask the judge about works, before it is asked.

    Args:
        world: Whose works.
        live: Who is told; a judge that has answered everything costs nothing, and nobody is told.
        sheets: About each it is asked what it has not been asked before.
        kept: What it was asked before.
        panel: Who is asked how often; None: the world's judges.
    """
    panel = panel or judge_plan(world)
    calls: Counter[tuple[str, str]] = Counter()
    asked: list[Sheet] = []
    for sheet in sheets:
        new = [model for model, repeat in seats(panel) if sheet.asked and kept.given(sheet, model, repeat) is None]
        calls.update((sheet.id, model) for model in new)
        asked += [sheet] if new else []
    if live.tell is not None and asked:
        live.tell(_priced(asked, calls, world.project.service))


def _price_of_trials(world: World, planned: Sequence[TrialId]) -> Price | None:
    kept = recordings_of(world)
    trials = Counter(trial.variant for trial in planned)
    shapes = {
        name: [shape_of(kept[trial]) for trial in kept if trial.variant == without_mutation(without_revision(name))]
        for name in trials
    }
    shapes = {
        name: known or [shape_played(trial) for trial in earlier_trials(world, name)] for name, known in shapes.items()
    }
    if not all(shapes.values()):
        return None
    models = {variant.id: variant.model for variant in world.suite.variants}
    price = price_range(trials, shapes, models, world.project.service)
    users = list(_users(world, planned))
    if not all(shapes for _, _, shapes in users):
        return None
    return whole_price(price, users_price(users, world.project.service)) if users else price


def _users(world: World, planned: Sequence[TrialId]) -> Iterator[tuple[str, int, list[Shape]]]:
    """Of every planned scenario whose user a model plays: that model, its trials, the shapes of its recorded talks."""
    kept = recordings_of(world)
    trials = Counter(trial.scenario for trial in planned)
    for scenario in world.suite.scenarios:
        if scenario.user is not None and trials[scenario.id]:
            told = tokens_of(INSTRUCTIONS + scenario.user.text)
            shapes = [user_shape(kept[trial], told) for trial in kept if trial.scenario == scenario.id]
            yield scenario.user.model, trials[scenario.id], shapes


def _price_of_judging(world: World, planned: Sequence[TrialId]) -> Price | None:
    """The price of judging every trial, a call a sheet, going by the recorded works, else by those played before."""
    sheets = _asked(world, list(recorded_works(world)) or _earlier_works(world, {trial.variant for trial in planned}))
    panel = judge_plan(world)
    calls = {
        (rubric.id, model): panel.repeats
        * sum(rubric.variant in (None, without_revision(trial.variant), plain_id(trial.variant)) for trial in planned)
        for rubric in {sheet.id: sheet.rubric for sheet in sheets}.values()
        for model in panel.models
    }
    return _priced(sheets, calls, world.project.service)


def _earlier_works(world: World, variants: Iterable[str]) -> list[Work]:
    trials = [trial for variant in variants for trial in earlier_trials(world, variant)]
    return [work_of(trial, world.suite) for trial in trials if is_of_today(world, trial.id.scenario, trial.id.variant)]


def _asked(world: World, works: Iterable[Work]) -> list[Sheet]:
    return [sheet for work in works for sheet in world.graders.sheets(work) if sheet.asked]


def _priced(sheets: Sequence[Sheet], calls: Mapping[tuple[str, str], int], service: Service) -> Price | None:
    """Of so many calls by rubric and model, about works as long as those on the sheets."""
    asked = []
    for (rubric, model), count in calls.items():
        known = [sheet for sheet in sheets if sheet.id == rubric]
        if count:
            asked.append(
                Judging(
                    model=model,
                    calls=count,
                    criteria=round(fmean(len(sheet.asked) for sheet in known)),
                    shared_tokens=tokens_of(system_prompt(known[0].rubric)),
                    work_tokens=tuple(_shown_tokens(sheet) for sheet in known),
                )
            )
    return judging_price(asked, service) if asked else None


def _shown_tokens(sheet: Sheet) -> int:
    carried = sheet.work.scenario.attachments
    return tokens_of(work_message(sheet)) + sum(
        usual_tokens(each.block) + (tokens_of(each.content) if isinstance(each.content, str) else 0) for each in carried
    )
