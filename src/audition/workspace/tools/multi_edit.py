"""MultiEdit: several pieces of one text file exchanged, all or none; Claude Code had it once."""

from __future__ import annotations

from audition.workspace.faults import ToolError
from audition.workspace.paths import parse_path, shown
from audition.workspace.tools.edit import replaced
from audition.workspace.tools.tool import FILES_OR_PATH, Tool, ToolInput, asks_to


def _edit(given: ToolInput) -> str:
    """How many edits were made; the file is written once, after the last."""
    parts, workspace = parse_path(given.arguments["file_path"]), given.workspace
    edits, path = given.arguments["edits"], shown(parts)
    text = workspace.read_text(parts, workspace.caps.write_bytes)
    for number, edit in enumerate(edits, start=1):
        try:
            text, _ = replaced(text, edit, path, workspace.caps.write_bytes)
        except ToolError as error:
            raise ToolError(f"Nothing was changed: edit {number} of {len(edits)}: {error}") from None
    workspace.write_text(parts, text)
    return f"Made {len(edits)} {'edit' if len(edits) == 1 else 'edits'} in {path}"


MULTI_EDIT = Tool(
    name="MultiEdit",
    description="Replace several pieces of one text file in the workspace, one after the other, all of them or none.",
    properties={
        "file_path": {"type": "string", "description": "Relative to the workspace, or absolute below /workspace."},
        "edits": {
            "type": "array",
            "minItems": 1,
            "maxItems": 200,
            "items": {
                "type": "object",
                "properties": {
                    "old_string": {"type": "string"},
                    "new_string": {"type": "string"},
                    "replace_all": {"type": "boolean"},
                },
                "required": ["old_string", "new_string"],
                "additionalProperties": False,
            },
        },
    },
    required=("file_path", "edits"),
    run=_edit,
    use=asks_to("edit|update|amend|append|correct", FILES_OR_PATH),
    writes=True,
)
