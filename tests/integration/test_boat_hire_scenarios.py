"""The boat hire's scenarios against talks written for them: one that passes, and slips in one place that fail it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from audition.agent import Conditions, Loop
from audition.grading.grade import grade
from audition.loading.strict_yaml import read_yaml
from audition.models.protocol import Subject
from audition.models.scripted import Answer, Call, ScriptedModel, in_turn
from audition.records.evidence import Ending, Trial, TrialId
from audition.records.grades import Score
from audition.workspace.sandbox.shell import NoShell
from tests.fakes.recorded import BOATS

TALKS = Path(__file__).parents[1] / "fakes/talks.yaml"
TOOLS = {"find": "mcp__jetty__find_booking", "change": "mcp__jetty__change_booking"}
VARIANTS = [variant.id for variant in BOATS.suite().variants]


class Slip(NamedTuple):
    """Another answer in one place, which a check must notice."""

    scenario: str
    fails: str
    at: int
    instead: Any

    def __str__(self) -> str:
        return f"{self.scenario}-{self.fails}"


@cache
def talks() -> dict[str, Any]:
    """As written, by scenario."""
    return dict(read_yaml(TALKS.read_text("utf-8"), TALKS.name).value)


SLIPS = [Slip(scenario, **slip) for scenario, talk in talks().items() for slip in talk["slips"]]


def played(scenario: str, answers: Sequence[Any], variant: str = VARIANTS[0]) -> Trial:
    """The trial of a model that gives these answers, with the fixtures and the guest of the scenario."""
    suite = BOATS.suite()
    subject = Subject(
        id=TrialId(scenario, variant, 0),
        variant=suite.variant(variant),
        scenario=suite.scenario(scenario),
        schema_digest="",
    )
    model = ScriptedModel(in_turn([_answer(answer) for answer in answers]))
    return asyncio.run(Loop(model).play(subject, Conditions(limits=suite.limits, shell=NoShell("the desk has none"))))


def _answer(written: Any) -> Answer:
    if isinstance(written, str):
        return Answer(text=written)
    return Answer(calls=tuple(Call(name=TOOLS[name], input=given) for name, given in written.items()))


def failing(trial: Trial) -> dict[str, str]:
    """The failed checks with their reasons."""
    scores = {one.grader: one.reading for one in grade(trial, BOATS.graders(), {}) if isinstance(one.reading, Score)}
    return {name: score.reason for name, score in scores.items() if not score.passed}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("scenario", sorted(talks()))
def test_a_talk_written_for_a_scenario_passes_every_check_and_hears_the_guest_out(scenario, variant):
    """A scenario that no talk can pass would measure its author; each reply is sent, and each call answered."""
    trial = played(scenario, talks()[scenario]["answers"], variant)

    assert (trial.ending, trial.detail, trial.notes) == (Ending.FINISHED, "", ())
    assert failing(trial) == {}


@pytest.mark.parametrize("slip", SLIPS, ids=str)
def test_a_slip_in_one_place_fails_its_check(slip):
    """A check that no slip can fail would measure nothing."""
    answers = list(talks()[slip.scenario]["answers"])
    answers[slip.at] = slip.instead

    assert slip.fails in failing(played(slip.scenario, answers))


def test_every_check_of_a_scenario_is_failed_by_a_slip():
    """Those of the suite are asked of every talk, and have their own tests."""
    suite = BOATS.suite()
    asked = {(scenario.id, spec.id) for scenario in suite.scenarios for spec in scenario.checks}

    assert {(slip.scenario, slip.fails) for slip in SLIPS} == asked
    assert talks().keys() == {scenario.id for scenario in suite.scenarios}
