"""Two variants of a run held against each other by a judge that sees both works of each scenario."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from audition.errors import NothingSelected, UsageError
from audition.grading.judging.judge import RecordedJudge
from audition.grading.judging.pairwise import Pair, hold_duels
from audition.records.criteria import Rubric
from audition.records.judging import Duels
from audition.running.judging import judge_plan
from audition.running.order import Live
from audition.running.outlay import foretell_judging
from audition.usecases.judge.label import rubric_named
from audition.usecases.judge.works import KeptWorks, load_works


def judge_pairs(root: Path, run: str, variants: Sequence[str], rubric_id: str | None, live: Live) -> Duels:
    """Every pair of works that two variants made of one scenario, trial by trial, judged in both orders.

    Args:
        root: A folder of the project.
        run: As `Places.run_file` understands it.
        variants: Two names; none: the run's first two.
        rubric_id: Whose criteria decide; None: those of the rubric by which new work is judged.
        live: How the judge is asked. What it was asked before comes from the response cache.

    Raises:
        UsageError: There is no such run, rubric or key, or the run did not play the variants.
        NothingSelected: The two have no trial of one scenario in common.
    """
    kept_works = load_works(root, None, run)
    rubric = rubric_named(kept_works.world, rubric_id)
    first, second = _two(kept_works, variants)
    others = {(work.scenario.id, work.trial.id.index): work for work in kept_works.works if work.variant.id == second}
    pairs = [
        (work, others[place])
        for work in kept_works.works
        if work.variant.id == first and (place := (work.scenario.id, work.trial.id.index)) in others
    ]
    if not pairs:
        raise NothingSelected(f"{first} and {second} have no trial of one scenario in common in {run}")
    return asyncio.run(_held(kept_works, rubric, pairs, live))


async def _held(kept_works: KeptWorks, rubric: Rubric, pairs: Sequence[Pair], live: Live) -> Duels:
    from audition.running.live_answering import live_answering

    world = kept_works.world
    async with live_answering(world, live, f"pairwise {kept_works.run}") as answering:
        judge, *_ = judge_plan(world).models
        sheets = [world.graders.sheet(work, rubric) for pair in pairs for work in pair]
        twice = replace(judge_plan(world), models=(judge,), repeats=2)  # in both orders
        foretell_judging(world, live, sheets, RecordedJudge(()), twice)
        return await hold_duels(answering.channel, judge, rubric, pairs)


def _two(kept_works: KeptWorks, named: Sequence[str]) -> tuple[str, str]:
    """The two variants' ids, by full or short name."""
    played = list(dict.fromkeys(work.variant.id for work in kept_works.works))
    if not named:
        if len(played) < 2:
            raise UsageError(f"the run has works of {', '.join(played) or 'nobody'} only: two variants are needed")
        return played[0], played[1]
    found = [variant for name in named for variant in played if name in (variant, variant.split("/", 1)[-1])]
    if len(named) != 2 or len(set(found)) != 2:
        raise UsageError(f"name two variants of the run, such as {' and '.join(played[:2])}")
    return found[0], found[1]
