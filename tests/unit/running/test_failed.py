from __future__ import annotations

from dataclasses import replace

import pytest

from audition.errors import ModelError, NothingSelected
from audition.models.scripted import Answer
from audition.records.evidence import CaseId
from audition.running.failed import failed_cases
from tests.fakes import letters

WAIVES = "We waive the fee."


@pytest.fixture
def project(tmp_path):
    """Two scenarios."""
    return letters.project(tmp_path, ("late-fee", "lost-card"))


def clerk(**of_late_fee):
    """One who is flawless but for what the hasty variant does with the late fee."""

    def script(cue):
        answer = letters.FLAWLESS(cue)
        here = cue.subject.id.case == CaseId("late-fee", letters.HASTY)
        return replace(answer, **of_late_fee) if here and isinstance(answer, Answer) else answer

    return script


def promising(cue):
    """The same with a promise in the last message."""
    answer = letters.FLAWLESS(cue)
    here = cue.subject.id.case == CaseId("late-fee", letters.HASTY)
    return WAIVES if here and isinstance(answer, str) else answer


FAILED = (CaseId("late-fee", letters.HASTY),)


@pytest.mark.parametrize(
    "script",
    [
        letters.Clerk(care={letters.HASTY: 0.0, letters.CAREFUL: 1.0}),
        clerk(error=ModelError("the line went dead")),
        promising,
    ],
    ids=["gate score not full", "not scored", "required check failed"],
)
def test_a_case_failed_when_a_trial_of_it_was_not_passed_in_full(project, script):
    """Whatever it fell short of."""
    letters.play(project, script, trials=2, scenarios=("late-fee",))
    found = failed_cases(project, "latest")

    assert (found.suite, found.cases) == ("letters", FAILED)


def test_a_run_that_passed_everything_leaves_nothing_to_look_at(project):
    """Said with the run's name, as an empty selection is."""
    letters.play(project, letters.FLAWLESS, trials=1)

    with pytest.raises(NothingSelected, match="passed every required check and the whole gate score"):
        failed_cases(project, "latest")


def test_graders_that_decide_nothing_fail_no_case(project):
    """What informs is shown and tracked."""
    suite = project / "scenarios/letters/suite.yaml"
    written = suite.read_text("utf-8")
    suite.write_text(written.replace(", signs]", "]"), "utf-8")

    def unsigned(cue):
        answer = letters.FLAWLESS(cue)
        if isinstance(answer, Answer):
            call = answer.calls[0]
            content = call.input["content"].replace("Your Town Library", "Bye")
            return replace(answer, calls=(replace(call, input={**call.input, "content": content}),))
        return answer

    letters.play(project, unsigned, trials=1)

    with pytest.raises(NothingSelected):
        failed_cases(project, "latest")
