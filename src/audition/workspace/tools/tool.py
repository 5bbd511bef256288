"""What a tool is: how a model is told of it, what runs it, and how a prompt asks for it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from audition.text import FILE_PATH

if TYPE_CHECKING:
    from audition.records.media import Media
    from audition.workspace.folder import Workspace
    from audition.workspace.sandbox.shell import Shell, ToolResult

FILES = r"\b(?:files?|folders?|director(?:y|ies)|workspace|repository|codebase|memory|documents?|logs?|notes)\b"
"""Words for what file tools work on."""
FILES_OR_PATH = f"{FILES}|{FILE_PATH.pattern}"


@dataclass(frozen=True)
class ToolInput:
    """One call and all that it may touch."""

    arguments: Mapping[str, Any]
    """As the tool's schema wants them."""
    workspace: Workspace
    shell: Shell


@dataclass(frozen=True, kw_only=True, eq=False)
class Tool:
    """One tool, by Claude Code's name."""

    name: str
    description: str
    properties: Mapping[str, Any]
    """Argument → its JSON Schema; there are no others."""
    required: tuple[str, ...]
    run: Callable[[ToolInput], str | Media | Awaitable[ToolResult]]
    """What the call gives; raises `ToolError` for what it refuses."""
    use: re.Pattern[str]
    """Words of a prompt that give the tool a use without its name."""
    missed: str = ""
    """What a prompt with such words asks for in vain where the tool is not granted; empty: other tools may do it."""
    writes: bool = False
    """Whether it leaves files."""
    reads: bool = False
    """Whether it shows what stands in a file."""
    searches: bool = False
    """Whether it may look through all files, which takes seconds."""

    @cached_property
    def definition(self) -> dict[str, Any]:
        """What a model is told, in the Messages API's form: `name`, `description`, `input_schema`."""
        schema = {
            "type": "object",
            "properties": self.properties,
            "required": list(self.required),
            "additionalProperties": False,
        }
        return {"name": self.name, "description": self.description, "input_schema": schema}


def asks_to(verbs: str, things: str) -> re.Pattern[str]:
    """A verb with its object in one sentence, both given as alternatives of a regular expression."""
    return re.compile(rf"\b(?:{verbs})\b[^.\n]{{0,60}}(?:{things})", re.IGNORECASE)
