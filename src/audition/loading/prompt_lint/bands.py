"""Thresholds that contradict each other, and bands that leave a gap or overlap."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import inf
from typing import Final

from audition.loading.prompt_lint.prompt import Line, Prompt, Remark, Surroundings

_NUMBER = r"\d+(?:\.\d+)?"
_RANGE = re.compile(
    r"(?P<word>≥|>=|>|≤|<=|<|\b(?:above|over|below|under|at least|at most|more than|less than))"
    rf"\s*(?P<bound>{_NUMBER})\s*(?P<u1>%)?"
    rf"|(?<![\w.-])(?P<low>{_NUMBER})\s*%?\s*[-–]\s*(?P<high>{_NUMBER})(?![\w.-]*-)\s*(?P<u2>%)?"
    rf"|(?<![\w.-])(?P<least>{_NUMBER})\s*(?P<u3>%)?\+"
)
_DATED = re.compile(r"\s*(?:days?|weeks?|months?|years?)\b", re.IGNORECASE)
_LABEL = re.compile(r"[*_`]*([A-Za-z][\w /-]{0,40}?)[*_`]*\s*[(:]\s*\Z")
_STANDS_BEHIND = re.compile(r"[*_`]*\s*[(:]\s*\Z")
_UP: Final = {">": False, "above": False, "over": False, "more than": False, "≥": True, ">=": True, "at least": True}
_DOWN: Final = {"<": False, "below": False, "under": False, "less than": False, "≤": True, "<=": True, "at most": True}


@dataclass(frozen=True)
class _Range:
    """Numbers that a line speaks of, with whether each end belongs to them."""

    line: Line
    text: str
    before: str
    """The line's text before it."""
    label: str
    """What its list item begins with, when it follows at once; empty: nothing."""
    unit: str
    low: float
    high: float
    has_low: bool
    has_high: bool

    @property
    def extent(self) -> tuple[float, float, bool, bool]:
        """What it covers, whatever its words."""
        return self.low, self.high, self.has_low, self.has_high


def band_remarks(prompt: Prompt, _surroundings: Surroundings) -> Iterator[Remark]:
    """One label with two ranges, and lists of bands from lowest to highest that do not meet."""
    ranges = [found for line in prompt.lines for found in _ranges(line)]
    first: dict[tuple[str, str], _Range] = {}
    for found in ranges:
        if found.label:
            first.setdefault((found.label, found.unit), found)
    for found in ranges:
        known = next(
            (known for (label, unit), known in first.items() if unit == found.unit and _is_of(found, label)), None
        )
        if known is not None and known.extent != found.extent:
            where = f"“{known.text}” in line {known.line.number}"
            yield prompt.remark(found.line.number, f"{known.label} is “{found.text}” here, but {where}; keep one")
    for _, run in groupby(prompt.lines, key=lambda line: (line.is_item, line.heading, line.label)):
        yield from _list_remarks(prompt, list(run))


def _is_of(found: _Range, label: str) -> bool:
    """Whether a range stands right behind a label."""
    if found.label:
        return found.label == label
    behind = _STANDS_BEHIND.search(found.before)
    return behind is not None and re.search(rf"\b{re.escape(label)}\Z", found.before[: behind.start()]) is not None


def _list_remarks(prompt: Prompt, lines: Sequence[Line]) -> Iterator[Remark]:
    """Of one list: its items' ranges in one unit, where every item has exactly one."""
    rows = [list(_ranges(line)) for line in lines]
    rows = [row for row in rows if row and row[0].label]
    for unit in ("", "%"):
        column = [[found for found in row if found.unit == unit] for row in rows]
        if len(column) < 2 or any(len(cell) != 1 for cell in column):
            continue
        bands = sorted((cell[0] for cell in column), key=lambda band: (band.low, band.high))
        if bands[0].low == -inf and bands[-1].high == inf:
            yield from _seams(prompt, bands)


def _seams(prompt: Prompt, bands: Sequence[_Range]) -> Iterator[Remark]:
    told = ", ".join(f"“{band.text}”" for band in bands)
    line = min(band.line.number for band in bands)
    for below, above in pairwise(bands):
        where, covered = _seam(below, above)
        if covered == 0:
            yield prompt.remark(line, f"none of {told} holds {where}; say what does")
        elif covered == 2:
            yield prompt.remark(line, f"two of {told} hold {where}; set them apart")


def _seam(below: _Range, above: _Range) -> tuple[str, int]:
    """Where two neighbouring bands meet, and how many of them hold there: 1, where all is well."""
    high, low, unit = below.high, above.low, f" {below.unit}".rstrip()
    if high == low:
        return f"at {low:g}{unit}", below.has_high + above.has_low
    if low < high:
        return f"between {low:g} and {high:g}{unit}", 2
    whole = low - high == 1 and high.is_integer() and below.has_high and above.has_low
    return f"between {high:g} and {low:g}{unit}", int(whole)


def _ranges(line: Line) -> Iterator[_Range]:
    for found in _RANGE.finditer(line.text):
        if _DATED.match(line.text, found.end()):
            continue
        before = line.text[: found.start()]
        label = _LABEL.fullmatch(before) if line.is_item else None
        unit = found["u1"] or found["u2"] or found["u3"] or ""
        name = label.group(1).strip() if label else ""
        yield _Range(line, found.group().strip(), before, name, unit, *_extent(found))


def _extent(found: re.Match[str]) -> tuple[float, float, bool, bool]:
    if found["word"] in _UP:
        return float(found["bound"]), inf, _UP[found["word"]], True
    if found["word"] in _DOWN:
        return -inf, float(found["bound"]), True, _DOWN[found["word"]]
    if found["least"]:
        return float(found["least"]), inf, True, True
    return float(found["low"]), float(found["high"]), True, True
