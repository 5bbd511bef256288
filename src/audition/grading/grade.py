"""Reads one trial with every grader that meets it; the one place where a check's crash becomes `Unscored`."""

from __future__ import annotations

import traceback
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

from audition.errors import crash_text
from audition.grading.building import BuiltCheck, Graders
from audition.grading.check import NOT_ASKED, Work, failed
from audition.grading.judging.judge import Judge, Judged
from audition.grading.judging.rubric import Standing, sheet_grades
from audition.grading.judging.sheet import Sheet
from audition.grading.work import work_of
from audition.records.definitions import Role
from audition.records.evidence import Trial
from audition.records.grades import Grade, GraderKind, NotApplicable, Reading, Score, Unscored

MAX_REASON = 600
"""Characters; reasons quote what a model wrote, which has no bounds."""


async def judge_and_grade(trial: Trial, graders: Graders, judge: Judge) -> tuple[Grade, ...]:
    """Every reading of a trial, the judge asked once a sheet."""
    if not trial.ending.scored or trial.diverged is not None:
        return grade(trial, graders, {})
    work = work_of(trial, graders.suite)
    return _grades(work, graders, [(sheet, await judge.judge(sheet)) for sheet in graders.sheets(work)])


def grade(trial: Trial, graders: Graders, judged: Mapping[str, Judged]) -> tuple[Grade, ...]:
    """Every reading of a trial: the suite's checks, the scenario's, then rubrics and criteria.

    Args:
        trial: One that the suite defines. Without grades when it was never scored (the machinery broke, the budget
            was met); every reading is unscored when its replay diverged, for then nobody did this work.
        graders: Of the trial's suite.
        judged: Sheet id → what the judge answered; a sheet that is missing here is not judged.
    """
    if not trial.ending.scored:
        return ()
    work = work_of(trial, graders.suite)
    return _grades(work, graders, [(sheet, judged.get(sheet.id)) for sheet in graders.sheets(work)])


def _grades(work: Work, graders: Graders, judged: Iterable[tuple[Sheet, Judged | None]]) -> tuple[Grade, ...]:
    trial, variant = work.trial, work.variant.id
    checks = tuple(
        Grade(
            trial=trial.id,
            grader=built.id,
            kind=GraderKind.CHECK,
            role=built.role,
            points=built.points,
            reading=_reading(built, work),
            compared=built.compared,
            version=built.version,
        )
        for built in graders.checks[trial.id.scenario]
        if built.meets(variant)
    )
    standing = Standing(gate=graders.suite.gate, calibrated=graders.calibrated)
    read = (sheet_grades(sheet, answer, standing) for sheet, answer in judged)
    grades = (*checks, *(grade for of_sheet in read for grade in of_sheet))
    if trial.diverged is None:
        return grades
    diverged = Unscored(reason=_line(f"the replay diverged: {trial.diverged}"))
    return tuple(replace(grade, reading=diverged) for grade in grades)


def required_failures(grades: Iterable[Grade]) -> tuple[Grade, ...]:
    """The grades that fail their case at once: required graders that a trial failed."""
    return tuple(grade for grade in grades if grade.role is Role.REQUIRED and grade.mark.failed)


def unread(grades: Iterable[Grade]) -> tuple[Grade, ...]:
    """The grades that decide and broke: without them nobody knows whether the case passes."""
    return tuple(grade for grade in grades if grade.decides and isinstance(grade.reading, Unscored))


def _reading(built: BuiltCheck, work: Work) -> Reading:
    """What a check says of the work, on one line; a check that crashes says nothing of it."""
    check = built.check
    if check.needs_document and not work.deliverables:
        return NotApplicable(reason=NOT_ASKED.fault or "")
    if check.needs_document and work.deliverable.fault is not None:
        return failed(_line(work.deliverable.fault))
    try:
        reading = check.grade(work)
    except (Exception, SystemExit) as error:  # noqa: BLE001  # the design's one place: the instrument broke, not the work
        return Unscored(reason=_line(_crash(built.id, error)), detail=crash_text(error))
    if not isinstance(reading, Score | NotApplicable | Unscored):
        return Unscored(reason=f"the check {built.id!r} answered {type(reading).__name__}, which is no reading")
    return replace(reading, reason=_line(reading.reason))


def _crash(grader: str, error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return (
        f"the check {grader!r} crashed at {Path(frame.filename).name}:{frame.lineno}: {type(error).__name__}: {error}"
    )


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= MAX_REASON else f"{line[:MAX_REASON]}…"
