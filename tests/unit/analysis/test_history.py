"""Scenarios that tell too little, by what every kept run says of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audition.analysis.history import history_of
from audition.records.accepted import HistoryEntry, Occasion, ScoreSheet
from audition.records.history import Condition
from audition.store.run_file import RunFile
from audition.store.score_sheets import sheets_of
from docs.examples.five_verdicts import CAREFUL
from tests.fakes.letters import FLAWLESS, play, project


@pytest.fixture(scope="module")
def sheet(tmp_path_factory) -> ScoreSheet:
    """Ten flawless trials of one scenario."""
    root: Path = project(tmp_path_factory.mktemp("history"), ("late-fee",))
    with RunFile.open_readonly(play(root, FLAWLESS, trials=10, variants=(CAREFUL,)).path) as file:
        return sheets_of(file)[CAREFUL]


def marked(sheet: ScoreSheet, grader: str, marks: str) -> ScoreSheet:
    """The sheet with other marks of one grader."""
    graders = tuple(
        replace(known, scores=tuple(replace(scores, marks=marks, values=()) for scores in known.scores))
        if known.grader == grader
        else known
        for known in sheet.graders
    )
    return replace(sheet, graders=graders)


def of_prompt(sheet: ScoreSheet, digest: str) -> ScoreSheet:
    """The same by a prompt of this digest."""
    variants = {name: replace(known, digest=digest) for name, known in sheet.facts.variants.items()}
    return replace(sheet, facts=replace(sheet.facts, variants=variants))


def healths(*sheets: ScoreSheet) -> list[tuple[Condition, int, tuple[str, ...]]]:
    """What is said of the one scenario after these weeks."""
    entries = [
        HistoryEntry(run=f"{n}", week=f"2026-W{n:02d}", occasion=Occasion.WEEKLY, sheets={CAREFUL: found})
        for n, found in enumerate(sheets, 1)
    ]
    return [(health.condition, health.trials, health.graders) for health in history_of("clerk", entries).scenarios]


def test_a_scenario_that_always_passed_is_saturated(sheet):
    """By all trials of all weeks."""
    assert healths(sheet, sheet) == [(Condition.SATURATED, 20, ())]


def test_a_check_that_never_passed_makes_its_scenario_dead(sheet):
    """Whatever else passed there; the check is named."""
    assert healths(marked(sheet, "greets", "f" * 10)) == [(Condition.DEAD, 10, ("greets",))]


def test_a_check_that_passes_now_and_then_makes_its_scenario_flaky(sheet):
    """Though the share of all checks that passed hardly moves."""
    assert healths(marked(sheet, "greets", "pfpfpfpfpf")) == [(Condition.FLAKY, 10, ("greets",))]


def test_a_rare_failure_is_none_of_it(sheet):
    """One of ten is what a scenario is for."""
    assert healths(marked(sheet, "greets", "fppppppppp")) == []


def test_what_an_earlier_prompt_did_does_not_count(sheet):
    """A prompt that was mended left no flaky scenario behind."""
    before = of_prompt(marked(sheet, "greets", "f" * 10), "0" * 64)

    assert healths(before, sheet) == [(Condition.SATURATED, 10, ())]


def test_few_trials_say_nothing(sheet):
    """Nine of ten were not applicable: one reading names no check."""
    assert healths(marked(sheet, "greets", "fnnnnnnnnn")) == []
