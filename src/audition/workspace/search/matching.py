"""One text held against one regular expression: which lines match, and how they are printed."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from audition.workspace.search.patterns import Effort, Regex

_LINE_CHARS = 1_000
"""What is printed of one line."""
_LINE_BYTES = 4 * _LINE_CHARS


class Lines:
    """A text by its lines, of which only the beginnings are kept: a megabyte of line breaks has a million."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._starts = array("L", [0])
        end = content.find(b"\n")
        while end >= 0:
            self._starts.append(end + 1)
            end = content.find(b"\n", end + 1)
        if self._starts[-1] != len(content):
            self._starts.append(len(content) + 1)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __iter__(self) -> Iterator[bytes]:
        return (self[number] for number in range(len(self)))

    def __getitem__(self, number: int) -> bytes:
        """A line by its index from 0, without its end."""
        if not 0 <= number < len(self):
            raise IndexError(number)
        return self.content[self._starts[number] : self._starts[number + 1] - 1]

    def number_at(self, place: int) -> int:
        """The index of the line that a byte lies on."""
        return bisect_right(self._starts, place) - 1


@dataclass(frozen=True)
class Match:
    """A place that matches."""

    first: int
    """Index of the line on which it starts, from 0."""
    last: int
    text: bytes


@dataclass(frozen=True, kw_only=True)
class View:
    """How matches are printed."""

    before: int = 0
    """Lines shown ahead of a match."""
    after: int = 0
    numbered: bool = True
    only_matching: bool = False


def matches_by_line(lines: Lines, regex: Regex, effort: Effort) -> Iterator[Match]:
    """The matches that lie within a line, in order; lines too long for the expression are passed over."""
    for number, line in enumerate(lines):
        if effort.spent:
            return
        if effort.bears(regex, line):
            for start, end in regex.spans(line):
                yield Match(number, number, line[start:end])


def matches_across_lines(lines: Lines, regex: Regex, effort: Effort) -> Iterator[Match]:
    """The matches anywhere, in order; none in a text too long for the expression."""
    if not effort.bears(regex, lines.content):
        return
    for start, end in regex.spans(lines.content):
        if effort.spent:
            return
        first = lines.number_at(start)
        yield Match(first, max(first, lines.number_at(end - 1)), lines.content[start:end])


def matching_lines(matches: Iterable[Match]) -> Iterator[int]:
    """Indices of the lines that matches lie on, from 0, each once and in order."""
    following = 0
    for match in matches:
        yield from range(max(match.first, following), match.last + 1)
        following = max(following, match.last + 1)


def printed(path: str, lines: Lines, matches: Iterable[Match], view: View) -> Iterator[str]:
    """`path:line: text` for each matching line, `path-line- text` for lines around it, `--` where some are left out."""
    if view.only_matching:
        for match in matches:
            yield _line(path, match.first if view.numbered else None, ":", match.text)
        return

    def around(first: int, end: int) -> Iterator[str]:
        return (_line(path, number if view.numbered else None, "-", lines[number]) for number in range(first, end))

    following, owed = 0, 0
    for hit in matching_lines(matches):
        yield from around(following, min(owed, hit))
        seen = max(following, min(owed, hit))
        first = max(hit - view.before, seen)
        if (view.before or view.after) and 0 < seen < first:
            yield "--"
        yield from around(first, hit)
        if hit < len(lines):
            yield _line(path, hit if view.numbered else None, ":", lines[hit])
        following, owed = hit + 1, hit + 1 + view.after
    yield from around(following, min(owed, len(lines)))


def _line(path: str, number: int | None, mark: str, line: bytes) -> str:
    text = line[:_LINE_BYTES].decode(errors="replace")
    if len(text) > _LINE_CHARS or len(line) > _LINE_BYTES:
        text = f"{text[:_LINE_CHARS]}… ({len(line.decode(errors='replace')):,} characters)"
    return f"{path}{mark} {text}" if number is None else f"{path}{mark}{number + 1}{mark} {text}"
