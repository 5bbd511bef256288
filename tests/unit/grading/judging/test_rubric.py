"""A judgement becomes grades only as far as it can be believed."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from audition.grading.judging.judge import RecordedJudge
from audition.grading.judging.rubric import Standing, fingerprint, sheet_grades
from audition.grading.judging.sheet import digest_of, sheet_of
from audition.loading.rubric import rubric_digest
from audition.records.definitions import Gate, Role
from audition.records.evidence import Origin
from audition.records.grades import NotApplicable, Score, Unscored
from audition.records.judgements import Judgement, Verdict
from tests.fakes import works

RECORDING = "brisk-pilot-leaves-0"
WORK = works.work(RECORDING)
RUBRIC = works.rubric()
BRISK = next(rubric for rubric in works.suite().rubrics if rubric.variant == "berthing/brisk")
JUDGEMENT = works.judgement(RECORDING)
FINGERPRINT = fingerprint((JUDGEMENT,), RUBRIC.id)


def readings(judged, rubric=RUBRIC, work=WORK):
    """Grader id → reading."""
    judged = (judged,) if isinstance(judged, Judgement) else judged
    return {grade.grader: grade.reading for grade in sheet_grades(sheet_of(work, rubric), judged)}


def answering(criterion: str, **changes) -> Judgement:
    """The recorded judgement with another verdict on one criterion."""
    verdicts = [replace(one, **changes) if one.criterion == criterion else one for one in JUDGEMENT.verdicts]
    return replace(JUDGEMENT, verdicts=tuple(verdicts))


def test_a_rubric_scores_the_points_met_of_those_that_apply():
    """18 of 21: `grounded`, with 3 points and required, is not met."""
    total = readings(JUDGEMENT)["quality"]

    assert total == Score(value=18 / 21, passed=False, reason="18 of 21 points; not met: grounded (required)")


def test_a_criterion_that_cannot_apply_takes_its_points_along():
    """It is outside the score, not against it."""
    found = readings(answering("grounded", met=None, evidence="", reason="nothing to ground"))

    assert found["quality/grounded"] == NotApplicable(reason="nothing to ground")
    assert found["quality"] == Score(value=1.0, passed=True, reason="18 of 18 points")


def test_a_criterion_without_points_is_read_and_decides_nothing():
    """A judge that labels show to read one criterion badly is still worth hearing on it."""
    light = replace(
        RUBRIC,
        criteria=tuple(replace(one, points=0.0) if one.id == "executive-match" else one for one in RUBRIC.criteria),
    )
    trusted = {f"quality/{one.id}": FINGERPRINT for one in RUBRIC.criteria}
    standing = Standing(gate=Gate(required=(), points=("quality",), margin=0.05), calibrated=trusted)
    roles = {one.grader: one.role for one in sheet_grades(sheet_of(WORK, light), (JUDGEMENT,), standing)}

    assert readings(JUDGEMENT, light)["quality"].reason == "17 of 20 points; not met: grounded (required)"
    assert readings(JUDGEMENT, light)["quality/executive-match"].value == 1.0
    assert roles["quality/executive-match"] is Role.INFORMS
    assert {role for grader, role in roles.items() if grader.startswith("quality/")} == {*Role}


def test_other_weights_are_no_other_question():
    """What was judged stays judged when a criterion comes to weigh more, less or nothing."""
    heavy = tuple(replace(one, points=one.points + 1, required=not one.required) for one in RUBRIC.criteria)

    assert rubric_digest(heavy) == RUBRIC.digest
    assert rubric_digest((replace(heavy[0], text="Something else."), *heavy[1:])) != RUBRIC.digest


def test_a_rubric_passes_with_its_required_criteria():
    """A criterion that is not required costs points alone."""
    met = answering("grounded", met=True, evidence=JUDGEMENT.verdicts[0].evidence)
    missed = [replace(one, met=False) if one.criterion == "executive-match" else one for one in met.verdicts]
    total = readings(replace(met, verdicts=tuple(missed)))["quality"]

    assert total == Score(value=20 / 21, passed=True, reason="20 of 21 points; not met: executive-match")


def test_where_nothing_is_required_everything_decides():
    """An adherence rubric passes when every criterion that applies is met."""
    quote = JUDGEMENT.verdicts[0].evidence
    verdicts = [Verdict(criterion=one.id, met=True, evidence=quote, reason="yes") for one in BRISK.criteria]
    judged = replace(JUDGEMENT, rubric=BRISK.id, rubric_digest=BRISK.digest, verdicts=tuple(verdicts))
    missed = replace(judged, verdicts=(replace(verdicts[0], met=False), *verdicts[1:]))

    assert readings(judged, BRISK)[BRISK.id].passed
    assert not readings(missed, BRISK)[BRISK.id].passed


def test_a_verdict_carries_its_quote_with_the_place_in_the_plan():
    """A reader is led to the line."""
    reading = readings(JUDGEMENT)["quality/risk-led"]
    (quote,) = reading.quotes

    assert quote.pointer == "$.risks[0].risk"
    assert (WORK.deliverable.text or "").splitlines()[quote.line - 1].strip().startswith("- risk:")


@pytest.mark.parametrize("met", [True, False, None])
def test_a_quote_that_the_work_does_not_hold_makes_that_verdict_unscored(met: bool | None):
    """And the rubric with it, whatever the verdict was: its points could have gone either way."""
    found = readings(answering("risk-led", met=met, evidence="We guarantee a renewal"))

    assert found["quality/risk-led"] == Unscored(
        reason="the judge quotes what the work does not say: 'We guarantee a renewal'"
    )
    assert isinstance(found["quality/grounded"], Score)
    assert isinstance(found["quality"], Unscored)


def test_nothing_is_met_without_a_quote():
    """Only what failed by absence has nothing to quote."""
    met = readings(answering("risk-led", evidence=" … "))["quality/risk-led"]
    missed = readings(answering("risk-led", met=False, evidence=""))["quality/risk-led"]

    assert met == Unscored(reason="the judge finds it met and quotes nothing")
    assert isinstance(missed, Score)


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        (JUDGEMENT.verdicts[1:], "the judgement lacks outcomes; judge again"),
        ((*JUDGEMENT.verdicts, JUDGEMENT.verdicts[0]), "the judgement adds outcomes"),
        (
            (replace(JUDGEMENT.verdicts[0], criterion="style"), *JUDGEMENT.verdicts[1:]),
            "the judgement lacks outcomes and adds style; judge again",
        ),
    ],
    ids=["missing", "twice", "unknown"],
)
def test_a_judgement_answers_each_criterion_once(verdicts, told):
    """Anything else is no answer to this rubric."""
    found = readings(replace(JUDGEMENT, verdicts=tuple(verdicts)))

    assert len(found) == 11
    assert all(isinstance(reading, Unscored) and told in reading.reason for reading in found.values())


def test_a_judgement_by_another_rubric_is_unscored():
    """The criteria changed since."""
    found = readings(replace(JUDGEMENT, rubric_digest="0" * 64))

    assert all("judged by another rubric" in reading.reason for reading in found.values())


def test_a_judgement_of_other_work_is_unscored():
    """One word in the plan, or in the final message, is enough."""
    for change in (works.put("$.ship.state", "yellow"), works.message("Done."), works.left("notes.md", "x")):
        found = readings(JUDGEMENT, work=works.work(RECORDING, change))

        assert all("other work was judged" in reading.reason for reading in found.values())


def test_without_a_judgement_nothing_is_known_and_nothing_broke():
    """Not judged is no failure and counts against nothing; it is said once, not once a criterion."""
    found = readings(None, BRISK)

    assert list(found) == [BRISK.id]
    assert isinstance(found[BRISK.id], NotApplicable)
    assert "not judged" in found[BRISK.id].reason


def test_an_outage_of_the_judge_is_unscored_throughout():
    """The reason is kept on every criterion."""
    outage = Unscored(reason="the judge was overloaded", detail="529")

    assert set(readings(outage).values()) == {outage, Unscored(reason="the judge was overloaded")}


def test_a_rubric_informs_and_one_playbooks_own_is_never_compared():
    """Until a judge has earned more."""
    shared, own = sheet_grades(sheet_of(WORK, RUBRIC), (JUDGEMENT,)), sheet_grades(sheet_of(WORK, BRISK), None)

    assert {(Role.INFORMS, True)} == {(grade.role, grade.compared) for grade in shared}
    assert {(Role.INFORMS, False)} == {(grade.role, grade.compared) for grade in own}


def test_the_fingerprint_binds_judge_prompt_and_rubric():
    """Any of the three makes another instrument of it."""
    prints = {
        fingerprint((JUDGEMENT,)),
        fingerprint((replace(JUDGEMENT, judge="claude-opus-5-5"),)),
        fingerprint((replace(JUDGEMENT, prompt_digest="ab" * 32),)),
        fingerprint((replace(JUDGEMENT, rubric_digest=BRISK.digest),)),
    }

    assert len(prints) == 4
    assert fingerprint((JUDGEMENT,)).startswith("claude/by-hand/")


def test_the_recorded_judge_prefers_the_judgement_of_this_very_work():
    """An old one is left behind when a newer one fits; without any, nothing is judged."""
    old = replace(JUDGEMENT, work_digest="0" * 64)
    judge = RecordedJudge([old, JUDGEMENT])

    assert asyncio.run(judge.judge(sheet_of(WORK, RUBRIC))) == (JUDGEMENT,)
    assert asyncio.run(RecordedJudge([old]).judge(sheet_of(WORK, RUBRIC))) == (old,)
    assert isinstance(asyncio.run(RecordedJudge([]).judge(sheet_of(WORK, RUBRIC))), NotApplicable)
    assert digest_of(WORK) == JUDGEMENT.work_digest


def test_a_recordings_judgement_says_nothing_of_new_work_under_the_same_name():
    """A live trial shares index, scenario and variant with a recorded one, and nothing else: it is not judged yet."""
    judge = RecordedJudge([JUDGEMENT])
    fresh = works.work(RECORDING, lambda trial: replace(trial, origin=Origin.LIVE), works.message("Other words."))

    assert isinstance(asyncio.run(judge.judge(sheet_of(fresh, RUBRIC))), NotApplicable)
