"""One trial on a terminal: what was asked, said, called, left behind, and how it was read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from audition.records.evidence import Trial
from audition.records.grades import Grade, NotApplicable, Quote, Reading, Score
from audition.records.media import told
from audition.records.messages import Block, content_blocks, result_text, tool_results
from audition.records.views import TrialView
from audition.reporting.escaping import one_line, visible
from audition.reporting.words import amount, dollars, share
from audition.text import counted

_SAID: Final = 6
"""Lines of a text that a short transcript shows."""
_WIDTH: Final = 150
"""Characters of a line that a short transcript shows."""


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What to show; none of them: everything in short, the files left behind in full."""

    transcript: bool = False
    """The whole conversation."""
    deliverable: bool = False
    """The files left behind alone, without line numbers, as they can be piped."""


def trial_lines(view: TrialView, parts: Parts) -> Iterator[str]:
    """The trial's lines; nothing that a model wrote reaches the terminal unescaped."""
    if parts.deliverable:
        yield from (line for _, text in _left(view.trial) for line in visible(text).splitlines())
    if parts.transcript:
        yield from _header(view)
        yield from _conversation(view.trial, short=False)
    if not (parts.deliverable or parts.transcript):
        yield from _header(view)
        yield from _conversation(view.trial, short=True)
        yield from _files(view.trial)
        yield from _scores(view)


def _header(view: TrialView) -> Iterator[str]:
    trial = view.trial
    usage = trial.usage
    told = [
        trial.origin.value,
        f"{trial.ending.value} after {counted(len(trial.turns), 'answer')}",
        ", ".join(map(one_line, trial.models)) or "model unknown",
        f"{amount(usage.total_tokens if usage else None)} tokens",
        f"cost {dollars(usage.cost_usd if usage else None)}",
    ]
    if trial.user_turns:
        played = trial.user_usage
        cost = dollars(played.cost_usd if played else None)
        told.append(f"user played by a model in {counted(len(trial.user_turns), 'answer')}, cost {cost}")
    yield f"{one_line(str(trial.id))} · one of {counted(view.trials, 'trial')} in run {view.run}"
    yield f"{' · '.join(told)}"
    for note in (trial.detail, trial.diverged and f"the replay diverged: {trial.diverged}", *trial.notes):
        if note:
            yield f"note: {one_line(note, 300)}"


def _conversation(trial: Trial, *, short: bool) -> Iterator[str]:
    results = tool_results(trial.messages)
    answers = 0
    for number, message in enumerate(trial.messages):
        blocks = content_blocks(message)
        if message["role"] == "assistant":
            answers += 1
            yield from ("", f"Answer {answers}")
            last = number == len(trial.messages) - 1
            for block in blocks:
                yield from _block(block, results, short=short and not last)
        elif texts := [told(block) or block["text"] for block in blocks if block["type"] != "tool_result"]:
            yield from ("", "Request" if number == 0 else message["role"].capitalize())
            yield from _text("\n".join(texts), short=False)


def _block(block: Block, results: Mapping[str, Block], *, short: bool) -> Iterator[str]:
    if block["type"] == "text":
        yield from _text(block["text"], short=short)
    elif block["type"] == "tool_use":
        result = results.get(block["id"])
        yield from _call(block, short=short)
        if result is not None:
            yield from _result(result, short=short)
    else:
        yield f"  [{one_line(block['type'])}]"


def _text(text: str, *, short: bool) -> Iterator[str]:
    lines = visible(text).strip("\n").splitlines()
    for line in lines[:_SAID] if short else lines:
        yield f"  {line[:_WIDTH]}…" if short and len(line) > _WIDTH else f"  {line}"
    if short and len(lines) > _SAID:
        yield f"  … {counted(len(lines) - _SAID, 'line')} more"


def _call(block: Block, *, short: bool) -> Iterator[str]:
    given = block["input"]
    if short:
        yield f"  → {one_line(block['name'], 40)}  {_brief(given)}"
        return
    yield f"  → {one_line(block['name'], 40)}"
    for key, value in given.items():
        yield from _field(one_line(str(key), 60), value)


def _brief(given: Mapping[str, Any]) -> str:
    """A call's input on one line: its first value plain, the others by name, long texts by their first line."""
    parts = []
    for number, (key, value) in enumerate(given.items()):
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        first, *more = text.strip("\n").split("\n")
        told = one_line(first, 80) + (f" (of {counted(len(more) + 1, 'line')})" if more else "")
        parts.append(told if number == 0 else f"{one_line(str(key), 30)}: {told}")
    return "  ".join(parts)


def _field(key: str, value: Any) -> Iterator[str]:
    text = visible(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
    if "\n" not in text:
        yield f"      {key}: {text}"
        return
    yield f"      {key}:"
    yield from (f"        {line}" for line in text.splitlines())


def _result(result: Block, *, short: bool) -> Iterator[str]:
    failed = "error: " if result.get("is_error") else ""
    lines = visible(result_text(result)).splitlines() or ["(nothing)"]
    if short:
        more = f"  (of {counted(len(lines), 'line')})" if len(lines) > 1 else ""
        yield f"    ← {failed}{one_line(lines[0], 110)}{more}"
    else:
        yield f"    ← {failed}{lines[0]}"
        yield from (f"      {line}" for line in lines[1:])


def _left(trial: Trial) -> list[tuple[str, str]]:
    """The text files that the agent left new or changed."""
    files = [(path, trial.outcome[path]) for path in trial.written]
    return [(path, file) for path, file in files if isinstance(file, str)]


def _files(trial: Trial) -> Iterator[str]:
    for path, text in _left(trial):
        yield from ("", one_line(path))
        for number, line in enumerate(visible(text).splitlines(), 1):
            yield f"  {number:4d}  {line}"
    if not trial.written:
        yield from ("", "No file was left.")


def _scores(view: TrialView) -> Iterator[str]:
    yield from ("", f"Gate score: {_told(view.gate)}")
    for grade in sorted(view.grades, key=_rank):
        what = f"{one_line(grade.grader, 60)} ({grade.role.value})"
        yield f"  {_mark(grade.reading)}  {what}: {one_line(grade.reading.reason, 400)}"
        if isinstance(grade.reading, Score):
            yield from _quotes(grade.reading.quotes)


def _told(reading: Reading) -> str:
    value = share(reading.value) if isinstance(reading, Score) else _mark(reading).strip()
    return f"{value}: {one_line(reading.reason, 400)}"


def _rank(grade: Grade) -> tuple[int, str, str]:
    """What wants a reader's eye first."""
    reading = grade.reading
    if isinstance(reading, Score):
        place = 2 if reading.passed else 0
    else:
        place = 3 if isinstance(reading, NotApplicable) else 1
    return place, "" if grade.role.value == "required" else grade.role.value, grade.grader


def _mark(reading: Reading) -> str:
    if isinstance(reading, Score):
        return "pass    " if reading.passed else "FAIL    "
    return "n/a     " if isinstance(reading, NotApplicable) else "unscored"


def _quotes(quotes: Sequence[Quote]) -> Iterator[str]:
    for quote in quotes:
        place = one_line(quote.pointer or quote.where, 80) + ("" if quote.line is None else f", line {quote.line}")
        yield f"            “{one_line(quote.text, 200)}” ({place})"
