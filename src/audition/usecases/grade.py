"""Grades stored trials again: the evidence stays, the readings are made anew."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from audition.errors import UsageError
from audition.grading.building import Graders
from audition.grading.grade import judge_and_grade
from audition.grading.judging.judge import Judge
from audition.project.world import World, load_world_of, places_of
from audition.records.evidence import Trial
from audition.records.grades import Grade
from audition.running.judging import recorded_judge
from audition.running.order import Live
from audition.running.outlay import foretell_judging
from audition.store.run_file import RunFile
from audition.usecases.judge.works import run_works


@dataclass(frozen=True, kw_only=True)
class Graded:
    """A run that was graded again."""

    path: Path
    capped: str | None = None
    """Why the judge was not asked for everything: the cap in dollars; None: it was, or nobody wanted it to be."""


def grade_again(root: Path, run: str, live: Live | None = None) -> Graded:
    """The run file, its grades replaced by those of today's checks and rubrics, all at once or not at all.

    Args:
        root: A folder of the project.
        run: As `Places.run_file` understands it.
        live: How a live judge is asked for what was not judged yet; None: nobody is asked, and it costs nothing.

    Raises:
        UsageError: There is no such run, or it played a scenario or variant that is gone; a live judge has no key.
        DefinitionError: Today's definitions are faulty; the stored grades stay.
    """
    path = places_of(root).run_file(run)
    with RunFile.open(path) as file:
        world = load_world_of(root, file.facts)
        _refuse_gone(file, world.graders)
        if live is None:
            judge: Judge = recorded_judge(world, file.judging.judgements())
            file.replace_grades(asyncio.run(_grades(file.trials(), world.graders, judge)))
            return Graded(path=path)
        grades, capped = asyncio.run(_live_grades(file, world, live))
        file.replace_grades(grades)
    return Graded(path=path, capped=capped)


async def _live_grades(file: RunFile, world: World, live: Live) -> tuple[list[Grade], str | None]:
    """All grades, every trial judged at once, and the cap if it was met."""
    from audition.running.live_answering import live_answering

    async with live_answering(world, live, file.facts.id, file=file, calls=file.calls("grade")) as answering:
        judge = answering.judge
        sheets = [sheet for work in run_works(world, file) for sheet in world.graders.sheets(work)]
        foretell_judging(world, live, sheets, judge.kept)
        graded = await asyncio.gather(*(judge_and_grade(trial, world.graders, judge) for trial in file.trials()))
    return [grade for of_trial in graded for grade in of_trial], judge.capped


async def _grades(trials: Iterable[Trial], graders: Graders, judge: Judge) -> list[Grade]:
    return [grade for trial in trials for grade in await judge_and_grade(trial, graders, judge)]


def _refuse_gone(file: RunFile, graders: Graders) -> None:
    scenarios = {scenario.id for scenario in graders.suite.scenarios}
    variants = {variant.id for variant in graders.suite.variants}
    gone = sorted({*file.facts.scenarios} - scenarios) + sorted({*file.facts.variants} - variants)
    if gone:
        raise UsageError(
            f"run {file.facts.id} played what the suite no longer has, so it cannot be graded: {', '.join(gone)}"
        )
