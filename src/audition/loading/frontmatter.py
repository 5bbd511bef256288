"""The head of a prompt file, read as leniently as Claude Code reads it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from audition.errors import DefinitionError, Fault, Locus
from audition.loading.document import Document
from audition.loading.published import published
from audition.loading.strict_yaml import parse_yaml

_FENCE: Final = "---"
_ONE_LINE = re.compile(r"([A-Za-z_][\w-]*):[ \t]+(\S.*)\Z")


@dataclass(frozen=True, kw_only=True)
class Parts:
    """A prompt file in its two parts."""

    head: Document
    """The frontmatter; an empty mapping where the file has none."""
    body_line: int
    """The line of the file on which `body` starts, from 1."""
    body: str
    """Without the blank lines around it, ending in one newline."""
    fenced: bool
    """Whether the file has frontmatter."""


def parts_of(text: str, path: str) -> Parts:
    """The frontmatter and the body of a prompt file; a file that does not start with a line `---` is all body.

    Raises:
        DefinitionError: The frontmatter is not closed, empty, or no YAML even when what stands behind a key is taken
            for text.
    """
    if "\r" in text and "\n" not in text:
        raise DefinitionError([Fault(Locus(path=path, line=1), "its lines end in CR alone; let them end in LF")])
    lines = text.removeprefix("\ufeff").split("\n")
    fences = [index for index, line in enumerate(lines) if line.rstrip() == _FENCE][:2]
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    if fences[:1] != [first]:
        return _parts(Document(path=path, value={}, lines={"$": 1}), lines, 0, fenced=False)
    message = ""
    if first != 0:
        message = "blank lines stand before the line `---` that opens the frontmatter; remove them"
    elif len(fences) < 2:
        message = "the frontmatter has no closing line `---`"
    elif not any(line.strip() for line in lines[1 : fences[1]]):
        message = "the frontmatter is empty; it says at least `name` and `description`"
    if message:
        raise DefinitionError([Fault(Locus(path=path, line=1), message)])
    return _parts(_read(lines[1 : fences[1]], path), lines, fences[1] + 1, fenced=True)


def _parts(head: Document, lines: list[str], start: int, *, fenced: bool) -> Parts:
    end = len(lines)
    while start < end and not lines[start].strip():
        start += 1
    while end > start and not lines[end - 1].strip():
        end -= 1
    return Parts(head=head, body_line=start + 1, body="\n".join(lines[start:end]) + "\n", fenced=fenced)


def _read(lines: list[str], path: str) -> Document:
    """Strictly; where that fails, with unreadable values as texts, at last as texts over lines at the margin."""
    # An empty first line in the place of the fence keeps the file's own line numbers.
    strict = parse_yaml("\n" + "\n".join(lines) + "\n", path)
    if not strict.faults:
        return strict
    for goes_on in (_indented, _described):
        lenient = parse_yaml("\n" + "\n".join(_quoted(lines, goes_on)) + "\n", path)
        if not lenient.faults:
            return lenient
    raise DefinitionError(strict.faults)


def _indented(_key: str, line: str) -> bool:
    return not line[:1].strip()


def _described(key: str, line: str) -> bool:
    """Whether a line goes on with a value, a description's at the margin too: no key that means something opens it."""
    if key != "description":
        return _indented(key, line)
    return line.partition(":")[0] not in published("agent")["properties"]


def _quoted(lines: list[str], goes_on: Callable[[str, str], bool]) -> list[str]:
    """The lines, with quotes around every value of a key that is no single YAML value by itself."""
    given, index = [], 0
    while index < len(lines):
        end = index + 1
        found = _ONE_LINE.match(lines[index].rstrip())
        while found and end < len(lines) and goes_on(found.group(1), lines[end]):
            end += 1
        value = "\n".join([found.group(2), *lines[index + 1 : end]]) if found else ""
        if found and _is_text(value):
            text = value.rstrip().replace("'", "''").replace("\n", "\n ")
            given += f"{found.group(1)}: '{text}'".split("\n")
            given += [""] * (end - index - text.count("\n") - 1)
        else:
            given += lines[index:end]
        index = end
    return given


def _is_text(value: str) -> bool:
    """Whether YAML finds something else than one value in it: a mapping in one line, a reference, a broken quote."""
    read = parse_yaml(value, "")
    return bool(read.faults) or (isinstance(read.value, dict) and not value.startswith("{"))
