"""Judges frozen works again: a shift of the verdicts is the judge's, for the works have not moved."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from audition.errors import BudgetMet, EngineError, UsageError
from audition.grading.check import Work
from audition.grading.judging.drift import drift
from audition.grading.judging.judge import Judged, RecordedJudge, seats
from audition.grading.judging.rubric import fingerprint, sheet_grades
from audition.grading.judging.sheet import Sheet, digest_of
from audition.project.world import World
from audition.records.criteria import Rubric
from audition.records.grades import Reading, Unscored
from audition.records.judgements import Judgement
from audition.records.judging import Asked, FrozenWork, Shift
from audition.records.results import Drift
from audition.running.judging import judge_plan
from audition.running.order import Live
from audition.running.outlay import foretell_judging
from audition.store.frozen_works import read_frozen, write_frozen
from audition.store.judgements import judgements, write_judgement
from audition.store.run_file import RunFile
from audition.usecases.judge.label import rubric_named
from audition.usecases.judge.works import load_works


def judge_again(
    root: Path, suite: str | None, rubric_id: str | None, live: Live, *, paying: RunFile | None = None
) -> Drift:
    """The frozen works judged anew by today's panel, held against what it said of them before.

    Args:
        root: A folder of the project.
        suite: The suite; None: the only one.
        rubric_id: The rubric; None: the one by which new work is judged.
        live: How the judge is asked; with `record` its new verdicts take the place of the stored ones.
        paying: The run, open for writing, for whose sake the judge is looked at: done twice for one run, as after a
            kill, it is paid for once. None: the look stands for itself.

    Raises:
        UsageError: There is no key or no frozen work, one has changed, or there are no stored verdicts by this judge
            and none are to be recorded.
        BudgetMet: The cap came before the last work: part of a look shows no shift, and nothing of it is kept.
        EngineError: The judge gave no usable verdict on any work.
    """
    kept_works = load_works(root, suite, None)
    world = kept_works.world
    rubric = rubric_named(world, rubric_id)
    sheets = _frozen(world, rubric, kept_works.works)
    folder = world.places.judgements(world.suite.agent)
    kept = RecordedJudge(judgements(folder), judge_plan(world))
    then = [_stored(kept, world, sheet) for sheet in sheets]
    known = all(then)
    if not known and not live.record:
        raise UsageError(
            f"{then.count(())} of {len(then)} frozen works have no stored verdicts by this judge and this prompt; "
            "`audition judge drift --live --record` makes today's the ones to hold the next against"
        )
    asked: list[Asked] = []
    now = asyncio.run(_judged(world, sheets, live, asked, paying))
    broken = [answer.reason for answer in now if isinstance(answer, Unscored)]
    if len(broken) == len(sheets):
        raise EngineError(f"none of the {len(sheets)} frozen works was judged: {broken[0]}")
    if live.record:
        for one in asked:
            if one.judgement is not None:
                write_judgement(folder, one.judgement)
    both = [
        (sheet, before, after)
        for sheet, before, after in zip(sheets, then, now, strict=True)
        if isinstance(after, tuple)
    ]
    return Drift(
        rubric=rubric.id,
        judges=(_print(then), _print(now)),
        shifts=_shifts(rubric, both) if known else (),
        works=len(sheets),
        unscored=tuple(
            f"{sheet.work.trial.id}: {answer.reason}"
            for sheet, answer in zip(sheets, now, strict=True)
            if isinstance(answer, Unscored)
        ),
    )


def freeze(root: Path, suite: str | None, index: int) -> tuple[FrozenWork, ...]:
    """Name the recorded works of one trial index as those that are judged again and again.

    Raises:
        UsageError: There is no such suite, or no such trial is recorded.
    """
    kept_works = load_works(root, suite, None)
    works = tuple(
        FrozenWork(trial=work.trial.id, work_digest=digest_of(work))
        for work in kept_works.works
        if work.trial.id.index == index
    )
    if not works:
        raise UsageError(f"no trial #{index} is recorded; `audition run --live --record` records some")
    write_frozen(kept_works.world.places.frozen(kept_works.world.suite.agent), works)
    return works


def _frozen(world: World, rubric: Rubric, works: Sequence[Work]) -> tuple[Sheet, ...]:
    """What is asked of the frozen works that the rubric is about, which are found to be as they were."""
    path = world.places.frozen(world.suite.agent)
    shown = path.relative_to(world.places.root).as_posix()
    try:
        named = read_frozen(path)
    except FileNotFoundError:
        raise UsageError(f"{shown}: no works are frozen; `audition judge freeze` names some") from None
    found = {work.trial.id: work for work in works}
    changed = [
        str(one.trial) for one in named if one.trial not in found or digest_of(found[one.trial]) != one.work_digest
    ]
    if changed:
        raise UsageError(
            f"{shown}: these works are gone or no longer what was frozen: {', '.join(changed)}; "
            "`audition judge freeze` names others"
        )
    meant = [found[one.trial] for one in named]
    about = [work for work in meant if rubric in world.graders.rubrics(work.variant.id)]
    sheets = tuple(sheet for work in about if (sheet := world.graders.sheet(work, rubric)).asked)
    if not sheets:
        raise UsageError(f"{shown}: none of the frozen works is one that {rubric.id} is about")
    return sheets


def _stored(kept: RecordedJudge, world: World, sheet: Sheet) -> tuple[Judgement, ...]:
    """What today's whole panel said of a work before; empty where a seat is."""
    panel = [kept.given(sheet, *seat) for seat in seats(judge_plan(world))]
    given = tuple(one for one in panel if one is not None)
    return given if len(given) == len(panel) else ()


async def _judged(
    world: World, sheets: Sequence[Sheet], live: Live, asked: list[Asked], paying: RunFile | None
) -> Sequence[Judged]:
    """What the panel says now; nothing comes from what was answered or kept for another look."""
    from audition.running.live_answering import live_answering

    purpose = f"drift for {paying.facts.id}" if paying else "drift"
    calls = paying.calls("drift") if paying else None
    async with live_answering(world, replace(live, fresh=True), purpose, calls=calls) as answering:
        judge = replace(answering.judge, kept=RecordedJudge(()), keep=asked.append)
        foretell_judging(world, live, sheets, judge.kept)
        now = await asyncio.gather(*map(judge.judge, sheets))
        if judge.capped is not None:
            every = f"all {len(sheets)} frozen works are judged at once or not at all"
            raise BudgetMet(f"{judge.capped}; {every}: raise --cap")
    return now


def _shifts(rubric: Rubric, judged: Iterable[tuple[Sheet, Judged, Judged]]) -> tuple[Shift, ...]:
    def readings(sheet: Sheet, answer: Judged) -> Mapping[str, Reading]:
        return {
            grade.grader.partition("/")[2] or grade.grader: grade.reading
            for grade in sheet_grades(sheet, answer)
            if grade.grader.partition("/")[0] == rubric.id
        }

    both = [(readings(sheet, before), readings(sheet, after)) for sheet, before, after in judged]
    return drift(rubric, [before for before, _ in both], [after for _, after in both])


def _print(answers: Sequence[Judged]) -> str:
    prints = {fingerprint(answer) for answer in answers if isinstance(answer, tuple) and answer}
    return " and ".join(sorted(prints)) or "nobody"
