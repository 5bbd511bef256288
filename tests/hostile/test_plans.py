"""Plans as models leave them: whatever lies there is graded in bounded time, and no style of YAML costs a point."""

from __future__ import annotations

import json

import pytest

from audition.grading.grade import grade
from audition.records.grades import Score, Unscored
from audition.records.outcome import OpaqueFile
from tests.fakes import works
from tests.hostile.texts import BUSY

RECORDING = "brisk-rival-quay-1"
PLAN = works.deliverable_text(works.trial(RECORDING))
DOCUMENT = works.work(RECORDING).deliverable.document


def _situation(words: str) -> str:
    return json.dumps({**DOCUMENT, "situation": words}, ensure_ascii=False)


def _put(old: str, new: str) -> str:
    assert PLAN.count(old) >= 1, old
    return PLAN.replace(old, new, 1)


BENIGN = {
    "as it is": PLAN,
    "Windows line ends": PLAN.replace("\n", "\r\n"),
    "byte order mark": "\ufeff" + PLAN,
    "JSON on one line": json.dumps(DOCUMENT),
    "JSON with every sign in escapes": json.dumps({**DOCUMENT, "situation": f"🚀 {DOCUMENT['situation']}"}),
    "JSON with line ends": json.dumps(DOCUMENT, indent=2, ensure_ascii=False),
    "document marks": f"---\n{PLAN}...\n",
    "a version directive": f"%YAML 1.2\n---\n{PLAN}",
    "comments": "# Plan\n" + PLAN.replace("\n", " # kept\n", 1) + "# end\n",
    "trailing spaces": PLAN.replace("\n", "  \n"),
    "a literal block": _put("situation: >-", "situation: |"),
    "a kept fold": _put("situation: >-", "situation: >+"),
    "a literal block, stripped": _put("situation: >-", "situation: |-"),
    "scientific notation": _put("dues: 240000", "dues: 2.4e5"),
    "a decimal point": _put("dues: 240000", "dues: 240000.00"),
    "a plus sign": _put("dues: 240000", "dues: +240000"),
    "quoted words": _put("currency: USD", 'currency: "USD"'),
    "no-break spaces": PLAN.replace("USD 240,000", "USD\u00a0240,000"),
    "narrow spaces": PLAN.replace("USD 240,000", "USD\u202f240,000"),
    "emoji": _put("situation: >-\n", "situation: >-\n  🚀👩‍⚕️ \n"),
    "right to left": _put("situation: >-\n", "situation: >-\n  شركة שלום \u200f\n"),
    "a Windows path in prose": _put("situation: >-\n", "situation: >-\n  See C:\\Users\\x\\plan.docx, \\\\srv\\x.\n"),
    "markup in prose": _put("situation: >-\n", "situation: >-\n  <script>alert(1)</script> ]]> </data> & ```\n"),
    "templates in prose": _put(
        "situation: >-\n", "situation: >-\n  {{ 7*7 }} {% x %} ${HOME} $(id) {as_of} %s !`id`\n"
    ),
    "a bidi override in a comment": PLAN + "# \u202e evil\n",
    "two hundred thousand comments": "#\n" * 200_000 + PLAN,
    "four hundred thousand blank lines": "\n" * 400_000 + PLAN,
}

NO_YAML = {
    "nothing": "",
    "white space": "   \n\n",
    "two documents": f"{PLAN}---\na: 1\n",
    "an anchor": f"x: &a 1\n{PLAN}",
    "an alias bomb": "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "a merge key": f"<<: {{a: 1}}\n{PLAN}",
    "a Python tag": f"x: !!python/object/apply:os.system ['id']\n{PLAN}",
    "a binary tag": f"x: !!binary aGk=\n{PLAN}",
    "keys twice": PLAN + PLAN,
    "a key twice in another normal form": 'x: {"e\\u0301": 1, "\\u00e9": 2}\n' + PLAN,
    "not a number": f"x: .nan\n{PLAN}",
    "infinity": f"x: -.inf\n{PLAN}",
    "a number too large": f"x: 1e9999\n{PLAN}",
    "a null byte": 'x: "\\0"\n' + PLAN,
    "a raw null byte": "x: \0\n" + PLAN,
    "an escape": 'x: "\\e[31m"\n' + PLAN,
    "half a character": 'x: "\\ud800"\n' + PLAN,
    "tabs": "a:\n\t- b\n",
    "five thousand brackets": "[" * 5_000,
    "five thousand braces": "{a: " * 5_000,
    "a hundred thousand items": "a: [" + "1," * 100_000 + "1]",
    "ten thousand keys": "\n".join(f"k{number}: 1" for number in range(10_001)),
    "a hundred thousand questions": "? " * 100_000,
    "a hundred thousand colons": ": " * 100_000,
    "half a megabyte of spaces": " " * 500_000,
    "more than is read": "a: " + "x" * 600_000,
    "an absurd version": f"%YAML 9999999999999999999.1\n---\n{PLAN}",
    "a thousand directives": "%FOO\n" * 1_000 + PLAN,
    "an open quote": 'a: "b\n' + PLAN,
}

NO_PLAN = {
    "a word": "done",
    "a list": "- 1\n- 2\n",
    "null": "null",
    "numbers as texts": _put("dues: 240000", 'dues: "240000"'),
    "underscores in a number": _put("dues: 240000", "dues: 240_000"),
    "a hidden key": "s\u200bhip: 1\n" + PLAN,
    "a prototype": "__proto__: {dues: 1}\n" + PLAN,
}


def _grades(file: str | OpaqueFile) -> dict[str, Score]:
    """Every check's score of the file in the plan's place; none is unscored, whatever the file holds."""
    played = works.deliverable(file)(works.trial(RECORDING))
    graded = grade(played, works.graders(), {})

    assert not [one for one in graded if one.kind.value == "check" and isinstance(one.reading, Unscored)]
    assert all(len(one.reading.reason) < 700 for one in graded)
    return {one.grader: one.reading for one in graded if isinstance(one.reading, Score)}


@pytest.mark.parametrize("text", BENIGN.values(), ids=BENIGN)
def test_no_style_of_writing_costs_a_point(text: str) -> None:
    """The same plan in another dress passes every check that it passed."""
    assert [grader for grader, score in _grades(text).items() if not score.passed] == []


@pytest.mark.parametrize("text", NO_YAML.values(), ids=NO_YAML)
def test_what_is_no_plain_yaml_fails_with_its_line(text: str) -> None:
    """One line says what is wrong, and no check reads on."""
    scores = _grades(text)

    assert not scores["parses"].passed
    assert not scores["schema"].passed
    assert "\n" not in scores["parses"].reason


@pytest.mark.parametrize("text", NO_PLAN.values(), ids=NO_PLAN)
def test_yaml_that_is_no_plan_fails_its_schema(text: str) -> None:
    """It parses, and the schema says what it lacks."""
    scores = _grades(text)

    assert scores["parses"].passed
    assert not scores["schema"].passed


@pytest.mark.parametrize("kind", ["binary", "large", "link", "linked", "locked", "special"])
def test_what_is_no_text_file_fails_with_what_it_is(kind: str) -> None:
    """A link or device in the plan's place is named as one."""
    assert not _grades(OpaqueFile(kind=kind, bytes=3))["file_written"].passed


@pytest.mark.parametrize("words", BUSY.values(), ids=BUSY)
def test_a_long_text_keeps_no_check_busy(words: str) -> None:
    """A hundred and fifty thousand characters of what a check looks for are read to their end."""
    assert _grades(_situation((words * 150_000)[:150_000]))["parses"].passed


def test_a_plan_of_more_values_than_anybody_writes_is_told_so() -> None:
    """Six thousand actions are no plan."""
    actions = [{"action": f"Call {n}", "owner": "Renata Kowalska", "due": "2026-06-01"} for n in range(6_000)]

    assert "holds more than 20000 values" in _grades(json.dumps({**DOCUMENT, "actions": actions}))["parses"].reason
