"""TodoWrite: the list of things to do, counted."""

from __future__ import annotations

import re
from collections import Counter

from audition.workspace.tools.tool import Tool, ToolInput


def _count(given: ToolInput) -> str:
    """How many things stand where."""
    standing = Counter(todo["status"] for todo in given.arguments["todos"])
    counts = (f"{standing[status]} {status.replace('_', ' ')}" for status in ("completed", "in_progress", "pending"))
    return f"Todos noted: {', '.join(counts)}"


TODO_WRITE = Tool(
    name="TodoWrite",
    description="Write down the list of things to do and how far each is; the list given replaces the one before.",
    properties={
        "todos": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "content": {"type": "string", "minLength": 1},
                    "status": {"type": "string", "enum": ["pending", "in_progress", "completed"]},
                    "activeForm": {"type": "string", "minLength": 1},
                },
                "required": ["content", "status", "activeForm"],
                "additionalProperties": False,
            },
        }
    },
    required=("todos",),
    run=_count,
    use=re.compile(
        r"\bto-?dos?\b|\btask list\b|\bchecklist\b|\b(?:track\w*|keep)\b[^.\n]{0,60}\b(?:tasks?|progress|completion)\b",
        re.IGNORECASE,
    ),
)
