"""LS: what lies in a folder; Claude Code had it once."""

from __future__ import annotations

from fnmatch import fnmatchcase

from audition.workspace.faults import ToolError
from audition.workspace.paths import parse_path, shown
from audition.workspace.tools.tool import FILES, Tool, ToolInput, asks_to


def _list(given: ToolInput) -> str:
    """The names in the folder, in order, one a line; a folder's name ends in a slash."""
    start, ignored = parse_path(given.arguments["path"]), given.arguments.get("ignore", [])
    if given.workspace.tree.kind(start) != "folder":
        raise ToolError(f"{shown(start)} is not a folder.")
    here = (found for found in given.workspace.tree.walk(start) if len(found.parts) == len(start) + 1)
    names = [(shown(found.parts[-1:]), found.is_folder) for found in here]
    kept = [name + ("/" if folder else "") for name, folder in names if not any(fnmatchcase(name, i) for i in ignored)]
    return "\n".join(kept) or "The folder is empty."


LS = Tool(
    name="LS",
    description="List what lies in a folder of the workspace.",
    properties={
        "path": {"type": "string", "description": "Relative to the workspace, or absolute below /workspace."},
        "ignore": {"type": "array", "maxItems": 50, "items": {"type": "string"}, "description": "Globs of names."},
    },
    required=("path",),
    run=_list,
    use=asks_to("list|look in|look into|look through", FILES),
    searches=True,
)
