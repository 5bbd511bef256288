"""Grep: what the workspace's text files say, by regular expression."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any

from audition.workspace.faults import ToolError
from audition.workspace.paths import Parts, parse_path, shown
from audition.workspace.search.matching import (
    Lines,
    View,
    matches_across_lines,
    matches_by_line,
    matching_lines,
    printed,
)
from audition.workspace.search.patterns import Effort, compile_glob, compile_regex
from audition.workspace.tools.tool import FILES, Tool, ToolInput, asks_to

if TYPE_CHECKING:
    from audition.workspace.folder import Workspace
    from audition.workspace.tree import Tree

_HEAD_LIMIT = 250
"""Lines of output where the call sets none."""

_MOST = 1_000_000
"""The largest count that a call can ask for."""

_NOTES_CHARS = 500
"""Room kept in a result for the lines about what was left out."""

FILE_TYPES: Mapping[str, tuple[str, ...]] = {
    "css": (".css",),
    "csv": (".csv", ".tsv"),
    "go": (".go",),
    "html": (".html", ".htm"),
    "java": (".java",),
    "js": (".js", ".mjs", ".cjs", ".jsx"),
    "json": (".json", ".jsonl"),
    "md": (".md", ".markdown"),
    "py": (".py", ".pyi"),
    "rust": (".rs",),
    "sh": (".sh", ".bash"),
    "sql": (".sql",),
    "toml": (".toml",),
    "ts": (".ts", ".tsx"),
    "txt": (".txt",),
    "xml": (".xml",),
    "yaml": (".yaml", ".yml"),
}
"""What `type` can name, and the file name endings it stands for."""


def _grep(given: ToolInput) -> str:
    """The output lines asked for, then what a reader must know of what was left out, in brackets."""
    arguments = given.arguments
    offset = _count(arguments, "offset", 0)
    head_limit = _count(arguments, "head_limit", _HEAD_LIMIT) or _MOST
    search = _Search(given.workspace, arguments)
    output = islice(search.output(), offset, offset + head_limit + 1)
    lines, more = _fitting(output, head_limit, given.workspace.caps.result_chars - _NOTES_CHARS)
    notes = search.notes()
    if more:
        notes.insert(0, f"(more follows: continue with offset {offset + len(lines)}, or raise head_limit)")
    return "\n".join([*lines, *notes]) if lines else "\n".join(["No matches found", *notes])


def _fitting(output: Iterable[str], head_limit: int, room_chars: int) -> tuple[list[str], bool]:
    """The lines that were asked for and that a result has room for, one at least, and whether there are more."""
    lines: list[str] = []
    for line in output:
        room_chars -= len(line) + 1
        if len(lines) == head_limit or (lines and room_chars < 0):
            return lines, True
        lines.append(line)
    return lines, False


class _Search:
    """One call's search, and what it could not look at."""

    def __init__(self, workspace: Workspace, arguments: Mapping[str, Any]) -> None:
        self.workspace = workspace
        self.arguments = arguments
        across_lines = bool(arguments.get("multiline"))
        ignore_case = bool(arguments.get("-i"))
        self.regex = compile_regex(arguments["pattern"], ignore_case=ignore_case, dot_matches_line_ends=across_lines)
        self.find = matches_across_lines if across_lines else matches_by_line
        self.view = _view(arguments)
        self.effort = Effort(workspace.caps.search_seconds)
        self.passed_over = 0

    def output(self) -> Iterator[str]:
        """Output lines, file by file in the order of paths."""
        mode = self.arguments.get("output_mode", "content")
        for parts in sorted(self._chosen(), key=shown):
            if self.effort.spent:
                return
            path, lines = shown(parts), Lines(self._content(parts))
            matches = self.find(lines, self.regex, self.effort)
            if mode == "files_with_matches":
                yield from (path for _ in islice(matches, 1))
            elif mode == "content":
                yield from printed(path, lines, matches, self.view)
            elif count := sum(1 for _ in matching_lines(matches)):
                yield f"{path}:{count}"

    def notes(self) -> list[str]:
        """What was left out, one bracketed line each."""
        seconds, largest = self.effort.seconds, f"{self.workspace.caps.write_bytes:,}"
        said = {
            f"(stopped after {seconds:g} seconds: narrow the path or simplify the pattern)": self.effort.spent,
            f"({self.passed_over} files not searched: links, no UTF-8 text, or over {largest} bytes)": self.passed_over,
            f"({self.effort.too_long} texts too long for so large a pattern: simplify it)": self.effort.too_long,
        }
        return [note for note, applies in said.items() if applies]

    def _content(self, parts: Parts) -> bytes:
        """The file's bytes; none where it is no text that Grep searches."""
        try:
            content = self.workspace.tree.read(parts, self.workspace.caps.write_bytes)
            content.decode()
        except (ToolError, UnicodeDecodeError):
            self.passed_over += 1
            return b""
        return content

    def _chosen(self) -> Iterator[Parts]:
        """The files below `path` that `glob` and `type` let through."""
        start = parse_path(self.arguments.get("path", "."))
        tree = self.workspace.tree
        endings = _endings(self.arguments.get("type"))
        chosen = _glob_filter(self.arguments.get("glob"))
        for parts in [start] if tree.kind(start) != "folder" else _files(tree, start):
            if self.effort.spent:
                return
            if parts[-1].endswith(endings) and chosen(parts[len(start) :] or parts[-1:]):
                yield parts


def _files(tree: Tree, start: Parts) -> Iterator[Parts]:
    return (found.parts for found in tree.walk(start) if not found.is_folder)


def _count(arguments: Mapping[str, Any], name: str, default: int) -> int:
    """A count that the call gives, or the default."""
    value = arguments.get(name, default)
    if not 0 <= value <= _MOST:
        raise ToolError(f"{name} is a number from 0 to {_MOST:,}.")
    return int(value)


def _view(arguments: Mapping[str, Any]) -> View:
    both = _count(arguments, "-C" if "-C" in arguments else "context", 0)
    return View(
        before=_count(arguments, "-B", both),
        after=_count(arguments, "-A", both),
        numbered=arguments.get("-n", True),
        only_matching=arguments.get("-o", False),
    )


def _endings(file_type: str | None) -> tuple[str, ...]:
    if file_type is None:
        return ("",)
    if file_type not in FILE_TYPES:
        raise ToolError(f"type is one of {', '.join(FILE_TYPES)}; for other files use glob.")
    return FILE_TYPES[file_type]


def _glob_filter(glob: str | None) -> Callable[[Parts], bool]:
    """Whether a file below the searched folder is let through: by name where the glob has no slash; `!` negates."""
    if glob is None:
        return lambda _: True
    wanted = not glob.startswith("!")
    pattern = compile_glob(glob.removeprefix("!"))
    by_name = "/" not in glob
    return lambda parts: pattern.matches_whole(shown(parts[-1:] if by_name else parts)) == wanted


GREP = Tool(
    name="Grep",
    description=(
        "Search the text files of the workspace for a regular expression (RE2 syntax: no backreferences, no "
        "look-around). output_mode content, the default, returns path:line: text; files_with_matches the paths; count "
        "the number of matching lines a file. In content, -A, -B, -C or context add lines around a match, -n false "
        "leaves out line numbers and -o true returns the matching parts alone. glob and type (md, yaml, csv, py ...) "
        "choose files; offset and head_limit choose output lines, 250 unless told; multiline lets a match span lines, "
        "with . matching line ends too."
    ),
    properties={
        "pattern": {"type": "string"},
        "path": {"type": "string", "description": "A file or folder to search; the whole workspace unless told."},
        "glob": {"type": "string"},
        "output_mode": {"type": "string", "enum": ["content", "files_with_matches", "count"]},
        "-B": {"type": "number"},
        "-A": {"type": "number"},
        "-C": {"type": "number"},
        "context": {"type": "number"},
        "-n": {"type": "boolean"},
        "-i": {"type": "boolean"},
        "-o": {"type": "boolean"},
        "type": {"type": "string"},
        "head_limit": {"type": "number"},
        "offset": {"type": "number"},
        "multiline": {"type": "boolean"},
    },
    required=("pattern",),
    run=_grep,
    use=asks_to("search|find|look for|look through|look up|scan", FILES),
    searches=True,
    reads=True,
)
