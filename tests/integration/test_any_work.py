"""An agent's work is whatever its suite says: no file, one or several, each in its format; its last message alone."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.desk import desk, writes
from tests.fakes.mock_api import MockApi
from tests.integration.conftest import Run

FILES = {"request": "Review the text."}
GATE = {"margin": 0.1, "points": []}
SCHEMA = "type: object\nrequired: [findings]\nproperties:\n  findings: {type: array, items: {type: string}}\n"

Done = subprocess.CompletedProcess[str]
Play = Callable[..., Done]


@pytest.fixture
def play(api: MockApi, audition: Run) -> Play:
    """Plays a project against these rules and shows its first trial."""

    def call(root: Path, rules: list[dict[str, Any]]) -> Done:
        api.play(*rules)
        access = {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": "sk-ant-api03-desk-0123456789"}
        ran = audition(root, "run", "desk", "--live", "--fresh", env=access)
        assert ran.returncode in (0, 1), ran.stderr + ran.stdout
        return audition(root, "show", "first")

    return call


def asking(*checks: Mapping[str, Any], **suite: Any) -> dict[str, Any]:
    """A suite with these checks."""
    points = [check.get("id", check["check"]) for check in checks]
    gate = {**GATE, "required": ["ending"], "points": points}
    return {**FILES, "checks": [{"check": "ending"}, *checks], "gate": gate, **suite}


def test_the_final_message_alone_is_a_work(tmp_path: Path, play: Play):
    """Neither deliverable nor schema: checks read what the agent said last."""
    says = {"check": "says", "pattern": "HTTP 404", "in": ["final_message"]}
    root = desk(tmp_path, asking(says, {"check": "never_says", "pattern": "HTTP 500"}, {"check": "writes_only"}))

    right = play(root, [{"reply": "It answers HTTP 404."}])
    wrong = play(root, [{"reply": "It answers HTTP 500."}])

    assert "failed" not in right.stdout
    assert "HTTP 404" in right.stdout
    assert "nothing in final_message matches 'HTTP 404'" in wrong.stdout
    assert "YAML" not in right.stdout + wrong.stdout


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{\n\t"findings": [\n\t\t"one"\n\t]\n}\n', "keeps to the schema"),
        ('{\n\t"findings": [\n\t\t1\n\t]\n}\n', "$.findings[0] (line 3)"),
        ("findings: [one]\n", "review.json: not JSON: line 1: $: Expecting value"),
        ('{"findings": ["a"], "findings": []}', "not JSON: $: key 'findings' is repeated"),
    ],
    ids=["tabs", "a wrong value", "YAML", "a key twice"],
)
def test_json_is_read_as_json(tmp_path: Path, play: Play, text: str, said: str):
    """Tabs and all; YAML in a file that ends in .json is none."""
    deliverable = {"path": "out/review.json", "schema": {"file": "review.schema.yaml"}}
    checks = [{"check": "file_written"}, {"check": "parses"}, {"check": "schema"}]
    root = desk(tmp_path, asking(*checks, deliverable=deliverable), tools="[Write]")
    (root / "review.schema.yaml").write_text(SCHEMA)

    shown = play(root, writes({"out/review.json": text})).stdout

    assert said in shown


def test_markdown_is_text_with_paragraphs(tmp_path: Path, play: Play):
    """`says` and `never_says` read it as it stands and say on which line, and no message speaks of YAML."""
    checks = [
        {"check": "file_written"},
        {"check": "parses"},
        {"check": "says", "pattern": "line two", "in": ["deliverable"]},
        {"check": "never_says", "pattern": "TODO"},
    ]
    root = desk(tmp_path, asking(*checks, deliverable="notes.md"), tools="[Write]")

    shown = play(root, writes({"notes.md": "# Head: a: b\n\nline one\nline two\n\n- TODO: [x\n"})).stdout

    assert "line 3 says 'line two'" in shown
    assert "line 6 says it: 'TODO'" in shown
    assert "YAML" not in shown


def test_a_table_is_read_by_its_columns(tmp_path: Path, play: Play):
    """A part is a column; a row that is too short is a fault with its line."""
    checks = [{"check": "parses"}, {"check": "says", "pattern": "^17$", "in": ["deliverable.price"]}]
    root = desk(tmp_path, asking(*checks, deliverable="out.csv"), tools="[Write]")

    right = play(root, writes({"out.csv": "name,price\ntea,17\n"})).stdout
    wrong = play(root, writes({"out.csv": "name,price\ntea,17\nmilk\n"})).stdout

    assert "$[0].price (line 2) says '17'" in right
    assert "out.csv: not a CSV table: line 3: $: 1 cells, and the first line names 2" in wrong


def test_several_deliverables_are_called_by_name(tmp_path: Path, play: Play):
    """Each in its own format, each named where it fails."""
    files = {"review": {"path": "out/{id}.json", "schema": {"file": "review.schema.yaml"}}, "summary": "out/sum.md"}
    checks = [
        {"check": "file_written"},
        {"check": "schema"},
        {"check": "writes_only"},
        {"check": "says", "pattern": "leak", "in": ["review.findings"]},
        {"check": "word_count", "at_most": 3, "in": ["summary"]},
    ]
    root = desk(tmp_path, asking(*checks, deliverables=files), tools="[Write]")
    (root / "review.schema.yaml").write_text(SCHEMA)

    both = play(root, writes({"out/first.json": '{"findings": ["a leak"]}', "out/sum.md": "one two three four"})).stdout
    one = play(root, writes({"out/first.json": '{"findings": ["a leak"]}'})).stdout

    assert "review $.findings[0] (line 1) says 'leak'" in both
    assert "4 words in summary, at most 3 wanted" in both
    assert "out/sum.md: there is no such file; it wrote out/first.json" in one


def test_a_scenario_may_ask_for_other_files(tmp_path: Path, play: Play):
    """`deliverables: {}` asks for none where the suite asks for one."""
    suite = asking({"check": "file_written"}, deliverable="notes.md")
    root = desk(tmp_path, suite, {"deliverables": {}}, {"id": "second"}, tools="[Write]")

    shown = play(root, [{"reply": "Nothing to write."}]).stdout

    assert "no such deliverable is asked for" in shown


@pytest.mark.parametrize(
    ("suite", "said"),
    [
        ({"deliverable": "a.md", "deliverables": {"b": "b.md"}}, "$.deliverable: stands beside `deliverables`"),
        ({"schema": {"file": "s.yaml"}}, "$.schema: there is no `deliverable` that it could be of"),
        ({"deliverables": {"final_message": "b.md"}}, "`final_message` is another part of a work"),
        ({"deliverables": {"a": "x.md", "b": "X.md"}}, "the place is taken by the deliverable `a`"),
        ({"deliverable": "a.md", "schema": {"file": "s.yaml"}}, "a.md is read as text, which has no parts"),
        ({"deliverables": {"a": "../x.md"}}, "$.deliverables.a: the path must name a place inside"),
        ({"checks": [{"check": "schema"}]}, "no deliverable of this suite has a schema"),
        ({"checks": [{"check": "file_written"}]}, "no deliverable of this suite is asked for"),
        (
            {"deliverables": {"a": "a.md"}, "checks": [{"check": "says", "pattern": "x", "in": ["b"]}]},
            "'b' is no part of the work",
        ),
        (
            {"deliverable": "a.md", "checks": [{"check": "says", "pattern": "x", "in": ["deliverable.x"]}]},
            "a.md is read as text, which has no parts",
        ),
        (
            {"deliverables": {"a": "a.md"}, "checks": [{"check": "parses", "in": ["aa"]}]},
            "no deliverable is called 'aa'; did you mean `a`",
        ),
    ],
)
def test_works_that_cannot_be_are_told_before_anything_runs(
    tmp_path: Path, audition: Run, suite: dict[str, Any], said: str
):
    """Exit 2 with the place."""
    root = desk(tmp_path, {**FILES, "gate": {**GATE, "required": []}, **suite})
    done = audition(root, "check")

    assert done.returncode == 2
    assert said in done.stderr + done.stdout
    assert "suite.yaml:" in done.stderr + done.stdout or "first.yaml:" in done.stderr + done.stdout


ABOUT = {"id": "colour", "text": "A colour is named."}


@pytest.mark.parametrize(
    ("part", "verdict"),
    [
        ("summary", "pass      criteria/colour"),
        ("final_message", "unscored  criteria/colour"),
        ("review.findings", "FAIL      criteria/colour"),
    ],
)
def test_a_criterion_is_about_a_part_of_the_work(tmp_path: Path, api: MockApi, audition: Run, part: str, verdict: str):
    """Evidence from elsewhere is none, a part without words is not met and nobody is asked, and the judge is told."""
    answer = '{"answers": [{"criterion": "colour", "evidence": "red", "reason": "It is.", "met": true}]}'
    files = {"summary": "out/sum.md", "review": "out/review.json"}
    scenario = {"criteria": [{**ABOUT, "in": part}]}
    root = desk(tmp_path, asking(deliverables=files), scenario, tools="[Write]")
    judged = {"match": rf"colour \(asked of {part} alone\)", "reply": answer}
    api.play(judged, *writes({"out/sum.md": "All red.\n", "out/review.json": '{"findings": []}'}, "Done."))
    access = {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": "sk-ant-api03-desk-0123456789"}
    audition(root, "run", "desk", "--live", "--fresh", env=access)
    shown = audition(root, "show", "first").stdout

    assert verdict in shown


def test_a_criterion_about_no_part_is_told_before_anything_runs(tmp_path: Path, audition: Run):
    """With a near name; and its examples are tried where it looks."""
    find = {"find": ["red"], "examples": {"met": ["All red."]}}
    scenario = {"criteria": [{**ABOUT, "in": ["sumary"]}, {**ABOUT, **find, "id": "other", "in": "final_message"}]}
    done = audition(desk(tmp_path, asking(deliverables={"summary": "sum.md"}), scenario, tools="[Write]"), "check")

    assert done.returncode == 2
    assert "in: 'sumary' is no part of the work; did you mean `summary`" in done.stderr
    assert "other" not in done.stderr
