"""`audition import`: what another tool tests becomes scenarios, and what has no equal is named."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.errors import DefinitionError
from audition.loading.foreign import scenarios_of
from audition.loading.strict_yaml import read_yaml
from audition.project.world import load_world
from audition.usecases.init import init_from

PROMPTFOO = """\
prompts: ["Translate, as {json}: {{text}} for {{ nobody }}"]
defaultTest:
  assert: [{type: not-contains, value: As an AI}]
tests:
  - description: Greeting (plain)
    vars: {text: "Hello, world"}
    assert:
      - {type: icontains-all, value: [bonjour, le monde]}
      - {type: llm-rubric, value: The tone is friendly.}
      - {type: javascript, value: "output.length < 100"}
      - {type: cost, threshold: 0.01}
  - vars: {text: Bye}
    options: {transform: output.trim()}
    assert: [{type: equals, value: Au revoir.}, {type: regex, value: ^Au}]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A suite for a plain prompt, which answers and leaves no file."""
    (tmp_path / "translate.txt").write_text("You translate into French.\n", "utf-8")
    init_from(tmp_path, tmp_path / "translate.txt", "translate")
    return tmp_path


def test_promptfoos_tests_become_scenarios_that_play(root, audition):
    """Words become checks, rubrics criteria; the request is their prompt; what has no equal is told and commented."""
    (root / "pf.yaml").write_text(PROMPTFOO, "utf-8")
    done = audition(root, "import", "pf.yaml")
    suite = load_world(root, "translate").suite
    greeting, bye = suite.scenario("greeting-plain"), suite.scenario("pf-002")
    comments = (root / "scenarios/translate/greeting-plain.yaml").read_text("utf-8").splitlines()[:2]

    assert (done.returncode, done.stderr) == (0, "")
    assert greeting.request == "Translate, as {json}: Hello, world for {{ nobody }}"
    assert [(each.check, each.params["pattern"]) for each in greeting.checks] == [
        ("never_says", "As\\ an\\ AI"),
        ("says", "(?i)bonjour"),
        ("says", "(?i)le\\ monde"),
    ]
    assert [each.text for each in greeting.criteria] == ["The tone is friendly."]
    assert [each.params["pattern"] for each in bye.checks[1:]] == [r"\A\s*Au\ revoir\.\s*\z", "^Au"]
    assert comments == [
        '# No equal here: `javascript` {"value": "output.length < 100"}',
        '# No equal here: `cost` {"threshold": 0.01}',
    ]
    assert "no equal here: pf-002: `options` of the test" in done.stdout
    assert audition(root, "plan", "-s", "pf-002").returncode == 0


def test_samples_of_inspect_become_scenarios_whose_target_a_judge_reads(root, audition):
    """JSON lines, JSON or CSV; choices are lettered, earlier turns and sandboxes are named."""
    samples = [
        {"id": "Sum 1", "input": "2 + 2?", "target": "B", "choices": ["3", "4"]},
        {"input": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hi {x}"}], "setup": "ls"},
    ]
    (root / "sums.jsonl").write_text("\n".join(map(json.dumps, samples)), "utf-8")
    (root / "more.csv").write_text("input,target\n3 + 3?,6\n", "utf-8")
    done, more = audition(root, "import", "sums.jsonl"), audition(root, "import", "more.csv")
    suite = load_world(root, "translate").suite
    first = suite.scenario("sum-1")

    assert (done.returncode, more.returncode) == (0, 0)
    assert first.request == "2 + 2?\n\nA) 3\nB) 4"
    assert (first.facts, [each.id for each in first.criteria]) == ({"target": "B"}, ["gives-the-target"])
    assert suite.scenario("sums-002").request == "Hi {x}"
    assert suite.scenario("more-001").facts == {"target": "6"}
    assert "sums-002: the system message beside the last one" in done.stdout
    assert "sums-002: `setup` of the sample" in done.stdout


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.yaml", "prompts: []\n", "a.yaml: $: is no promptfoo configuration"),
        ("a.json", "{", "a.json:1: $: cannot be read"),
        ("a.json", '{"input": "x"}', "is no list of samples"),
        ("a.jsonl", '{"target": "x"}', "the sample has no `input`"),
        ("a.json", "[]", "holds no test"),
        ("a.yaml", "tests: [{vars: {a: b}, assert: [{type: regex, value: '(?=x)'}]}]\n", "is no regular expression"),
    ],
)
def test_what_cannot_be_taken_over_is_told_and_nothing_is_written(name, text, told, root, audition):
    """Exit 2 with the place."""
    before = sorted(root.rglob("*.yaml"))
    (root / name).write_text(text, "utf-8")
    done = audition(root, "import", name)
    (root / name).unlink()

    assert (done.returncode, told in done.stderr) == (2, True), done.stderr
    assert sorted(root.rglob("*.yaml")) == before


def test_nothing_is_written_over(root, audition):
    """The names that are there already are told."""
    (root / "pf.yaml").write_text(PROMPTFOO, "utf-8")
    audition(root, "import", "pf.yaml")
    again = audition(root, "import", "pf.yaml")

    assert again.returncode == 2
    assert "never written over: greeting-plain, pf-002" in again.stderr


_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.lists(st.dictionaries(st.sampled_from(["id", "input", "target", "choices", "setup"]), _json), max_size=4))
def test_whatever_samples_hold_comes_out_as_plain_yaml_or_as_a_fault(samples: list[dict[str, Any]]):
    """No text of theirs becomes a key, a comment's end or another document."""
    try:
        found = scenarios_of(json.dumps(samples).encode(), "x.json")
    except DefinitionError:
        return
    for one in found:
        value = read_yaml(one.text, f"{one.id}.yaml").value

        assert value["id"] == one.id
        assert value.keys() <= {"id", "title", "reason", "category", "request", "fields", "facts", "criteria"}
