"""What a judge was asked is kept the moment it answers, with what was paid for it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audition.errors import StoreError
from audition.records.judging import Asked
from audition.store.run_file import RunFile
from tests.unit.store import samples


@pytest.fixture
def file(tmp_path):
    """A new run, open for writing."""
    with RunFile.create(tmp_path / "run.sqlite", samples.run_facts()) as run:
        yield run


def asked(trial=None, **changes):
    """A call that was answered for a cent."""
    judgement = replace(samples.judgement(trial or samples.FIRST), asked="opus", judge="opus-1", prompt_digest="d7")
    plain = {"rubric": judgement.rubric, "judge": "opus", "repeat": 0, "judgement": judgement, "spent_usd": 0.01}
    return Asked(trial=judgement.trial, **(plain | changes))


def test_a_call_is_there_before_its_trial_is(file):
    """What was paid for survives whatever happens to the trial."""
    file.judging.keep(asked())

    assert [asked()] == list(file.judging.calls())
    assert [asked().judgement] == list(file.judging.judgements())
    assert samples.FIRST in file.missing()


def test_seats_are_kept_apart_and_a_later_answer_of_one_takes_its_place(file):
    """The dollars of both add up."""
    other = replace(asked().judgement, work_digest="d8")
    for call in (asked(), asked(repeat=1), asked(judge="haiku"), asked(rubric="other"), asked(judgement=other)):
        file.judging.keep(call)

    assert len(list(file.judging.calls())) == 4
    assert next(call for call in file.judging.calls() if call == asked(judgement=other, spent_usd=0.02))
    assert file.judging.spent_usd == pytest.approx(0.05)


def test_a_call_without_an_answer_costs_too_and_hides_no_answer(file):
    """The judge was paid and said nothing usable."""
    file.judging.keep(asked(judgement=None))

    assert list(file.judging.judgements()) == []
    assert file.judging.spent_usd == pytest.approx(0.01)

    file.judging.keep(asked())
    file.judging.keep(asked(judgement=None, spent_usd=0.0))

    assert [asked().judgement] == list(file.judging.judgements())


def test_an_unknown_price_is_no_zero(file):
    """It stays unknown in the call, and out of the sum."""
    file.judging.keep(asked(spent_usd=None))

    assert next(file.judging.calls()).spent_usd is None
    assert file.judging.spent_usd == 0.0


def test_a_trial_that_was_not_planned_is_refused(file):
    """A judgement of it would never be found again."""
    stray = replace(samples.FIRST, index=99)

    with pytest.raises(StoreError, match="is not in the plan"):
        file.judging.keep(asked(stray))
