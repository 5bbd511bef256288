"""The tools that one trial's agent is granted: their definitions, and their calls."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

from audition.errors import WorkspaceError
from audition.records.media import Media
from audition.workspace.faults import ToolError
from audition.workspace.folder import Workspace
from audition.workspace.sandbox.shell import Shell, ToolResult
from audition.workspace.tools.catalogue import TOOLS
from audition.workspace.tools.tool import Tool, ToolInput

_FAULTS_SHOWN = 5
_FAULT_CHARS = 200


class Toolbox:
    """A trial's tools: runs one call at a time and never raises for what a model did."""

    def __init__(self, workspace: Workspace, granted: Sequence[str], shell: Shell) -> None:
        """Holds the tools granted, in the given order; names that no tool has grant nothing."""
        self.granted = tuple(name for name in dict.fromkeys(granted) if name in TOOLS)
        from asyncio import Lock

        self._workspace = workspace
        self._shell = shell
        self._one_at_a_time = Lock()

    def definitions(self) -> list[dict[str, Any]]:
        """The granted tools in the Messages API's form: `name`, `description`, `input_schema`."""
        return [TOOLS[name].definition for name in self.granted]

    async def call(self, name: str, tool_input: Any) -> ToolResult:
        """The result of one call, at most `result_chars` of the workspace's caps long.

        A tool that is not granted, an input that its schema refuses and whatever the tool refuses are results too, with
        `is_error`.

        Raises:
            WorkspaceError: The machine cannot go on, whatever the model does.
        """
        async with self._one_at_a_time:
            try:
                result = await self._run(name, tool_input)
            except ToolError as error:
                result = ToolResult(str(error), is_error=True)
        return replace(result, text=_cut(result.text, self._workspace.caps.result_chars))

    async def _run(self, name: str, tool_input: Any) -> ToolResult:
        if name not in self.granted:
            raise ToolError(f"No tool named {name[:100]!r} is granted. Granted: {', '.join(self.granted) or 'none'}.")
        if faults := _input_faults(name, tool_input):
            raise ToolError(f"The input of {name} is not valid: {'; '.join(faults)}.")
        tool, given = TOOLS[name], ToolInput(tool_input, self._workspace, self._shell)
        result = await _aside(tool, given) if tool.searches else tool.run(given)
        if isinstance(result, str):
            return ToolResult(result)
        return ToolResult("", media=result) if isinstance(result, Media) else await result


async def _aside(tool: Tool, given: ToolInput) -> str | Media | Awaitable[ToolResult]:
    """What a tool gives, while the other trials go on; it ends before whoever waits for it does."""
    import asyncio

    searching = asyncio.ensure_future(asyncio.to_thread(tool.run, given))
    try:
        return await asyncio.shield(searching)
    except asyncio.CancelledError:
        with suppress(ToolError, WorkspaceError):
            await searching
        raise


def _input_faults(name: str, tool_input: Any) -> list[str]:
    """What the tool's schema finds wrong with an input, each with its place."""
    try:
        found = list(_validator(name).iter_errors(tool_input))
    except (RecursionError, ValueError):  # jsonschema prints what it refuses: nesting or numbers too large to print
        return ["$: a value is nested too deeply or too large"]
    return [f"{fault.json_path[:_FAULT_CHARS]}: {_cut_fault(fault.message)}" for fault in found[:_FAULTS_SHOWN]]


@cache
def _validator(name: str) -> Any:
    from jsonschema import Draft202012Validator
    from referencing import Registry

    return Draft202012Validator(TOOLS[name].definition["input_schema"], registry=Registry())


def _cut_fault(message: str) -> str:
    """The message, short enough: a validator repeats the value it refuses, and the reason stands at the end."""
    if len(message) <= _FAULT_CHARS:
        return message
    return f"{message[: _FAULT_CHARS // 2]} … {message[-_FAULT_CHARS // 2 :]}"


def _cut(text: str, cap_chars: int) -> str:
    if len(text) <= cap_chars:
        return text
    note = f"\n… (cut: the result has {len(text):,} characters)"
    return text[: cap_chars - len(note)] + note
