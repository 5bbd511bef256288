"""Who judges a suite's work: what was judged before, and the live judge that is asked for the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import chain

from audition.grading.judging.judge import RecordedJudge
from audition.grading.judging.live import LiveJudge
from audition.models.protocol import Channel
from audition.project.world import World
from audition.records.definitions import JudgePlan
from audition.records.evidence import Judgement
from audition.records.judging import Asked
from audition.store.judge_book import JudgeBook
from audition.store.judgements import judgements, write_judgement


def judge_plan(world: World) -> JudgePlan:
    """The suite's panel; the project's judge where the suite names none."""
    plan = world.suite.judge
    return plan if plan.models else replace(plan, models=(world.project.judge,))


def recorded_judge(world: World, own: Iterable[Judgement] = ()) -> RecordedJudge:
    """Answers from the judgements kept beside the recordings, and before them from a run's own."""
    kept = judgements(world.places.judgements(world.suite.agent))
    return RecordedJudge(chain(kept, own), judge_plan(world))


def live_judge(world: World, channel: Channel, book: JudgeBook | None, *, record: bool) -> LiveJudge:
    """Asks for what was not judged before, and keeps each answer in the run's book.

    Args:
        world: Whose rubrics and panel.
        channel: What answers.
        book: The run's; None: there is no run.
        record: Whether answers are also kept beside the recordings.
    """
    own = () if book is None else tuple(book.judgements())
    return LiveJudge(
        channel=channel,
        plan=judge_plan(world),
        kept=recorded_judge(world, own),
        keep=_keeper(world, book, record=record),
    )


def own_judge_caveat(world: World) -> str:
    """What every figure stands under when a model judges its own work; empty where none does."""
    asked = any(not rubric.frozen for rubric in world.suite.rubrics)
    same = sorted({variant.model for variant in world.suite.variants} & {*judge_plan(world).models})
    if not asked or not same:
        return ""
    return (
        f"The judge {', '.join(same)} is the model under test, and judges favour their own kind: "
        "set `judge` in [tool.audition] to another model."
    )


def _keeper(world: World, book: JudgeBook | None, *, record: bool) -> Callable[[Asked], None]:
    folder = world.places.judgements(world.suite.agent)

    def keep(asked: Asked) -> None:
        if book is not None:
            book.keep(asked)
        if record and asked.judgement is not None and asked.trial == asked.trial.recorded_as:
            write_judgement(folder, asked.judgement)

    return keep
