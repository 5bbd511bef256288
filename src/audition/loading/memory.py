"""A project's memory file, `CLAUDE.md`, with what it imports by `@path`, as Claude Code resolves it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from audition.errors import DefinitionError, Fault, Locus

MEMORY_FILE: Final = "CLAUDE.md"
MOST_HOPS: Final = 5
"""From the memory file to an import of an import."""
MOST_BYTES: Final = 256 * 1024
"""Of all of them."""

Read = Callable[[str], bytes | None]
"""The bytes of a file by its path from the project; None: there is none."""

_IMPORT = re.compile(r"(?:^|(?<=\s))@((?:\\ |[^\s\\])+)")
_COMMENT = re.compile(r"^ {0,3}<!--", re.MULTILINE)
_BLANK = re.compile(r"[ \t]*\n?")
_FENCED = re.compile(r"^ {0,3}(```+|~~~+).*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_TICKS = re.compile(r"`+")


def memory_of(path: str, read: Read, locus: Locus) -> Mapping[str, str]:
    """A memory file and what it imports: path → text, the importing file before the imported, each once.

    An import that is not there, leads out of the project or is no text is passed over, as Claude Code passes over what
    is not there.

    Raises:
        DefinitionError: There is no such memory file, or all of them are too large.
    """
    found: dict[str, str] = {}
    _add(path, read, found, MOST_HOPS)
    message = ""
    if path not in found:
        message = f"{path}: there is no such text file"
    elif sum(len(text.encode()) for text in found.values()) > MOST_BYTES:
        message = f"{path}: with what it imports larger than {MOST_BYTES // 1024} KiB"
    if message:
        raise DefinitionError([Fault(locus, message)])
    return found


def imports_of(path: str, text: str) -> Iterator[tuple[str, str]]:
    """What a memory file imports: as written, and the path from the project, `""` where that leads out of it.

    Nothing that stands in code is an import.
    """
    bare = _without_spans(_FENCED.sub(" ", text))
    for written in dict.fromkeys(each.group(1) for each in _IMPORT.finditer(bare)):
        name = written.partition("#")[0].replace("\\ ", " ")
        if re.match(r"[\w.-]", name):
            place = posixpath.normpath(posixpath.join(posixpath.dirname(path), name))
            yield written, "" if place.startswith("..") else place
        elif name.startswith(("~/", "/")):
            yield written, ""


def _without_comments(text: str) -> str:
    """Without the comments that begin a line; one that is not closed stays."""
    parts, at = [], 0
    while (found := _COMMENT.search(text, at)) and (end := text.find("-->", found.end())) >= 0:
        parts.append(text[at : found.start()])
        blank = _BLANK.match(text, end + 3)
        at = blank.end() if blank else end + 3
    return "".join([*parts, text[at:]])


def _without_spans(text: str) -> str:
    """Without the code in lines: from a run of backticks to the next run as long."""
    runs = list(_TICKS.finditer(text))
    parts, at, index = [], 0, 0
    while index < len(runs):
        length = len(runs[index].group())
        end = next((other for other in range(index + 1, len(runs)) if len(runs[other].group()) == length), None)
        if end is not None:
            parts += [text[at : runs[index].start()], " "]
            at, index = runs[end].end(), end
        index += 1
    return "".join([*parts, text[at:]])


def _add(path: str, read: Read, found: dict[str, str], hops: int) -> None:
    data = read(path)
    try:
        text = None if data is None or path in found else _without_comments(data.decode().removeprefix("\ufeff"))
    except UnicodeDecodeError:
        return
    if text is None:
        return
    found[path] = text.replace("\r\n", "\n").strip()
    for _, place in imports_of(path, text) if hops else ():
        if place and place not in found:
            _add(place, read, found, hops - 1)
