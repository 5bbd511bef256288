"""Whatever stands in a definition, loading it ends in a value or in faults with places."""

from __future__ import annotations

import copy
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audition.errors import DefinitionError
from audition.loading.agent_file import parse_agent_file
from audition.loading.strict_yaml import read_yaml
from audition.loading.yaml_writer import dump_yaml
from tests.unit.loading.written import FILES, RUBRIC, SCENARIO, SUITE, faults, write_project

TEXTS = st.sampled_from(["", "a", "..", "{x}", "{as_of}", "2026-02-30", "a/b", "\u202e", "clerk/terse", "x" * 300])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 10**12) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, part in members for place in _places(part, (*path, key)))]


def _replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    whole = copy.deepcopy(value)
    part = whole
    for key in path[:-1]:
        part = part[key]
    part[path[-1]] = new
    return whole


@pytest.mark.parametrize("file", [SUITE, SCENARIO, RUBRIC])
@settings(max_examples=25)
@given(data=st.data())
def test_any_value_at_any_place_of_a_definition_is_read_or_refused(tmp_path, file, data):
    """Nothing but `DefinitionError` comes out, and every fault is one line that starts with a file."""
    root = write_project(tmp_path)
    value = read_yaml(dedent(FILES[file]), file).value
    place = data.draw(st.sampled_from(_places(value)))
    (root / file).write_text(dump_yaml(_replaced(value, place, data.draw(VALUES))), encoding="utf-8")

    assert all(fault.startswith(("scenarios", "rubrics", "agents")) and "\n" not in fault for fault in faults(root))


@given(st.lists(st.sampled_from(["---", "\n", "name: a", "tools: []", "model: m", ": ", "\r", "\0", "é"])).map("".join))
def test_any_text_as_an_agent_file_is_read_or_refused(text):
    """A prompt may come from anywhere."""
    try:
        variant = parse_agent_file(text.encode(), "clerk/terse", models={"m": "claude-m-1"})
    except DefinitionError:
        return

    assert variant.text == text
