"""A reply is an answer when it holds everything that was asked for and nothing else."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.grading.judging.answers import MOST, UnusableAnswer, read_verdicts
from tests.fakes.replies import spoken
from tests.unit.grading.judging.judged import entries, reply, rubric

RUBRIC = rubric()
FIRST, SECOND = (criterion.id for criterion in RUBRIC.criteria[:2])


def changed(criterion=FIRST, **fields):
    """A usable reply with other fields in one entry."""
    whole = entries()
    whole[criterion] = {**whole[criterion], **fields}
    return spoken(whole)


def test_a_whole_answer_is_read_in_the_rubrics_order():
    """Whatever order the judge gave it in."""
    backwards = spoken(dict(reversed(entries().items())))
    verdicts = read_verdicts(backwards, RUBRIC.criteria)

    assert [verdict.criterion for verdict in verdicts] == [criterion.id for criterion in RUBRIC.criteria]
    assert {verdict.met for verdict in verdicts} == {True}


def test_null_is_an_answer():
    """The criterion cannot apply."""
    assert read_verdicts(changed(met=None), RUBRIC.criteria)[0].met is None


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
        ('{"verdicts": []}', "the answer lacks answers"),
        ('{"answers": {}}', "answers is no list"),
        ('{"answers": []}', f"the answer lacks {FIRST}"),
        (spoken({key: value for key, value in entries().items() if key != SECOND}), f"lacks {SECOND}"),
        (spoken({**entries(), "style": entries()[FIRST]}), "adds style"),
        (spoken(entries(), note="all met"), "adds note"),
        (spoken(entries())[:-2] + f", {json.dumps({'criterion': FIRST})}]}}", f"repeats {FIRST}"),
        (reply()[:-1] + ', "answers": []}', "key 'answers' is repeated"),
        (changed(criterion=FIRST)[:-2] + ', {"met": true}]}', "names no criterion"),
        (changed(met="yes"), "met is 'yes', not true, false or null"),
        (changed(met=1), "met is '1'"),
        (changed(met=0.5), "met is '0.5'"),
        (changed(evidence=None), "evidence is no text"),
        (changed(reason=" "), "reason is empty"),
        (changed(reason=["a"]), "reason is no text"),
        (changed(reason="\ud800"), "half a character"),
        (changed(score=1), "adds score"),
        (spoken({**entries(), FIRST: True}), "answer 1 names no criterion"),
        (changed(met=float("nan")), "no strict JSON"),
    ],
)
def test_anything_else_is_refused_with_what_is_wrong(text, told):
    """Never repaired, never guessed."""
    with pytest.raises(UnusableAnswer, match=told):
        read_verdicts(text, RUBRIC.criteria)


def test_a_text_without_end_is_cut_and_the_rest_of_the_answer_stands():
    """Two megabytes of a reason are the judge's, and no fault of the work's."""
    first = read_verdicts(changed(reason="because " * 250_000, evidence="Solara " * 300_000), RUBRIC.criteria)[0]

    assert first.reason == ("because " * 250_000)[:MOST]
    assert first.evidence == ("Solara " * 300_000)[:MOST]
    assert first.met is True


@given(st.text() | st.recursive(st.none() | st.booleans() | st.text(), st.lists).map(json.dumps))
def test_no_text_crashes_the_reading(text):
    """Whatever comes is an answer or is none."""
    with pytest.raises(UnusableAnswer):
        read_verdicts(text, RUBRIC.criteria)
