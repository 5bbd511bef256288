"""The toolbox: what it offers, what it refuses, and that nothing a model sends breaks it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audition.errors import WorkspaceError
from audition.workspace.caps import Caps
from audition.workspace.folder import Workspace
from audition.workspace.sandbox.shell import NoShell, ToolResult
from audition.workspace.toolbox import Toolbox
from audition.workspace.tools.catalogue import TOOLS
from tests.unit.workspace.calling import call, refusal
from tests.unit.workspace.conftest import INPUTS

FIELDS = {
    "Read": ["file_path", "offset", "limit", "pages", "allow_large"],
    "Write": ["file_path", "content"],
    "Edit": ["file_path", "old_string", "new_string", "replace_all"],
    "Grep": [
        *["pattern", "path", "glob", "output_mode", "-B", "-A", "-C", "context"],
        *["-n", "-i", "-o", "type", "head_limit", "offset", "multiline"],
    ],
    "Glob": ["pattern", "path"],
    "Bash": ["command", "timeout", "description", "run_in_background", "dangerouslyDisableSandbox"],
    "TodoWrite": ["todos"],
    "MultiEdit": ["file_path", "edits"],
    "LS": ["path", "ignore"],
}


@dataclass
class EchoShell:
    """A shell that repeats the command and counts how many run at once."""

    running: int = 0
    most_at_once: int = 0
    seconds: list[float] = field(default_factory=list)

    async def run(self, command: str, workspace: Workspace, seconds: float) -> ToolResult:
        self.running += 1
        self.most_at_once = max(self.most_at_once, self.running)
        self.seconds.append(seconds)
        await asyncio.sleep(0)
        self.running -= 1
        return ToolResult(command)


class BrokenShell:
    """A shell whose machine broke."""

    async def run(self, command: str, workspace: Workspace, seconds: float) -> ToolResult:
        raise WorkspaceError("the disk is gone")


def test_the_tools_have_claude_code_s_names_and_inputs() -> None:
    """An agent file made for Claude Code meets the tools it knows."""
    offered = {name: list(tool.properties) for name, tool in TOOLS.items()}

    assert offered == FIELDS
    assert all(tool.definition["input_schema"]["additionalProperties"] is False for tool in TOOLS.values())


def test_definitions_are_those_granted_in_the_order_granted(workspace: Workspace) -> None:
    """Names twice count once; names that no tool has grant nothing."""
    toolbox = Toolbox(workspace, ["Write", "WebSearch", "Read", "Write"], NoShell("none is needed"))

    assert [tool["name"] for tool in toolbox.definitions()] == ["Write", "Read"]
    assert all(set(tool) == {"name", "description", "input_schema"} for tool in toolbox.definitions())


@pytest.mark.parametrize("name", ["Write", "WebSearch", "", "read", "x" * 10_000, "\ud800"])
def test_a_tool_that_is_not_granted_is_refused_with_those_that_are(workspace: Workspace, name: str) -> None:
    """Nothing is run; the model learns what it has."""
    toolbox = Toolbox(workspace, ["Read", "Grep"], NoShell("none is needed"))

    result = asyncio.run(toolbox.call(name, {"file_path": "new.txt", "content": ""}))

    assert result.is_error
    assert result.text.endswith("is granted. Granted: Read, Grep.")
    assert len(result.text) < 300
    assert workspace.read_outcome() == INPUTS


@pytest.mark.parametrize(
    ("name", "tool_input", "said"),
    [
        ("Read", {}, "$: 'file_path' is a required property"),
        ("Read", {"file_path": 3}, "$.file_path: 3 is not of type 'string'"),
        ("Read", {"file_path": "a", "offset": True}, "$.offset"),
        ("Read", {"file_path": "a", "offset": -1}, "$.offset"),
        ("Read", {"file_path": "a", "limit": 0}, "$.limit"),
        ("Read", {"file_path": "a", "limit": 1.5}, "$.limit"),
        ("Read", {"file_path": "a", "lines": 1}, "'lines' was unexpected"),
        ("Read", None, "$: None is not of type 'object'"),
        ("Read", "notes.md", "$: 'notes.md' is not of type 'object'"),
        ("Write", {"file_path": "a", "content": None}, "$.content"),
        ("Write", {"file_path": "a", "content": ["x" * 100_000]}, "is not of type 'string'"),
        ("Grep", {"pattern": "a", "output_mode": "all"}, "$.output_mode"),
        ("Grep", {"pattern": "a", "-A": "1"}, "$['-A']"),
        ("TodoWrite", {"todos": [{"content": "a", "status": "done", "activeForm": "b"}]}, "$.todos[0].status"),
        ("Bash", {"command": ["ls"]}, "$.command"),
    ],
)
def test_an_input_that_its_schema_refuses_is_answered_with_the_place(
    workspace: Workspace, name: str, tool_input: Any, said: str
) -> None:
    """The answer says what is wrong where, and is short however large the input was."""
    result = call(workspace, name, tool_input)

    assert result.is_error
    assert said in result.text
    assert len(result.text) < 1_500


def test_an_input_too_deep_or_large_to_print_is_refused_all_the_same(workspace: Workspace) -> None:
    """Validation itself must not break on what it refuses, however deep the interpreter can go."""
    deep: Any = "x"
    for _ in range(5_000):
        deep = [deep]

    for refused in (deep, 10**5_000):
        result = call(workspace, "Read", {"file_path": refused})

        assert result.is_error
        assert result.text.startswith("The input of Read is not valid: $")
        assert len(result.text) < 500


def test_a_long_result_is_cut_visibly() -> None:
    """The note says how long the result was; the whole keeps to the cap."""
    with Workspace.create({}, Caps(result_chars=1_000)) as workspace:
        result = call(workspace, "Bash", {"command": "x" * 5_000}, EchoShell())

    assert len(result.text) == 1_000
    assert result.text.endswith("x\n… (cut: the result has 5,000 characters)")


def test_calls_run_one_at_a_time(workspace: Workspace) -> None:
    """While a command runs no file tool looks at the files it changes."""
    shell = EchoShell()
    toolbox = Toolbox(workspace, TOOLS, shell)

    async def both() -> list[ToolResult]:
        return await asyncio.gather(*(toolbox.call("Bash", {"command": str(number)}) for number in range(5)))

    results = asyncio.run(both())

    assert [result.text for result in results] == ["0", "1", "2", "3", "4"]
    assert shell.most_at_once == 1


def test_bash_gets_the_time_asked_for_or_the_usual(workspace: Workspace) -> None:
    """Milliseconds in the call, seconds for the shell."""
    shell = EchoShell()

    call(workspace, "Bash", {"command": "a", "description": "does nothing"}, shell)
    call(workspace, "Bash", {"command": "a", "timeout": 1_500}, shell)

    assert shell.seconds == [120.0, 1.5]


@pytest.mark.parametrize(
    ("tool_input", "said"),
    [
        ({"command": "ls", "run_in_background": True}, "background"),
        ({"command": "ls", "dangerouslyDisableSandbox": True}, "sandbox cannot be disabled"),
        ({"command": "ls", "timeout": 0}, "milliseconds"),
        ({"command": "ls", "timeout": 600_001}, "up to 600,000"),
        ({"command": "ls", "timeout": float("nan")}, "milliseconds"),
        ({"command": "ls", "timeout": 10**400}, "milliseconds"),
        ({"command": "a\0b"}, "NUL"),
        ({"command": "\ud800"}, "surrogates"),
        ({"command": "x" * 100_001}, "write a script"),
    ],
)
def test_a_command_that_no_shell_here_runs_is_refused(workspace: Workspace, tool_input: Any, said: str) -> None:
    """The shell is not asked."""
    shell = EchoShell()

    result = call(workspace, "Bash", tool_input, shell)

    assert result.is_error
    assert said in result.text
    assert shell.seconds == []


def test_without_a_sandbox_bash_says_why_and_what_would_help(workspace: Workspace) -> None:
    """Nothing is run unsandboxed, ever."""
    said = refusal(workspace, "Bash", command="touch made.txt")

    assert said.startswith("Bash has no sandbox on this machine, so the command was not run: none is needed.")
    assert workspace.read_outcome() == INPUTS


def test_faults_of_the_machine_are_raised(workspace: Workspace) -> None:
    """They end the trial; the model is told nothing."""
    with pytest.raises(WorkspaceError, match="the disk is gone"):
        call(workspace, "Bash", {"command": "ls"}, BrokenShell())


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40) | st.sampled_from(list(INPUTS)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
FITTING = {
    "string": st.text(max_size=40) | st.sampled_from([*INPUTS, "data", "**/*", "a.*b"]),
    "boolean": st.booleans(),
}


@st.composite
def calls(draw: st.DrawFn) -> tuple[str, Any]:
    """A call whose input is nearly right: most fields of the kind their schema asks for, some of any kind."""
    name = draw(st.sampled_from(list(TOOLS)))
    properties = TOOLS[name].definition["input_schema"]["properties"]
    chosen = (
        draw(st.lists(st.sampled_from(list(properties)), unique=True))
        + TOOLS[name].definition["input_schema"]["required"]
    )
    numbers = st.integers() | st.floats()
    return name, {
        key: draw(
            st.one_of(FITTING.get(properties[key]["type"], numbers), VALUES)
            if draw(st.integers(0, 9)) == 0
            else FITTING.get(properties[key]["type"], numbers)
        )
        for key in chosen
    }


def test_no_call_breaks_the_toolbox_or_shows_a_place_of_the_host() -> None:
    """Whatever a model sends, it gets a text of bounded length, and nothing outside is written."""
    with Workspace.create(INPUTS, Caps(search_seconds=1)) as workspace:

        @settings(max_examples=200)
        @given(calls())
        def each_is_answered(made: tuple[str, Any]) -> None:
            name, tool_input = made
            result = call(workspace, name, tool_input)

            assert len(result.text) <= workspace.caps.result_chars
            assert result.text.encode()
            assert workspace.host_path.parent.name not in result.text
            assert [entry.name for entry in workspace.host_path.parent.iterdir()] == ["workspace"]

        each_is_answered()
