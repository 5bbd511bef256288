"""Write: a text file, whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audition.workspace.folder import Workspace
from audition.workspace.paths import parse_path, shown


def write(workspace: Workspace, arguments: Mapping[str, Any]) -> str:
    """How much was written where."""
    parts = parse_path(arguments["file_path"])
    written_bytes = workspace.write_text(parts, arguments["content"])
    return f"Wrote {written_bytes} bytes to {shown(parts)}"
