"""One trial as a page shows it by itself: its readings, texts with the lines that were quoted, and calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from audition.records.evidence import Trial
from audition.records.grades import Grade, Quote, Score
from audition.reporting.escaping import visible
from audition.reporting.html.transcript import plain_inputs, plain_trial

PARTS: Mapping[str, str] = {
    "readings": "Readings",
    "deliverables": "Deliverables",
    "conversation": "Conversation",
    "calls": "Tool calls",
    "given": "What it was given",
}
"""Part → what it is called, in the order of their keys."""


class Line(NamedTuple):
    """A line of a text, and how graders that quote it read it."""

    text: str
    mark: str
    """`fail`, `pass`, or empty where nobody quotes it."""
    by: str
    """Who does."""


class Text(NamedTuple):
    """A named text."""

    name: str
    anchor: str
    """Of its lines, which are called `<anchor>-L<number>`."""
    lines: tuple[Line, ...]


class Reading(NamedTuple):
    """What a grader says of the trial."""

    grader: str
    role: str
    mark: str
    """`pass`, `fail`, `none` (not applicable) or `broke`."""
    score: float | None
    reason: str
    quotes: tuple[tuple[str, str, str], ...]
    """(text, what the place is called, part and anchor of the page, such as `deliverables#d0-L12`)."""


@dataclass(frozen=True, kw_only=True)
class TrialSide:
    """A trial, made ready."""

    variant: str
    index: int
    plain: Mapping[str, Any]
    """As `plain_trial` gives it."""
    readings: tuple[Reading, ...]
    texts: tuple[Text, ...]
    """Files that it left, then its final message."""
    given: Sequence[Sequence[Any]]

    @property
    def said(self) -> list[list[Any]]:
        """What was said, without calls."""
        return [turn for turn in self.plain["turns"] if turn[0] != "calls"]

    @property
    def calls(self) -> list[list[Any]]:
        """Calls with their results."""
        return [turn for turn in self.plain["turns"] if turn[0] == "calls"]


def side_of(trial: Trial, grades: Sequence[Grade]) -> TrialSide:
    """A trial with its grades."""
    plain = plain_trial(trial, grades)
    files = [*plain["files"], ["final message", plain["final"]]]
    quoted = [
        (grade, quote, _file_of(quote, files))
        for grade in grades
        if isinstance(grade.reading, Score)
        for quote in grade.reading.quotes
    ]
    return TrialSide(
        variant=trial.id.variant,
        index=trial.id.index,
        plain=plain,
        readings=tuple(_reading(grade, plain["readings"][place], files) for place, grade in enumerate(grades)),
        texts=tuple(
            _text(path, f"d{place}", content, [(grade, quote) for grade, quote, at in quoted if at == place])
            for place, (path, content) in enumerate(files)
        ),
        given=plain_inputs(trial),
    )


def _file_of(quote: Quote, files: Sequence[Sequence[Any]]) -> int | None:
    """The place among the texts of the one that is quoted: the first that holds its first line; None: it was said."""
    if quote.where == "transcript":
        return None
    if quote.where == "final_message":
        return len(files) - 1
    start = visible(quote.text.strip().partition("\n")[0])
    return next((at for at, (_, text) in enumerate(files) if isinstance(text, str) and start in text), 0)


def _text(name: str, anchor: str, content: Any, quoted: Iterable[tuple[Grade, Quote]]) -> Text:
    text = content if isinstance(content, str) else f"({content[0]}, {content[1]} bytes: not kept as text)"
    marks: dict[int, tuple[str, list[str]]] = {}
    for grade, quote in quoted:
        failed = isinstance(grade.reading, Score) and not grade.reading.passed
        if quote.line is not None:
            mark, by = marks.get(quote.line, ("", []))
            marks[quote.line] = ("fail" if failed or mark == "fail" else "pass", [*by, grade.grader])
    lines = []
    for number, line in enumerate(text.split("\n"), start=1):
        mark, by = marks.get(number, ("", []))
        lines.append(Line(line, mark, ", ".join(dict.fromkeys(by))))
    return Text(name, anchor, tuple(lines))


def _reading(grade: Grade, plain: Sequence[Any], files: Sequence[Sequence[Any]]) -> Reading:
    name, role, mark, score, reason, _ = plain
    quotes = grade.reading.quotes if isinstance(grade.reading, Score) else ()
    return Reading(name, role, mark, score, reason, tuple(_places(quotes, files)))


def _places(quotes: Iterable[Quote], files: Sequence[Sequence[Any]]) -> Iterator[tuple[str, str, str]]:
    for quote in quotes:
        told = quote.where.replace("_", " ") if quote.line is None else f"line {quote.line}"
        at = _file_of(quote, files)
        yield quote.text, told, "conversation" if at is None else f"deliverables#d{at}-L{quote.line or 1}"
