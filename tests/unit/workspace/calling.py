"""Tool calls as a model makes them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from audition.workspace.folder import Workspace
from audition.workspace.sandbox.shell import NoShell, Shell, ToolResult
from audition.workspace.toolbox import Toolbox
from audition.workspace.tools.catalogue import TOOLS


def call(workspace: Workspace, name: str, tool_input: Mapping[str, Any], shell: Shell | None = None) -> ToolResult:
    """The result of one call by an agent that was granted every tool."""
    return asyncio.run(Toolbox(workspace, TOOLS, shell or NoShell("none is needed")).call(name, tool_input))


def answer(workspace: Workspace, name: str, **tool_input: Any) -> str:
    """The text of a call that succeeds."""
    result = call(workspace, name, tool_input)

    assert not result.is_error, result.text
    return result.text


def refusal(workspace: Workspace, name: str, **tool_input: Any) -> str:
    """The text of a call that is refused, which names no place of the host."""
    result = call(workspace, name, tool_input)

    assert result.is_error, result.text
    assert str(workspace.host_path.parent) not in result.text
    return result.text
