"""`ending`: why the trial stopped."""

from __future__ import annotations

from audition.records.evidence import Ending
from tests.fakes import works
from tests.unit.grading.checks.reading import check, score

RECORDING = "brisk-clashing-records-0"


def test_an_agent_that_finished_passes():
    """The recorded trial ended by itself."""
    assert score(check("ending"), works.work(RECORDING)).passed


def test_a_limit_that_was_met_fails_with_the_last_words():
    """A reader sees how far the agent came."""
    work = works.work(RECORDING, works.ended(Ending.TURN_LIMIT, "30 turns"))
    reading = score(check("ending"), work)

    assert not reading.passed
    assert reading.reason == f"ended as turn_limit: 30 turns after {len(work.trial.turns)} turns, wanted finished"
    assert reading.quotes[0].text == work.trial.final_message


def test_another_ending_may_be_the_right_one():
    """A scenario can be about a refusal."""
    wanted = check("ending", any_of=["refused", "finished"])

    assert score(wanted, works.work(RECORDING, works.ended(Ending.REFUSED))).passed
    assert not score(wanted, works.work(RECORDING, works.ended(Ending.TIME_LIMIT))).passed
