"""Cuts a paragraph: first where its lines begin something of their own, then into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

Range = tuple[int, int]
"""From a character to before another."""

BULLET: Final = re.compile(r"\s*[•◦▪‣●○■□✓✔✗✘✅❌→➤–—]\s*")
"""Signs that people set before the items of lists that are none to Markdown."""

_OWN = re.compile(r"(?:\*\*|__)\S|" + BULLET.pattern)
_TICKS = re.compile("`+")
_END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]*_]*+(?=\s)|[。！？]++[」』”’）]*+")
_ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|approx|dr|mr|mrs|ms|st|fig|incl|resp|(?-i:[A-Z]))\.\Z", re.IGNORECASE
)
_NEXT = re.compile(r"\s*[\"'“‘(\[*_`]*(\w)?")


def pieces(text: str) -> Iterator[Range]:
    """The parts of a paragraph that begin a line of their own: by a bold word, a bullet or a forced line break."""
    start = place = 0
    forced = False
    for line in text.splitlines(keepends=True):
        if place > start and (forced or _OWN.match(line)):
            yield start, place
            start = place
        forced = line.endswith(("  \n", "\\\n"))
        place += len(line)
    if start < len(text):
        yield start, len(text)


def sentences(text: str) -> Iterator[Range]:
    """The sentences of a text; what stands in code ends none, nor does an abbreviation."""
    plain = _without_code(text)
    start = 0
    for end in _END.finditer(plain):
        if _ends(plain, start, end):
            yield start, end.end()
            start = end.end()
    if text[start:].strip():
        yield start, len(text)


def _without_code(text: str) -> str:
    """The text with every letter between equally many backticks as `x`."""
    runs = [run.span() for run in _TICKS.finditer(text)]
    closing: dict[int, list[int]] = {}
    for place, (start, end) in reversed(list(enumerate(runs))):
        closing.setdefault(end - start, []).append(place)
    parts, done, at = [], 0, 0
    while at < len(runs):
        start, end = runs[at]
        same = closing[end - start]
        while same and same[-1] <= at:
            same.pop()
        if same:
            at = same[-1]
            parts += [text[done:end], "x" * (runs[at][0] - end)]
            done = runs[at][0]
        at += 1
    return "".join([*parts, text[done:]])


def _ends(plain: str, start: int, end: re.Match[str]) -> bool:
    following = _NEXT.match(plain, end.end())
    letter = following.group(1) if following else None
    if letter is not None and letter.islower():
        return False
    return _ABBREVIATION.search(plain, max(start, end.end() - 12), end.end()) is None
