"""Grades stored trials again: the evidence stays, the readings are made anew."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from audition.errors import UsageError
from audition.grading.building import Graders
from audition.grading.grade import judge_and_grade
from audition.grading.judging.judge import Judge
from audition.records.evidence import Trial
from audition.records.findings import Grade
from audition.store.run_file import RunFile
from audition.usecases.judging import recorded_judge
from audition.usecases.world import load_world_of, places_of


def grade_again(root: Path, run: str) -> Path:
    """The run file, its grades replaced by those of today's checks and rubrics, all at once or not at all.

    Raises:
        UsageError: There is no such run, or it played a scenario or variant that is gone.
        DefinitionError: Today's definitions are faulty; the stored grades stay.
    """
    path = places_of(root).run_file(run)
    with RunFile.open(path) as file:
        world = load_world_of(root, file.facts)
        _refuse_gone(file, world.graders)
        file.replace_grades(
            asyncio.run(_grades(file.trials(), world.graders, recorded_judge(world, file.judging.judgements())))
        )
    return path


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
