"""Glob: the files whose paths match."""

from __future__ import annotations

from audition.workspace.faults import ToolError
from audition.workspace.paths import parse_path, shown
from audition.workspace.search.patterns import Effort, compile_glob
from audition.workspace.tools.tool import FILES, Tool, ToolInput, asks_to


def _glob(given: ToolInput) -> str:
    """The matching files' paths, relative to the workspace, in order, one a line."""
    arguments, workspace = given.arguments, given.workspace
    pattern = compile_glob(arguments["pattern"])
    start = parse_path(arguments.get("path", "."))
    if workspace.tree.kind(start) != "folder":
        raise ToolError(f"{shown(start)} is not a folder: path is the folder that the pattern starts at.")
    effort = Effort(workspace.caps.search_seconds)
    matching: list[str] = []
    notes: list[str] = []
    for found in workspace.tree.walk(start):
        if effort.spent:
            notes.append(f"(stopped after {effort.seconds:g} seconds: narrow the path)")
            break
        if found.is_plain and pattern.matches_whole(shown(found.parts[len(start) :])):
            matching.append(shown(found.parts))
    return "\n".join([*sorted(matching), *notes]) or "No files found"


GLOB = Tool(
    name="Glob",
    description=(
        "List the files of the workspace that match a glob pattern, such as **/*.md; ** stands for any folders, {a,b} "
        "for either."
    ),
    properties={
        "pattern": {"type": "string"},
        "path": {"type": "string", "description": "The folder that the pattern starts at; the workspace unless told."},
    },
    required=("pattern",),
    run=_glob,
    use=asks_to("search|find|list|look for|look through", FILES),
    searches=True,
)
