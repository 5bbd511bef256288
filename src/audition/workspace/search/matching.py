"""One text held against one regular expression: which lines match, and how they are printed."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from audition.workspace.search.patterns import Effort, Regex

_LINE_CHARS = 1_000
"""What is printed of one line."""


@dataclass(frozen=True)
class Match:
    """A place that matches."""

    first: int
    """Index of the line on which it starts, from 0."""
    last: int
    text: str


@dataclass(frozen=True, kw_only=True)
class View:
    """How matches are printed."""

    before: int = 0
    """Lines shown ahead of a match."""
    after: int = 0
    numbered: bool = True
    only_matching: bool = False


def matches_by_line(content: bytes, regex: Regex, effort: Effort) -> Iterator[Match]:
    """The matches that lie within a line; lines too long for the expression are passed over."""
    for number, line in enumerate(_lines(content)):
        if effort.spent:
            return
        if effort.bears(regex, line):
            for start, end in regex.spans(line):
                yield Match(number, number, line[start:end].decode(errors="replace"))


def matches_across_lines(content: bytes, regex: Regex, effort: Effort) -> Iterator[Match]:
    """The matches anywhere; none in a text too long for the expression."""
    if not effort.bears(regex, content):
        return
    starts = [0, *accumulate(len(line) + 1 for line in _lines(content))]
    for start, end in regex.spans(content):
        if effort.spent:
            return
        first = bisect_right(starts, start) - 1
        last = max(first, bisect_right(starts, end - 1) - 1)
        yield Match(first, last, content[start:end].decode(errors="replace"))


def matching_lines(matches: Iterable[Match]) -> set[int]:
    """Indices of the lines that matches lie on, from 0."""
    return {number for match in matches for number in range(match.first, match.last + 1)}


def printed(path: str, content: bytes, matches: Sequence[Match], view: View) -> Iterator[str]:
    """`path:line: text` for each matching line, `path-line- text` for lines around it, `--` where some are left out."""
    if view.only_matching:
        for match in matches:
            yield _line(path, match.first if view.numbered else None, ":", match.text)
        return
    lines = _lines(content)
    matching = matching_lines(matches)
    last = -1
    for hit in sorted(matching):
        first = max(hit - view.before, last + 1)
        if (view.before or view.after) and 0 <= last < first - 1:
            yield "--"
        last = max(last, min(hit + view.after, len(lines) - 1))
        for number in range(first, last + 1):
            text = lines[number].decode(errors="replace")
            yield _line(path, number if view.numbered else None, ":" if number in matching else "-", text)


def _line(path: str, number: int | None, mark: str, text: str) -> str:
    shown_text = text if len(text) <= _LINE_CHARS else f"{text[:_LINE_CHARS]}… ({len(text):,} characters)"
    return f"{path}{mark} {shown_text}" if number is None else f"{path}{mark}{number + 1}{mark} {shown_text}"


def _lines(content: bytes) -> list[bytes]:
    lines = content.split(b"\n")
    return lines[:-1] if not lines[-1] else lines
