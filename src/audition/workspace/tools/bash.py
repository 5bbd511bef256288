"""Bash: a command handed to the trial's shell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from audition.workspace.caps import Caps
from audition.workspace.faults import ToolError
from audition.workspace.tools.tool import Tool, ToolInput, asks_to

if TYPE_CHECKING:
    from audition.workspace.sandbox.shell import ToolResult

_MAX_COMMAND_BYTES = 100_000
"""Below what Linux takes as one argument of a program, 128 KiB."""


async def _bash(given: ToolInput) -> ToolResult:
    """What the command printed, and how it ended."""
    seconds = _seconds(given.arguments, given.workspace.caps)
    return await given.shell.run(given.arguments["command"], given.workspace, seconds)


def _seconds(arguments: Mapping[str, Any], caps: Caps) -> float:
    """The wall clock that the call allows its command; refusals for what no shell here does.

    Raises:
        ToolError: The command is to run in the background or without its sandbox, or its timeout is no usable number.
    """
    if arguments.get("run_in_background"):
        raise ToolError("Commands cannot run in the background here: run it without run_in_background.")
    if arguments.get("dangerouslyDisableSandbox"):
        raise ToolError("The sandbox cannot be disabled.")
    _refuse_unusual(arguments["command"])
    longest_milliseconds = caps.longest_shell_seconds * 1000
    milliseconds = arguments.get("timeout", caps.shell_seconds * 1000)
    if not 0 < milliseconds <= longest_milliseconds:
        raise ToolError(f"timeout is in milliseconds, above 0 and up to {longest_milliseconds:,.0f}.")
    return float(milliseconds) / 1000


def _refuse_unusual(command: str) -> None:
    try:
        size = len(command.encode())
    except UnicodeEncodeError:
        raise ToolError("The command holds lone surrogates, which no program can be given.") from None
    if "\0" in command:
        raise ToolError("The command holds a NUL character.")
    if size > _MAX_COMMAND_BYTES:
        raise ToolError(f"The command has {size:,} bytes of {_MAX_COMMAND_BYTES:,}: write a script and run that.")


_QUOTED = r"\b(?:run|execute)\s+(?:\w+:?\s+){0,2}`"

BASH = Tool(
    name="Bash",
    description=(
        "Run a bash command in the workspace, in a sandbox without network; each call is a new shell, and only files "
        "in the workspace outlast it. timeout is in milliseconds: 120000 unless told, 600000 at most. description is "
        "a note for readers of the transcript. Commands cannot run in the background, and the sandbox cannot be "
        "disabled."
    ),
    properties={
        "command": {"type": "string"},
        "timeout": {"type": "number"},
        "description": {"type": "string"},
        "run_in_background": {"type": "boolean"},
        "dangerouslyDisableSandbox": {"type": "boolean"},
    },
    required=("command",),
    run=_bash,
    use=re.compile(
        rf"\bshell\b|\bcommand line\b|{asks_to('run|execute', 'commands?|scripts?|tests').pattern}|{_QUOTED}",
        re.IGNORECASE,
    ),
    missed="run commands",
    writes=True,
    reads=True,
)
