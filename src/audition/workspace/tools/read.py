"""Read: a text file's lines, numbered; a picture or a PDF document as the model sees it."""

from __future__ import annotations

import re

from audition.records.media import Media
from audition.text import FILE_PATH
from audition.workspace.faults import ToolError
from audition.workspace.paths import parse_path, shown
from audition.workspace.tools.tool import FILES, Tool, ToolInput

_NOTE_CHARS = 200
"""Room kept for the line that says what was left out."""


def _read(given: ToolInput) -> str | Media:
    """The lines asked for, as many whole ones as a result may hold; a picture or PDF document as it is."""
    arguments, workspace = given.arguments, given.workspace
    if arguments.get("pages"):
        raise ToolError("pages cannot be chosen here: leave it out; a PDF is read whole, a text by offset and limit.")
    parts = parse_path(arguments["file_path"])
    if (media := workspace.read_media(parts)) is not None:
        return media
    lines = workspace.read_text(parts, workspace.caps.read_bytes).split("\n")
    if not lines[-1]:
        lines.pop()
    if not lines:
        return f"({shown(parts)} is empty)"
    first = max(int(arguments.get("offset", 1)), 1)
    if first > len(lines):
        raise ToolError(f"{shown(parts)} has {len(lines):,} lines; offset {first:,} is past its end.")
    last = min(first - 1 + int(arguments.get("limit", len(lines))), len(lines))
    numbered = (f"{number:>6}\t{line}" for number, line in enumerate(lines[first - 1 : last], start=first))
    return _fitting(list(numbered), first, len(lines), workspace.caps.result_chars - _NOTE_CHARS)


def _fitting(numbered: list[str], first: int, total: int, room_chars: int) -> str:
    taken, used = 0, 0
    while taken < len(numbered) and used + len(numbered[taken]) < room_chars:
        used += len(numbered[taken]) + 1
        taken += 1
    if taken == len(numbered):
        return "\n".join(numbered)
    if taken == 0:
        return f"{numbered[0][:room_chars]}\n(line {first} is cut: it has {len(numbered[0]) - 7:,} characters)"
    return "\n".join(numbered[:taken]) + f"\n({taken:,} of {total:,} lines shown: continue with offset {first + taken})"


SEES = (
    "Read a file of the workspace: a UTF-8 text file, up to 256 KiB, a PNG, JPEG, GIF or WebP picture, or a PDF "
    "document, up to 1 MiB. Of a text, returns its lines, numbered from 1; for a long one, offset is the line to start "
    "at and limit the number of lines. A PDF is read whole: leave pages out; allow_large does not lift the cap."
)
"""What a model is told where there are pictures or PDF documents to be read."""

READ = Tool(
    name="Read",
    description=(
        "Read a UTF-8 text file of the workspace, up to 256 KiB. Returns its lines, numbered from 1. For a long file, "
        "offset is the line to start at and limit the number of lines. pages is for PDF files, which cannot be read "
        "here; allow_large does not lift the cap."
    ),
    properties={
        "file_path": {"type": "string", "description": "Relative to the workspace, or absolute below /workspace."},
        "offset": {"type": "integer", "minimum": 0, "maximum": 9007199254740991},
        "limit": {"type": "integer", "exclusiveMinimum": 0, "maximum": 9007199254740991},
        "pages": {"type": "string"},
        "allow_large": {"type": "boolean"},
    },
    required=("file_path",),
    run=_read,
    use=re.compile(rf"\bread\b[^.\n]{{0,60}}{FILES}|{FILE_PATH.pattern}", re.IGNORECASE),
    reads=True,
)
