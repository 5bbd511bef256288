"""A reply is an answer when it holds everything that was asked for and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.grading.judging.answers import UnusableAnswer, read_verdicts
from tests.unit.grading.judging.judged import entries, reply, rubric

RUBRIC = rubric()
FIRST, SECOND = (criterion.id for criterion in RUBRIC.criteria[:2])


def changed(criterion=FIRST, **fields):
    """A usable reply with other fields in one entry."""
    whole = entries()
    whole[criterion] = {**whole[criterion], **fields}
    return json.dumps(whole)


def test_a_whole_answer_is_read_in_the_rubrics_order():
    """Whatever order the judge gave it in."""
    backwards = json.dumps(dict(reversed(entries().items())))
    verdicts = read_verdicts(backwards, RUBRIC)

    assert [verdict.criterion for verdict in verdicts] == [criterion.id for criterion in RUBRIC.criteria]
    assert {verdict.met for verdict in verdicts} == {True}


def test_null_is_an_answer():
    """The criterion cannot apply."""
    assert read_verdicts(changed(met=None), RUBRIC)[0].met is None


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("All met!", "no strict JSON"),
        ("", "no strict JSON"),
        (reply()[:-40], "no strict JSON"),
        (f"```json\n{reply()}\n```", "no strict JSON"),
        (reply() + reply(), "no strict JSON"),
        ("[" * 100_000, "no strict JSON"),
        ("[]", "the answer is no object"),
        ('{"verdicts": []}', "the answer lacks"),
        (json.dumps({key: value for key, value in entries().items() if key != SECOND}), f"lacks {SECOND}"),
        (json.dumps({**entries(), "style": entries()[FIRST]}), "adds style"),
        (json.dumps(entries())[:-1] + f', "{FIRST}": {{}}}}', "a key is repeated"),
        (changed(met="yes"), "met is 'yes', not true, false or null"),
        (changed(met=1), "met is '1'"),
        (changed(met=0.5), "met is '0.5'"),
        (changed(evidence=None), "evidence is no text"),
        (changed(evidence="x" * 5000), "evidence is no text of at most"),
        (changed(reason=" "), "reason is empty"),
        (changed(reason=["a"]), "reason is no text"),
        (changed(reason="\ud800"), "half a character"),
        (changed(score=1), "adds score"),
        (json.dumps({**entries(), FIRST: True}), f"{FIRST} is no object"),
        (changed(met=float("nan")), "no strict JSON"),
    ],
)
def test_anything_else_is_refused_with_what_is_wrong(text, told):
    """Never repaired, never guessed."""
    with pytest.raises(UnusableAnswer, match=told):
        read_verdicts(text, RUBRIC)


@given(st.text() | st.recursive(st.none() | st.booleans() | st.text(), st.lists).map(json.dumps))
def test_no_text_crashes_the_reading(text):
    """Whatever comes is an answer or is none."""
    with pytest.raises(UnusableAnswer):
        read_verdicts(text, RUBRIC)
