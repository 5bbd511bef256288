"""Two timelines for one thing: days before an event that do not agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, groupby, product
from typing import Final

from audition.loading.prompt_lint.prompt import Line, Prompt, Remark, Surroundings

_OFFSET = re.compile(
    r"\b(?:T|D|Day)\s*[-−–]\s*(?P<day>\d{1,4})\b"
    r"|\b(?P<number>\d{1,4})(?P<open>\+)?[\s-]*(?P<unit>day|week|month)s?\s+(?:out|before|prior|ahead|in\s+advance)\b",
    re.IGNORECASE,
)
_DAYS: Final = {"day": 1, "week": 7, "month": 30}
_STARTS = re.compile(r"\b(?:approach|start|beg[iu]n|initiat|kick|open|launch)", re.IGNORECASE)
_COMMON: Final = frozenset(
    {
        "process",
        "timeline",
        "time",
        "line",
        "plan",
        "stage",
        "phase",
        "step",
        "month",
        "with",
        "from",
        "this",
        "that",
        "when",
    }
)


@dataclass(frozen=True)
class _Mention:
    """Days before something, outside a timeline."""

    line: Line
    text: str
    days: int
    is_start: bool
    subject: frozenset[str]


@dataclass(frozen=True)
class _Timeline:
    """A list whose every item begins with days before something."""

    first: int
    """The file's line."""
    days: tuple[int, ...]
    subject: frozenset[str]

    @property
    def start(self) -> int:
        """The earliest day of it."""
        return max(self.days)


def timeline_remarks(prompt: Prompt, _surroundings: Surroundings) -> Iterator[Remark]:
    """Timelines of one subject with unlike days, and days elsewhere that do not fit the timeline of their subject."""
    timelines, rest = _split(prompt.lines)
    mentions = [mention for line in rest for mention in _mentions(line)]
    for line, what in (*_twice(timelines), *_misfits(mentions, timelines), *_starts(mentions, timelines)):
        yield prompt.remark(line, what)


def _twice(timelines: Sequence[_Timeline]) -> Iterator[tuple[int, str]]:
    for one, other in combinations(timelines, 2):
        common = one.subject & other.subject
        if common and one.days != other.days:
            what = f"a second timeline for {_named(common)}: {_listed(other.days)} days before"
            yield other.first, f"{what}, but {_listed(one.days)} in line {one.first}; keep one, or say when each holds"


def _misfits(mentions: Sequence[_Mention], timelines: Sequence[_Timeline]) -> Iterator[tuple[int, str]]:
    for mention, timeline in product(mentions, timelines):
        common = mention.subject & timeline.subject
        if not common or _fits(mention, timeline):
            continue
        what = f"“{mention.text}” for {_named(common)}, but the timeline in line {timeline.first} "
        what += f"starts at {timeline.start} days" if mention.is_start else f"has {_listed(timeline.days)} days"
        yield mention.line.number, f"{what}; say one, or how the two go together"


def _starts(mentions: Sequence[_Mention], timelines: Sequence[_Timeline]) -> Iterator[tuple[int, str]]:
    """Of subjects without a timeline."""
    known = frozenset[str]().union(*(timeline.subject for timeline in timelines))
    for one, other in combinations([mention for mention in mentions if mention.is_start], 2):
        common = (one.subject & other.subject) - known
        if common and one.days != other.days:
            what = f"“{other.text}” for {_named(common)}, but “{one.text}” in line {one.line.number}"
            yield other.line.number, f"{what}; say one, or how the two go together"


def _split(lines: Sequence[Line]) -> tuple[list[_Timeline], list[Line]]:
    """The timelines, and all other lines."""
    timelines, rest = [], []
    for (dated, _, _), run in groupby(lines, key=lambda line: (_is_dated(line), line.heading, line.label)):
        group = list(run)
        if not dated or len(group) < 2:
            rest += group
            continue
        days = tuple(_days(found) for line in group if (found := _OFFSET.search(line.text)))
        timelines.append(_Timeline(group[0].number, days, _subject(group[0].label or group[0].heading)))
    return timelines, rest


def _is_dated(line: Line) -> bool:
    return line.is_item and _OFFSET.match(line.text.lstrip("*_` ")) is not None


def _mentions(line: Line) -> Iterator[_Mention]:
    for clause in re.split(r"[.;,]\s", line.text):
        for found in _OFFSET.finditer(clause):
            is_start = line.is_heading or bool(found["open"]) or _STARTS.search(clause) is not None
            yield _Mention(line, found.group(), _days(found), is_start, _subject(_OFFSET.sub(" ", clause)))


def _fits(mention: _Mention, timeline: _Timeline) -> bool:
    return mention.days == timeline.start if mention.is_start else mention.days in timeline.days


def _days(found: re.Match[str]) -> int:
    return int(found["day"]) if found["day"] else int(found["number"]) * _DAYS[found["unit"].lower()]


def _subject(text: str) -> frozenset[str]:
    """The words that say what a line is about."""
    words = {word.lower().removesuffix("s") for word in re.findall(r"[A-Za-z]{4,}", text)}
    return frozenset(word for word in words - _COMMON if not _STARTS.match(word))


def _named(words: frozenset[str]) -> str:
    return f"“{' '.join(sorted(words))}”"


def _listed(days: Sequence[int]) -> str:
    return ", ".join(map(str, days))
