"""Asks a judge about the examples of criteria: what their authors know, held against what it says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audition.errors import NothingSelected, UsageError
from audition.grading.building.criteria import example_work
from audition.grading.judging.judge import Judged, RecordedJudge
from audition.grading.judging.rubric import panel_readings
from audition.grading.judging.sheet import Sheet, sheet_of
from audition.project.world import World, load_world
from audition.records.criteria import Criterion, Example
from audition.records.definitions import CRITERIA, Scenario
from audition.records.grades import Score
from audition.records.judging import Tried
from audition.running.order import Live
from audition.running.outlay import foretell_judging
from audition.text import did_you_mean


@dataclass(frozen=True, kw_only=True)
class Examples:
    """Examples that a judge was asked about."""

    tried: tuple[Tried, ...]
    capped: str | None
    """Why it was not asked about every one: the cap in dollars; None: it was."""


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """One example with the sheet on which it is put before the judge."""

    criterion: Criterion
    instrument: str
    scenario: str | None
    example: Example
    sheet: Sheet


def try_examples(root: Path, suite: str | None, criteria: Sequence[str], live: Live) -> Examples:
    """What the judge says of each example, which is put before it as a work that holds that passage alone.

    Args:
        root: A folder of the project.
        suite: The suite; None: the only one.
        criteria: Ids; none: every criterion that has examples.
        live: How the judge is asked. What it was asked before comes from the response cache.

    Raises:
        UsageError: There is no such suite or criterion, or no key.
        NothingSelected: No criterion that is meant has an example.
    """
    world = load_world(root, suite)
    owned = list(_owned(world))
    known = {criterion.id for criterion, *_ in owned}
    for name in criteria:
        if name not in known:
            raise UsageError(f"the suite has no criterion {name!r}{did_you_mean(name, known)}")
    asked = [
        _asked(world, criterion, instrument, scenarios, example)
        for criterion, instrument, scenarios in owned
        if not criteria or criterion.id in criteria
        for example in criterion.examples
    ]
    if not asked:
        raise NothingSelected("no criterion that is meant has `examples:`; write some, met and not met")
    answers, capped = asyncio.run(_answers(world, [one.sheet for one in asked], live))
    return Examples(tried=tuple(map(_tried, asked, answers)), capped=capped)


def _owned(world: World) -> Iterator[tuple[Criterion, str, tuple[Scenario, ...]]]:
    """Every criterion with what it is graded under, and the scenarios in which it can be tried."""
    suite = world.suite
    for rubric in suite.rubrics:
        yield from ((criterion, rubric.id, suite.scenarios) for criterion in rubric.criteria)
    for scenario in suite.scenarios:
        yield from ((criterion, CRITERIA, (scenario,)) for criterion in scenario.criteria)


def _asked(
    world: World, criterion: Criterion, instrument: str, scenarios: Sequence[Scenario], example: Example
) -> _Asked:
    """An example in the first scenario in which `find` points at it, or in the first of all."""
    sheets = [
        sheet_of(
            example_work(example, world.suite, scenario, *criterion.in_[:1]),
            None,
            [criterion],
            world.graders.finders,
            world.suite.judge.reference,
        )
        for scenario in (scenarios if criterion.find else scenarios[:1])
    ]
    return _Asked(
        criterion=criterion,
        instrument=instrument,
        scenario=scenarios[0].id if instrument == CRITERIA else None,
        example=example,
        sheet=next((sheet for sheet in sheets if sheet.passages), sheets[0]),
    )


async def _answers(world: World, sheets: Sequence[Sheet], live: Live) -> tuple[Sequence[Judged], str | None]:
    """What the panel says; nothing of it is kept, for no trial was played."""
    from audition.running.live_answering import live_answering

    async with live_answering(world, live, "examples") as answering:
        judge = replace(answering.judge, kept=RecordedJudge(()), keep=lambda asked: None)  # noqa: ARG005
        foretell_judging(world, live, sheets, judge.kept)
        return await asyncio.gather(*map(judge.judge, sheets)), judge.capped


def _tried(asked: _Asked, answer: Judged) -> Tried:
    reading = panel_readings(asked.sheet, answer)[asked.criterion.id]
    return Tried(
        grader=f"{asked.instrument}/{asked.criterion.id}",
        scenario=asked.scenario,
        place=str(asked.example.locus),
        text=asked.example.text,
        met=asked.example.met,
        answer=reading.passed if isinstance(reading, Score) else None,
        reason=reading.reason,
    )
