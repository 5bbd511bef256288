"""Every grader that meets a trial reads it once; a crash says nothing of the work."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audition.grading.building import BuiltCheck, Graders
from audition.grading.check import Check, Work, failed, not_applicable, passed
from audition.grading.grade import MAX_REASON, grade, judge_and_grade, required_failures, unread
from audition.records.definitions import Role
from audition.records.evidence import Ending
from audition.records.grades import Grade, GraderKind, Reading, Score, Unscored
from tests.fakes import works
from tests.fakes.judging import Generous

RECORDING = "brisk-rival-quay-0"


@dataclass(frozen=True, kw_only=True)
class Says(Check):
    """Answers what it is told to answer."""

    name = "always"
    needs_document = False
    answer: Any

    def grade(self, work: Work) -> Reading:
        """The answer, or the exception."""
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@dataclass(frozen=True, kw_only=True)
class Reads(Says):
    """Answers as well, and needs the document for it."""

    needs_document = True


def built(
    grader: str, answer: Any, *, role: Role = Role.GATE, variants: tuple[str, ...] = (), check=Says
) -> BuiltCheck:
    """A check of this id that answers so."""
    return BuiltCheck(id=grader, check=check(answer=answer), role=role, variants=variants, version="v1")


def graders(*checks: BuiltCheck) -> Graders:
    """These checks in place of the suite's, and no rubrics."""
    suite = replace(works.suite(), rubrics=())
    return Graders(suite=suite, checks={scenario.id: checks for scenario in suite.scenarios})


def readings(*checks: BuiltCheck, trial=None) -> dict[str, Reading]:
    """What these checks say of a recorded trial."""
    grades = grade(works.trial(RECORDING) if trial is None else trial, graders(*checks), {})
    return {one.grader: one.reading for one in grades}


def test_a_check_that_crashes_is_unscored_with_its_traceback():
    """The instrument broke: no statement about the work, and all that is needed to mend it."""
    reading = readings(built("broken", ZeroDivisionError("by\nzero")))["broken"]

    assert isinstance(reading, Unscored)
    assert reading.reason.startswith("the check 'broken' crashed at test_grade.py:")
    assert reading.reason.endswith("ZeroDivisionError: by zero")
    assert "Traceback" in reading.detail


def test_a_check_that_answers_no_reading_is_unscored():
    """None is neither a failure nor a pass."""
    reading = readings(built("silent", None))["silent"]

    assert reading == Unscored(reason="the check 'silent' answered NoneType, which is no reading")


def test_an_interrupt_is_not_swallowed():
    """Ctrl-C ends the run, it does not grade."""

    @dataclass(frozen=True, kw_only=True)
    class Interrupted(Says):
        def grade(self, work: Work) -> Reading:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        readings(built("asked", None, check=Interrupted))


def test_one_crash_leaves_the_other_readings():
    """Every other check still reads the trial."""
    found = readings(built("broken", ValueError("no")), built("fine", passed("yes")))

    assert found["fine"] == passed("yes")


def test_a_check_that_needs_the_document_fails_when_there_is_none():
    """It is not called at all: the reason is the document's own fault."""
    trial = works.changed(RECORDING, works.deliverable("risks: [\n"))
    reading = readings(built("reads", ValueError("called"), check=Reads), trial=trial)["reads"]

    assert isinstance(reading, Score)
    assert not reading.passed
    assert "stay.yaml: not plain YAML: line 2" in reading.reason


def test_a_reason_is_one_bounded_line():
    """Reasons quote what a model wrote."""
    reading = readings(built("long", failed("first\nsecond " + "x" * 10_000)))["long"]

    assert "\n" not in reading.reason
    assert len(reading.reason) == MAX_REASON + 1


def test_a_check_of_one_playbook_reads_only_its_variant_and_is_not_compared():
    """At whatever revision of the agent file."""
    own = built("own", passed("yes"), variants=("berthing/brisk",))
    other = built("other", passed("yes"), variants=("berthing/thorough",))
    grades = grade(works.trial(RECORDING), graders(own, other), {})

    checks = [(one.grader, one.compared) for one in grades if one.kind is GraderKind.CHECK]
    assert checks == [("own", False)]
    assert own.meets("berthing/brisk@HEAD~3")
    assert own.meets("berthing/brisk+claude-code@HEAD~3")
    assert not own.meets("berthing/thorough")


@pytest.mark.parametrize("ending", [Ending.FAILED, Ending.BUDGET])
def test_a_trial_that_broke_has_no_grades(ending):
    """It is counted elsewhere; no grader reads it."""
    assert grade(works.changed(RECORDING, works.ended(ending)), works.graders(), {}) == ()


@pytest.mark.parametrize("ending", [Ending.TURN_LIMIT, Ending.REFUSED, Ending.TIME_LIMIT])
def test_a_trial_that_was_cut_is_graded(ending):
    """It says something about the agent."""
    grades = grade(works.changed(RECORDING, works.ended(ending)), works.graders(), {})

    assert [one.grader for one in required_failures(grades)] == ["ending"]


def test_a_diverged_replay_is_unscored_throughout():
    """Nobody did this work: the recorded agent left other files."""
    trial = replace(works.trial(RECORDING), diverged="stay.yaml differs")
    grades = asyncio.run(judge_and_grade(trial, works.graders(), Generous()))

    expected = Unscored(reason="the replay diverged: stay.yaml differs")

    assert {expected} == {one.reading for one in grades}
    assert len(grades) > 10


def test_every_recorded_trial_passes_what_is_required():
    """The recordings hold no failure of a required check, and no check breaks on them."""
    grades = [
        one
        for name in works.recordings()
        for one in asyncio.run(judge_and_grade(works.trial(name), works.graders(), Generous()))
    ]

    assert required_failures(grades) == ()
    assert not [str(one) for one in grades if isinstance(one.reading, Unscored)]
    assert {one.kind for one in grades} == {GraderKind.CHECK, GraderKind.RUBRIC, GraderKind.CRITERION}


def test_an_agent_that_does_nothing_fails_every_scenario():
    """No plan, no message: the required checks fail, and nothing crashes."""
    for name in works.recordings():
        trial = replace(works.changed(name, works.deliverable(None)), messages=works.trial(name).messages[:1], turns=())
        grades = grade(trial, works.graders(), {})

        failures = {one.grader for one in required_failures(grades)}
        assert {"file_written", "parses", "schema"} <= failures
        assert not [one for one in grades if isinstance(one.reading, Unscored)]


ODD = st.sampled_from([None, True, -1, 1e300, "", [], {}, [[None]], {"a": {"b": []}}, "2026-99-99", 10**17, "x" * 5000])


@settings(max_examples=25)
@given(st.data())
def test_no_plan_breaks_a_check(data):
    """Whatever stands where, every check of the suite has a reading of the work."""
    name = data.draw(st.sampled_from(works.recordings()))
    pointers = sorted(works.work(name).deliverable.lines or {})
    pointer = data.draw(st.sampled_from(pointers[1:]))
    grades = grade(works.put(pointer, data.draw(ODD))(works.trial(name)), works.graders(), {})

    assert not [one for one in grades if isinstance(one.reading, Unscored)]


def one(grader: str, reading: Reading, *, role: Role = Role.GATE, compared: bool = True) -> Grade:
    """A grade of the recorded trial."""
    return Grade(
        trial=works.trial_id(RECORDING),
        grader=grader,
        kind=GraderKind.CHECK,
        role=role,
        reading=reading,
        compared=compared,
        version="v1",
    )


def test_only_a_required_check_that_read_the_work_and_failed_fails_the_case():
    """One that broke, or that does not apply, does not."""
    failing = one("a", failed("no"), role=Role.REQUIRED)
    others = [
        one("b", passed("yes"), role=Role.REQUIRED),
        one("c", Unscored(reason="broke"), role=Role.REQUIRED),
        one("d", not_applicable("no"), role=Role.REQUIRED),
        one("e", failed("no")),
    ]

    assert (failing,) == required_failures([failing, *others])


def test_what_decides_and_broke_is_told_apart_from_what_only_informs():
    """A required check or a part of the gate score; neither one that reads, nor one playbook's own."""
    broke = Unscored(reason="broke")
    blind = [one("a", broke, role=Role.REQUIRED), one("b", broke)]
    others = [
        one("c", broke, role=Role.INFORMS),
        one("d", broke, compared=False),
        one("e", failed("no"), role=Role.REQUIRED),
        one("f", not_applicable("no")),
    ]

    assert tuple(blind) == unread([*others, *blind])
