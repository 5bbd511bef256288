"""Who judges a suite's work, and what was judged before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from audition.grading.judging.judge import RecordedJudge
from audition.project.world import World
from audition.records.definitions import JudgePlan
from audition.records.judgements import Judgement
from audition.running.recorded import judgements_of


def judge_plan(world: World) -> JudgePlan:
    """The suite's panel; the project's judge where the suite names none."""
    plan = world.suite.judge
    return plan if plan.models else replace(plan, models=(world.project.judge,))


def recorded_judge(world: World, own: Iterable[Judgement] = ()) -> RecordedJudge:
    """Answers from the judgements kept beside the recordings, and before them from a run's own."""
    return RecordedJudge(chain(judgements_of(world), own), judge_plan(world))


def own_judge_caveat(world: World) -> str:
    """What every figure stands under when a model judges its own work; empty where none does."""
    suite = world.suite
    asked = bool(suite.rubrics) or any(each.criteria for each in suite.scenarios)
    same = sorted({variant.model for variant in suite.variants} & {*judge_plan(world).models})
    if not asked or not same:
        return ""
    return (
        f"The judge {', '.join(same)} is the model under test, and judges favour their own kind: "
        "set `judge` in [tool.audition] to another model."
    )
