"""The difference of two agent files on a terminal and in Markdown, word by word."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from typing import Final

from audition.records.prompt_change import Edit, PromptChange, SectionChange, Span
from audition.reporting.escaping import markdown, one_line, visible

MOST_RULES: Final = 40
"""Rules that differ and are named with what holds them."""
CONTEXT: Final = 1
"""Unchanged lines shown before and after changed ones."""

_MARKS: Final = {Edit.REMOVED: ("[-", "-]"), Edit.ADDED: ("{+", "+}"), Edit.SAME: ("", "")}
_COLOURS: Final = {Edit.REMOVED: ("\x1b[31m", "\x1b[0m"), Edit.ADDED: ("\x1b[32m", "\x1b[0m"), Edit.SAME: ("", "")}
_TAGS: Final = {Edit.REMOVED: ("<del>", "</del>"), Edit.ADDED: ("<ins>", "</ins>"), Edit.SAME: ("", "")}
_SIGNS: Final = {Edit.REMOVED: "- ", Edit.ADDED: "+ ", Edit.CHANGED: "~ ", Edit.SAME: "  "}

_Line = tuple[Span, ...]


def terminal_change(change: PromptChange, *, colour: bool) -> Iterator[str]:
    """The difference as lines; removed words stand in `[-…-]`, added ones in `{+…+}`, or in red and green.

    Args:
        change: What differs.
        colour: Whether the reader's terminal shows colours.
    """
    marks = _COLOURS if colour else _MARKS
    yield f"{one_line(change.baseline)} → {one_line(change.candidate)}: {_summary(change)}"
    if change.keys:
        yield ""
    for key in change.keys:
        yield f"{_SIGNS[key.edit]}{one_line(key.key)}: {_marked(key.value, marks)}"
    for section in change.sections:
        yield ""
        yield f"{_SIGNS[section.edit]}{_name(section)} ({_where(section)})"
        for line in _shown(section):
            yield "  …" if line is None else f"  {_sign(line, colour=colour)}{_marked(line, _line_marks(line, marks))}"
    if held := list(held_lines(change)):
        yield from ("", *held)


def held_lines(change: PromptChange) -> Iterator[str]:
    """What holds each rule that differs; nothing where none does."""
    if change.rules is None or not (change.rules.changes or change.rules.unknown):
        return
    if change.rules.suites:
        yield "Rules that differ, and what holds them:"
        for each in change.rules.changes[:MOST_RULES]:
            rule = each.after or each.before
            by = ", ".join(each.graders) or "nothing"
            yield f"{_SIGNS[each.edit]}{one_line(rule.text, 80) if rule else ''}: held by {one_line(by, 200)}"
        if (more := len(change.rules.changes) - MOST_RULES) > 0:
            yield f"… and {more} more"
    for suite in change.rules.unknown:
        yield f"What {one_line(suite)} holds is unknown: it has faults, which `audition check` tells."


def markdown_change(change: PromptChange) -> Iterator[str]:
    """The difference as Markdown lines for a comment of a pull request."""
    yield f"**{markdown(change.baseline)} → {markdown(change.candidate)}**: {_summary(change)}"
    if change.keys:
        yield from ("", "<pre>")
        for key in change.keys:
            yield f"{_SIGNS[key.edit]}{escape(one_line(key.key))}: {_tagged(key.value)}"
        yield "</pre>"
    for section in change.sections:
        yield from ("", f"<code>{escape(_name(section))}</code> ({_where(section)})")
        if lines := list(_shown(section)):
            yield from ("", "<pre>", *("…" if line is None else _tagged(line) for line in lines), "</pre>")
    if held := list(held_lines(change)):
        yield from ("", "<pre>", *map(escape, held), "</pre>")


def _summary(change: PromptChange) -> str:
    then, now = (value[:12] for value in change.digests)
    if not (change.keys or change.sections):
        told = "" if then == now else f"; what is set beside them is not: digest {then}, now {now}"
        return f"the files say the same{told}"
    counts = {"key": len(change.keys), "section": len(change.sections)}
    what = " and ".join(_counted(number, noun) for noun, number in counts.items() if number) + " changed"
    if others := list(dict.fromkeys(one_line(section.path) for section in change.sections if section.path)):
        own = any(not section.path for section in change.sections)
        what += f", {'some of them ' if own else ''}in {', '.join(others)}"
    if then == now:
        return f"{what}; the agent is told and granted the same ({now}), so recordings stay good"
    return f"{what}; digest {then}, now {now}"


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _name(section: SectionChange) -> str:
    heading = one_line(section.heading) or "the text before the first heading"
    return f"{one_line(section.path)}: {heading}" if section.path else heading


def _where(section: SectionChange) -> str:
    if section.baseline_line is None:
        return f"added, line {section.candidate_line}"
    if section.candidate_line is None:
        return f"removed, was line {section.baseline_line}"
    verb = "moved, " if section.moved else ""
    return f"{verb}line {section.baseline_line}, now {section.candidate_line}"


def _shown(section: SectionChange) -> Iterator[_Line | None]:
    """The section's lines that differ, with a little around them; None: some are left out here."""
    lines = _lines(section.text)
    stands_above = bool(section.heading) and len({span.edit for span in lines[0]}) == 1
    lines = _without_blank_ends(lines[1:] if stands_above else lines)
    telling = [any(span.edit is not Edit.SAME for span in line) for line in lines]
    near = [any(telling[max(0, n - CONTEXT) : n + CONTEXT + 1]) for n in range(len(lines))]
    for number, line in enumerate(lines):
        if near[number]:
            yield line
        elif number and near[number - 1]:
            yield None


def _lines(spans: Sequence[Span]) -> list[_Line]:
    """The spans cut at line ends."""
    lines: list[list[Span]] = [[]]
    for span in spans:
        first, *rest = span.text.split("\n")
        lines[-1].append(Span(first, span.edit))
        lines += [[Span(text, span.edit)] for text in rest]
    return [tuple(span for span in line if span.text) for line in lines]


def _without_blank_ends(lines: list[_Line]) -> list[_Line]:
    written = [number for number, line in enumerate(lines) if any(span.text.strip() for span in line)]
    return lines[written[0] : written[-1] + 1] if written else []


def _sign(line: _Line, *, colour: bool) -> str:
    edits = {span.edit for span in line} or {Edit.SAME}
    if len(edits) == 1 and (whole := edits.pop()) is not Edit.SAME:
        return _COLOURS[whole][0] + _SIGNS[whole] if colour else _SIGNS[whole]
    return "  "


def _line_marks(line: _Line, marks: dict[Edit, tuple[str, str]]) -> dict[Edit, tuple[str, str]]:
    """No marks where the sign before the line says it all."""
    if marks is _MARKS and len({span.edit for span in line}) == 1:
        return dict.fromkeys(_MARKS, ("", ""))
    return marks


def _marked(spans: Sequence[Span], marks: dict[Edit, tuple[str, str]]) -> str:
    return "".join(f"{marks[span.edit][0]}{visible(span.text)}{marks[span.edit][1]}" for span in spans).rstrip()


def _tagged(spans: Sequence[Span]) -> str:
    return "".join(f"{_TAGS[span.edit][0]}{escape(visible(span.text))}{_TAGS[span.edit][1]}" for span in spans)
