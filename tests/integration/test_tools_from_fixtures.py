"""Tools that cannot run in a trial are answered from fixtures, through the command's own door."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.desk import calls, desk, shown
from tests.fakes.mock_api import MockApi
from tests.integration.conftest import Run

LOOKUP = "mcp__crm__lookup"
INPUT = {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"], "additionalProperties": False}
ASKED = {"request": "Look it up."}

Play = Callable[..., str]


@pytest.fixture
def play(api: MockApi, audition: Run) -> Play:
    """Plays and records a project in which the agent makes these calls one by one, and shows what it got."""

    def call(root: Path, *made: tuple[str, Any]) -> str:
        answers = [{"tool_results": number, "reply": calls(each)} for number, each in enumerate(made)]
        api.play(*answers, {"tool_results": len(made), "reply": "Done."})
        return shown(audition, root, api.url)

    return call


def crm(**more: Any) -> dict[str, Any]:
    """A tool of an MCP server with its input schema."""
    return {"tools": {LOOKUP: {"description": "Looks a customer up.", "input_schema": INPUT, **more}}}


def test_answers_fit_by_value_glob_pattern_and_part_of_json(tmp_path: Path, play: Play):
    """The first that fits answers; what fits nowhere gets the default."""
    answers = [
        {"when": {"url": "https://a.example/"}, "text": "exactly a"},
        {"when": {"url": {"glob": "https://b.example/*"}}, "json": {"page": "b"}},
        {"when": {"prompt": {"pattern": "(?i)price"}}, "file": "fixtures/prices.md"},
    ]
    suite = {**ASKED, "tools": {"WebFetch": {"answers": answers, "default": {"error": "404 Not Found"}}}}
    root = desk(tmp_path, suite, tools="[WebFetch]")
    (root / "scenarios/desk/fixtures").mkdir()
    (root / "scenarios/desk/fixtures/prices.md").write_text("Tea costs 3.\n")

    shown = play(
        root,
        ("WebFetch", {"url": "https://a.example/", "prompt": "x"}),
        ("WebFetch", {"url": "https://b.example/deep/er", "prompt": "x"}),
        ("WebFetch", {"url": "https://c.example/", "prompt": "The PRICE of tea?"}),
        ("WebFetch", {"url": "https://c.example/", "prompt": "x"}),
    )

    assert "← exactly a" in shown
    assert '← {"page": "b"}' in shown
    assert "← Tea costs 3." in shown
    assert "← error: 404 Not Found" in shown


def test_answers_come_in_order_where_they_are_used_up(tmp_path: Path, play: Play, audition: Run):
    """`times` is how often; a replay gives the same ones again, and says nothing of a difference."""
    answers = [{"text": "pending", "times": 2}, {"when": {"id": 7}, "text": "ready"}]
    root = desk(tmp_path, {**ASKED, **crm(answers=answers)}, tools=f"[{LOOKUP}]")

    shown = play(root, *[(LOOKUP, {"id": 7})] * 3)
    audition(root, "run", "desk", "--store-only")
    replayed = audition(root, "show", "first", "--transcript").stdout

    assert [line.strip() for line in shown.splitlines() if "←" in line][-3:] == ["← pending", "← pending", "← ready"]
    assert "← ready" in replayed
    assert "differ" not in audition(root, "show", "first").stdout


def test_a_call_that_nothing_answers_is_an_error_and_named(tmp_path: Path, play: Play):
    """And a suite may require that there is none."""
    suite = {
        **ASKED,
        **crm(answers=[{"when": {"id": 1}, "text": "one"}]),
        "checks": [{"check": "tools_answered"}, {"check": "tools_granted"}, {"check": "calls", "tool": LOOKUP}],
        "gate": {"required": ["tools_answered", "tools_granted"], "points": ["calls"], "margin": 0.1},
    }
    root = desk(tmp_path, suite, tools=f"[{LOOKUP}]")

    good = play(root, (LOOKUP, {"id": 1}))
    bad = play(root, (LOOKUP, {"id": 2}), (LOOKUP, {"id": "two"}))

    assert "every call was answered" in good
    assert f"note: no fixture answered 1 of the calls: {LOOKUP}" in bad
    assert f"tools_answered (required): no fixture answers 1 of the calls: {LOOKUP}" in bad
    assert f"← error: No fixture answers this call of {LOOKUP}." in bad
    assert f"← error: The input of {LOOKUP} is not valid: $.id:" in bad
    assert f"calls (gate): {LOOKUP} 2 times" in bad


def test_a_schema_comes_from_a_saved_list(tmp_path: Path, play: Play):
    """An answer to `tools/list`, with its envelope or without."""
    tool = {"listed_in": "fixtures/crm.json", "answers": [{"text": "found"}]}
    root = desk(tmp_path, {**ASKED, "tools": {LOOKUP: tool}}, tools="[mcp__crm]")
    (root / "scenarios/desk/fixtures").mkdir()
    listed = {"result": {"tools": [{"name": "lookup", "description": "Looks up.", "inputSchema": INPUT}]}}
    (root / "scenarios/desk/fixtures/crm.json").write_text(json.dumps(listed))

    shown = play(root, (LOOKUP, {"id": 1}), (LOOKUP, {}))

    assert "← found" in shown
    assert "is not valid: $: lacks the key `id`" in shown


def test_a_scenario_says_otherwise_than_its_suite(tmp_path: Path, play: Play):
    """Of the same tool; description and schema stay the suite's."""
    suite = {**ASKED, **crm(answers=[{"text": "the suite's"}])}
    scenario = {"tools": {LOOKUP: {"answers": [{"text": "the scenario's"}]}}}

    shown = play(desk(tmp_path, suite, scenario, tools=f"[{LOOKUP}]"), (LOOKUP, {"id": 1}))

    assert "← the scenario's" in shown
    assert "the suite's" not in shown


def test_what_a_fixture_says_is_shown_like_any_strangers_words(tmp_path: Path, play: Play, audition: Run):
    """Escapes and markup reach the agent as they are, and no reader's terminal or browser; what is too long is cut."""
    tool = {"answers": [{"file": "fixtures/hostile.txt"}]}
    root = desk(tmp_path, {**ASKED, **crm(**tool)}, tools=f"[{LOOKUP}]")
    (root / "scenarios/desk/fixtures").mkdir()
    hostile = "\x1b[31mred\x1b[0m <script>alert(1)</script> </data> " + "x" * 40_000
    (root / "scenarios/desk/fixtures/hostile.txt").write_text(hostile)

    shown = play(root, (LOOKUP, {"id": 1}))
    (page,) = (root / "reports").glob("*/index.html")

    assert "\x1b" not in shown
    assert "<script>alert(1)" in shown
    assert "(cut: the result has" in shown
    assert "<script>alert(1)" not in page.read_text("utf-8")


def test_an_edited_answer_makes_another_scenario(tmp_path: Path, play: Play, audition: Run):
    """What a tool says is part of what the agent met."""
    root = desk(tmp_path, {**ASKED, **crm(answers=[{"text": "old"}])}, tools=f"[{LOOKUP}]")
    play(root, (LOOKUP, {"id": 1}))
    suite = root / "scenarios/desk/suite.yaml"
    suite.write_text(suite.read_text().replace('"old"', '"new"'))

    done = audition(root, "run", "desk")

    assert "or what its suite asks, since it was recorded" in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("tools", "said"),
    [
        ({"Read": {"answers": [{"text": "x"}]}}, "`Read` runs for real in a trial"),
        ({"WebFecth": {}}, "there is no tool `WebFecth`; did you mean `WebFetch`"),
        ({LOOKUP: {}}, "has no input schema; state `input_schema`"),
        ({LOOKUP: {"input_schema": {"type": "objekt"}}}, "$.tools.mcp__crm__lookup.input_schema: is no JSON Schema"),
        ({LOOKUP: {"input_schema": {"type": "array"}}}, "a tool's input is of `type: object`"),
        ({LOOKUP: {"listed_in": "fixtures/none.json"}}, "there is no `fixtures` in desk/"),
        ({"Task": {"answers": [{"text": "x"}]}}, "no variant may call `Task`"),
        (
            {"WebFetch": {"answers": [{"text": "x"}, {"when": {"url": "y"}, "text": "z"}]}},
            "$.tools.WebFetch.answers[1]: the answer at scenarios/desk/suite.yaml:",
        ),
        (
            {
                "WebFetch": {
                    "answers": [{"when": {"url": {"glob": "h*"}}, "text": "x"}, {"when": {"url": "hi"}, "text": ""}]
                }
            },
            "takes every call that this one would answer; give that one `times`, or put this one first",
        ),
        ({"WebFetch": {"answers": [{"text": "x", "json": 1}]}}, "says one of text, json, file, image, error"),
        ({"WebFetch": {"answers": [{"when": {"url": {"pattern": "("}}, "text": "x"}]}}, "is no regular expression"),
    ],
)
def test_fixtures_that_cannot_be_are_told_with_their_place(
    tmp_path: Path, audition: Run, tools: dict[str, Any], said: str
):
    """Exit 2 before anything runs."""
    done = audition(desk(tmp_path, {**ASKED, "tools": tools}, tools=f"[WebFetch, {LOOKUP}]"), "check")

    assert done.returncode == 2
    assert said in done.stderr
    assert "suite.yaml:" in done.stderr
