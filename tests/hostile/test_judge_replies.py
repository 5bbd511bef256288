"""Judges' replies: an answer is exactly what was asked for, and counts only where its quotes stand in the work."""

from __future__ import annotations

import json
from copy import deepcopy
from dataclasses import replace
from typing import Any

import pytest

from audition.grading.judging.answers import UnusableAnswer, read_verdicts
from audition.grading.judging.rubric import sheet_grades
from audition.grading.judging.sheet import digest_of, sheet_of
from audition.records.grades import Reading, Score, Unscored
from tests.fakes import works
from tests.fakes.replies import spoken

RECORDING = "brisk-rival-quay-1"
WORK = works.work(RECORDING)
RUBRIC = works.rubric()
FIRST, *OTHERS = [criterion.id for criterion in RUBRIC.criteria]
SAID = "We do not match other quays"
ANSWER: dict[str, Any] = {
    FIRST: {"evidence": SAID, "reason": "It says so.", "met": True},
    **{name: {"evidence": "", "reason": "Nothing says so.", "met": False} for name in OTHERS},
}


def _first(**changes: Any) -> str:
    answer = deepcopy(ANSWER)
    answer[FIRST].update(changes)
    return spoken(answer)


def _without(*path: str) -> str:
    answer = deepcopy(ANSWER)
    entry = answer
    for name in path[:-1]:
        entry = entry[name]
    del entry[path[-1]]
    return spoken(answer)


BELIEVED = {
    "as asked": spoken(ANSWER),
    "in another order": spoken(dict(reversed(ANSWER.items()))),
    "with space around": f"\n\n {spoken(ANSWER)} \n",
    "with escapes": spoken(ANSWER).replace("We do", "\\u0057e do"),
    "a quote in quotes": _first(evidence=f"“{SAID}”"),
    "a quote with a full stop": _first(evidence=f"{SAID}."),
    "a quote that begins in the middle": _first(evidence=f"… {SAID}"),
    "a quote over two lines": _first(evidence=SAID.replace(" ", "\n", 1)),
    "a quote with wide spaces": _first(evidence=SAID.replace(" ", "\u00a0")),
    "a quote with emphasis": _first(evidence=f"**{SAID}**"),
    "a quote with hidden signs": _first(evidence=SAID.replace("not", "n\u200bot")),
    "a reason in markup": _first(reason="<script>alert(1)</script> ::error::x | `a`"),
    "a long reason": _first(reason="x" * 4_000),
    "a reason without end": _first(reason="x" * 2_000_000),
}

UNBELIEVED = {
    "a quote of nothing": _first(evidence=""),
    "a quote of white space": _first(evidence=" \n "),
    "a quote of a quotation mark": _first(evidence='"'),
    "a quote of a full stop": _first(evidence="."),
    "a quote of hidden signs": _first(evidence="\u202e\u200b"),
    "a quote that was never said": _first(evidence="We match every price"),
    "a quote with words left out": _first(evidence="We do not … other quays"),
    "a quote with more behind it": _first(evidence=f"{SAID}, whatever it costs us"),
    "a quote of the rubric": _first(evidence=RUBRIC.criteria[0].text),
    "a quote without end": _first(evidence="x" * 2_000_000),
    "a quote of the instruction": _first(evidence="Carry out the instruction"),
}

UNUSABLE = {
    "nothing": "",
    "null": "null",
    "a list": "[]",
    "a number": "5",
    "a verdict": '"5/5"',
    "a fence": f"```json\n{spoken(ANSWER)}\n```",
    "words around it": f"Here it is: {spoken(ANSWER)}",
    "two answers": spoken(ANSWER) * 2,
    "an answer after a fake one": spoken({FIRST: ANSWER[FIRST]}) + spoken(ANSWER),
    "cut off": spoken(ANSWER)[:-5],
    "a byte order mark": "\ufeff" + spoken(ANSWER),
    "in Python's words": str(ANSWER),
    "with a comment": spoken(ANSWER).replace("{", "{/* ok */", 1),
    "a criterion twice": spoken(ANSWER).replace("[{", f'[{{"criterion": "{FIRST}"}}, {{', 1),
    "an object by criterion": json.dumps(ANSWER),
    "a criterion without a name": spoken(ANSWER).replace('"criterion"', '"id"', 1),
    "a verdict twice": spoken(ANSWER).replace('"met": true', '"met": true, "met": false'),
    "a criterion missing": _without(FIRST),
    "a criterion too many": spoken({**ANSWER, "overall": ANSWER[FIRST]}),
    "a criterion in capitals": spoken(ANSWER).replace(FIRST, FIRST.upper()),
    "a score beside": _first(score=5),
    "no verdict": _without(FIRST, "met"),
    "no quote": _without(FIRST, "evidence"),
    "no reason": _without(FIRST, "reason"),
    "one for true": _first(met=1),
    "nought for false": _first(met=0),
    "a text for true": _first(met="true"),
    "a share": _first(met=0.5),
    "no number for true": spoken(ANSWER).replace("true", "NaN"),
    "an empty reason": _first(reason=" "),
    "a hidden reason": _first(reason="\u200b\u202e"),
    "a number for a reason": _first(reason=3),
    "a list of quotes": _first(evidence=[SAID]),
    "half a character": _first(evidence="a\ud800"),
    "a hundred thousand brackets": "[" * 100_000,
    "a number without end": spoken(ANSWER).replace("true", "9" * 5_000),
}


def _readings(text: str) -> tuple[Reading, ...]:
    """The rubric's reading and its first criterion's, as grading makes them of a reply."""
    judgement = replace(
        works.judgement(RECORDING),
        verdicts=read_verdicts(text, RUBRIC.criteria),
        rubric=RUBRIC.id,
        rubric_digest=RUBRIC.digest,
        work_digest=digest_of(WORK),
    )
    return tuple(grade.reading for grade in sheet_grades(sheet_of(WORK, RUBRIC), (judgement,))[:2])


@pytest.mark.parametrize("text", BELIEVED.values(), ids=BELIEVED)
def test_a_usable_answer_is_believed(text: str) -> None:
    """However YAML, Markdown or the judge treated the quote's spaces and marks."""
    rubric, first = _readings(text)

    assert isinstance(first, Score)
    assert first.passed
    assert first.quotes
    assert isinstance(rubric, Score)


@pytest.mark.parametrize("text", UNBELIEVED.values(), ids=UNBELIEVED)
def test_a_quote_that_is_not_in_the_work_is_unscored(text: str) -> None:
    """Never nought, never clamped: the whole rubric says nothing then."""
    rubric, first = _readings(text)

    assert isinstance(first, Unscored)
    assert isinstance(rubric, Unscored)


@pytest.mark.parametrize("text", UNUSABLE.values(), ids=UNUSABLE)
def test_any_other_reply_is_no_answer(text: str) -> None:
    """The reason is one short line."""
    with pytest.raises(UnusableAnswer) as unusable:
        read_verdicts(text, RUBRIC.criteria)

    assert 0 < len(str(unusable.value)) < 400
    assert "\n" not in str(unusable.value)


def test_a_verdict_that_cannot_apply_leaves_the_score_of_the_others() -> None:
    """Null is an answer."""
    rubric, first = _readings(_first(met=None, evidence=""))

    assert not isinstance(first, Score | Unscored)
    assert isinstance(rubric, Score)


@pytest.mark.parametrize("words", ["\n", "\n ", "- ", "\\n", "#"])
def test_a_long_work_is_searched_in_bounded_time(words: str) -> None:
    """Blank lines and bullets without end are folded once."""
    long = works.work(RECORDING, works.put("$.situation", (words * 60_000)[:60_000] + " end"))
    judgement = replace(
        works.judgement(RECORDING),
        verdicts=read_verdicts(_first(evidence="never said"), RUBRIC.criteria),
        rubric=RUBRIC.id,
        rubric_digest=RUBRIC.digest,
        work_digest=digest_of(long),
    )

    assert isinstance(sheet_grades(sheet_of(long, RUBRIC), (judgement,))[0].reading, Unscored)
