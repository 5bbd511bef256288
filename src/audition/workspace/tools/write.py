"""Write: a text file, whole."""

from __future__ import annotations

from audition.workspace.paths import parse_path, shown
from audition.workspace.tools.tool import FILES_OR_PATH, Tool, ToolInput, asks_to


def _write(given: ToolInput) -> str:
    """How much was written where."""
    parts = parse_path(given.arguments["file_path"])
    written_bytes = given.workspace.write_text(parts, given.arguments["content"])
    return f"Wrote {written_bytes} bytes to {shown(parts)}"


WRITE = Tool(
    name="Write",
    description=(
        "Write a UTF-8 text file in the workspace, up to 1 MiB, replacing what it held. Missing folders are made."
    ),
    properties={
        "file_path": {"type": "string", "description": "Relative to the workspace, or absolute below /workspace."},
        "content": {"type": "string"},
    },
    required=("file_path", "content"),
    run=_write,
    use=asks_to("write|save|store|create|deliver|leave|produce", FILES_OR_PATH),
    writes=True,
)
