"""A tool of the catalogue is a tool everywhere: in agent files, in lint, in the request and in the toolbox."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from audition.loading.published import published
from audition.workspace.folder import Workspace
from audition.workspace.tools.catalogue import TOOLS
from tests.unit.loading.prompt_lint.linting import HEAD, told
from tests.unit.workspace.calling import call


def test_agent_files_can_grant_what_there_is_and_nothing_else() -> None:
    """The published schema names the catalogue's tools."""
    assert set(published("agent")["$defs"]["tool"]["enum"]) == set(TOOLS)


@pytest.mark.parametrize("name", TOOLS)
def test_a_grant_is_doubted_until_the_prompt_gives_it_a_use(name: str) -> None:
    """Every tool has its words in lint."""
    head = HEAD.replace("[Read, Write]", f"[{name}]")
    (idle,) = told("Be kind.", head, request="Say hello.")

    assert idle[1].startswith(f"{name} is granted, and neither the prompt nor the request says what for")
    assert told(f"Be kind, with the {name} tool.", head, request="Say hello.") == []


@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_that_is_asked_for_and_not_granted_is_told_to_be_added(name: str) -> None:
    """None of them is taken for one that no trial offers."""
    (_, asked), *_ = told(f"Use the {name} tool.", HEAD.replace("[Read, Write]", "[]"))

    assert asked == f"asks for {name}, which is not granted; add it to `tools`, or ask otherwise"


@pytest.mark.parametrize("name", TOOLS)
def test_a_definition_is_well_formed_and_asks_for_arguments_that_it_has(name: str) -> None:
    """A model is refused what lacks them, in words."""
    schema = TOOLS[name].definition["input_schema"]
    Draft202012Validator.check_schema(schema)

    assert set(schema["required"]) <= set(schema["properties"])


@pytest.mark.parametrize("name", TOOLS)
def test_a_call_without_arguments_is_answered_by_the_tool_named(workspace: Workspace, name: str) -> None:
    """The toolbox knows every tool, and each wants something."""
    assert call(workspace, name, {}).text.startswith(f"The input of {name} is not valid: ")
