"""Every tool that an agent can be granted; `agent.schema.json` names them too, for who writes agent files."""

from __future__ import annotations

from collections.abc import Mapping

from audition.workspace.tools.bash import BASH
from audition.workspace.tools.edit import EDIT
from audition.workspace.tools.glob import GLOB
from audition.workspace.tools.grep import GREP
from audition.workspace.tools.listing import LS
from audition.workspace.tools.multi_edit import MULTI_EDIT
from audition.workspace.tools.read import READ
from audition.workspace.tools.todo import TODO_WRITE
from audition.workspace.tools.tool import Tool
from audition.workspace.tools.write import WRITE

TOOLS: Mapping[str, Tool] = {
    tool.name: tool for tool in (READ, WRITE, EDIT, GREP, GLOB, BASH, TODO_WRITE, MULTI_EDIT, LS)
}
"""Name → tool, by Claude Code's names."""
