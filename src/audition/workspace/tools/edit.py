"""Edit: a piece of a text file exchanged for another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audition.workspace.faults import ToolError
from audition.workspace.paths import parse_path, shown
from audition.workspace.tools.tool import FILES_OR_PATH, Tool, ToolInput, asks_to


def _edit(given: ToolInput) -> str:
    """How many places were changed."""
    arguments, workspace = given.arguments, given.workspace
    parts = parse_path(arguments["file_path"])
    path, cap = shown(parts), workspace.caps.write_bytes
    _refuse_nothing(arguments)
    text, occurrences = replaced(workspace.read_text(parts, cap), arguments, path, cap)
    workspace.write_text(parts, text)
    return f"Replaced {occurrences} {'occurrence' if occurrences == 1 else 'occurrences'} in {path}"


def replaced(text: str, edit: Mapping[str, Any], path: str, cap_bytes: int) -> tuple[str, int]:
    """A text after one edit, and how many places were changed.

    Raises:
        ToolError: The edit cannot be made.
    """
    _refuse_nothing(edit)
    old, new = edit["old_string"], edit["new_string"]
    occurrences = text.count(old)
    if not occurrences:
        raise ToolError(f"old_string does not occur in {path}: read the file and copy the text exactly.")
    if occurrences > 1 and not edit.get("replace_all"):
        raise ToolError(
            f"old_string occurs {occurrences} times in {path}: give more of the text around it, or set replace_all."
        )
    # Known before it is built: replacing one character by a long text everywhere would fill the memory.
    if len(text) + occurrences * (len(new) - len(old)) > cap_bytes:
        raise ToolError(f"{path} would become larger than {cap_bytes:,} bytes.")
    return text.replace(old, new), occurrences


def _refuse_nothing(edit: Mapping[str, Any]) -> None:
    if not edit["old_string"]:
        raise ToolError("old_string is empty: give the text to replace, or use Write for a new file.")
    if edit["old_string"] == edit["new_string"]:
        raise ToolError("old_string and new_string are the same: nothing to change.")


EDIT = Tool(
    name="Edit",
    description=(
        "Replace a piece of a text file in the workspace. old_string must occur in it exactly once, unless "
        "replace_all is true."
    ),
    properties={
        "file_path": {"type": "string", "description": "Relative to the workspace, or absolute below /workspace."},
        "old_string": {"type": "string"},
        "new_string": {"type": "string"},
        "replace_all": {"type": "boolean"},
    },
    required=("file_path", "old_string", "new_string"),
    run=_edit,
    use=asks_to("edit|update|amend|append|correct", FILES_OR_PATH),
    writes=True,
)
