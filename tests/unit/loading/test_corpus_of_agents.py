"""A corpus with every key, tool and oddity that people's agent files have: what loads, and what is said of it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from audition.errors import DefinitionError
from audition.loading import strict_yaml
from audition.loading.agent_file import parse_agent_file
from audition.loading.grants import every_tool
from audition.loading.prompt_lint import Surroundings, lint_prompt
from audition.loading.published import published
from audition.loading.strict_yaml import read_yaml
from audition.records.variants import Settings, Variant
from audition.workspace.tools.catalogue import TOOLS

SOURCE = Path(strict_yaml.__file__).parent
CORPUS = Path(__file__).parents[2] / "corpus" / "agents"
EXPECTED: dict[str, dict[str, Any]] = read_yaml((CORPUS / "expected.yaml").read_bytes(), "expected.yaml").value
LOADS = {name: about for name, about in EXPECTED.items() if "refused" not in about}
REFUSED = {name: about["refused"] for name, about in EXPECTED.items() if "refused" in about}
MODELS = {"sonnet": "claude-sonnet-5-5", "opus": "claude-opus-5-5", "haiku": "claude-haiku-5-5"}
AROUND = Surroundings(
    request="Read the change in desk/change.diff.",
    models=MODELS,
    tools=TOOLS,
    output_tokens=16_000,
    cache_minimum_tokens=0,
    context_tokens=200_000,
)


def _loaded(name: str) -> Variant:
    settings = Settings(inherits="sonnet")
    return parse_agent_file((CORPUS / name).read_bytes(), "reviewer/a", models=MODELS, path=name, settings=settings)


def test_every_file_of_the_corpus_is_expected_to_give_something():
    """None lies there unread."""
    files = (file for file in CORPUS.rglob("*") if file.is_file() and file.name != "expected.yaml")

    assert sorted(file.relative_to(CORPUS).as_posix() for file in files) == sorted(EXPECTED)


@pytest.mark.parametrize(("name", "about"), LOADS.items(), ids=LOADS)
def test_what_claude_code_loads_is_loaded_as_it_reads_it(name, about):
    """Kind, tools in their order, model, effort and turns."""
    variant = _loaded(name)
    tools = {"every": every_tool(), "none": ()}.get(about["tools"], tuple(about["tools"].split(", ")))

    assert (variant.kind.value, variant.tools, variant.model_alias) == (about["kind"], tools, about["model"])
    assert (variant.effort, variant.max_turns) == (about.get("effort"), about.get("max_turns"))


@pytest.mark.parametrize(("name", "about"), LOADS.items(), ids=LOADS)
def test_each_warning_is_one_that_is_expected(name, about):
    """And each that is expected is given."""
    given = [remark.what for remark in lint_prompt(_loaded(name), AROUND)]
    wanted = [text for labelled in about.get("warns", []) for text in labelled.values()]

    assert [what[: len(start)] for what, start in zip(given, wanted, strict=False)] == wanted, given
    assert len(given) == len(wanted), given


def test_every_warning_is_labelled_and_at_most_one_in_twenty_is_wrong():
    """By whoever wrote the file that it stands under."""
    labels = [label for about in LOADS.values() for warning in about.get("warns", []) for label in warning]

    assert set(labels) <= {"right", "wrong"}
    assert labels.count("wrong") <= 0.05 * len(labels)


def test_the_corpus_has_every_key_and_tool_that_claude_code_knows():
    """And those that people write beside them."""
    heads = [_loaded(name).frontmatter for name in LOADS]
    keys = {key for head in heads for key in head}
    granted = {name for name in LOADS for name in _loaded(name).tools}
    claudes = json.loads((SOURCE / "claude_tools.json").read_bytes())

    assert keys >= {*published("agent")["properties"], "capabilities", "tool-set", "metadata"}
    assert granted >= {*TOOLS, *claudes}
    assert any(name.startswith("mcp__") for name in granted)


@pytest.mark.parametrize(("name", "said"), REFUSED.items(), ids=REFUSED)
def test_what_claude_code_does_not_load_is_refused_with_what_to_mend(name, said):
    """All of a file's faults in one round."""
    with pytest.raises(DefinitionError) as raised:
        _loaded(name)

    assert said in str(raised.value)
    assert name != "several-faults.md" or len(raised.value.faults) == 3
