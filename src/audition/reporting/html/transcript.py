"""One trial as the plain values that the page's script lays out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from audition.records.evidence import Trial
from audition.records.grades import Grade, NotApplicable, Quote, Score
from audition.records.media import told
from audition.records.messages import Block, Message, content_blocks, result_text, tool_results
from audition.records.outcome import OpaqueFile
from audition.reporting.escaping import visible
from audition.reporting.words import amount, dollars

LONGEST_TEXT = 200_000
"""Characters of one text that the page holds."""


def plain_trial(trial: Trial, grades: Iterable[Grade]) -> dict[str, Any]:
    """What the page shows of a trial: facts, notes, files it left, conversation and readings."""
    return {
        "facts": list(_facts(trial)),
        "notes": [*_broken(trial), *map(_text, trial.notes)],
        "files": [[path, _file(trial.outcome[path])] for path in trial.written],
        "final": _text(trial.final_message),
        "turns": list(_turns(trial.messages)),
        "readings": [_reading(grade) for grade in grades],
    }


def plain_inputs(trial: Trial) -> list[list[Any]]:
    """The workspace's files at the start."""
    return [[path, _file(file)] for path, file in sorted(trial.inputs.items())]


def _facts(trial: Trial) -> Iterator[str]:
    yield trial.ending.value.replace("_", " ") + (f": {trial.detail}" if trial.detail else "")
    yield trial.origin.value
    yield f"{len(trial.turns)} answers, {len(trial.trajectory)} tool calls"
    usage = trial.usage
    known = {
        "tokens": usage and f"{amount(usage.total_tokens)} tokens",
        "cost": usage and usage.cost_usd is not None and f"cost {dollars(usage.cost_usd)}",
        "seconds": trial.seconds is not None and f"{amount(trial.seconds)} seconds",
        "model": trial.models and f"answered by {', '.join(trial.models)}",
    }
    yield from (text for text in known.values() if text)
    unknown = [name for name, text in known.items() if not text]
    if unknown:
        yield f"unknown: {', '.join(unknown)}"
    if trial.user_turns:
        played = trial.user_usage
        cost = f", cost {dollars(played.cost_usd)}" if played and played.cost_usd is not None else ", cost unknown"
        yield f"user played by {', '.join(_players(trial))} in {len(trial.user_turns)} answers{cost}"
    if trial.attempts > 1:
        yield f"{trial.attempts} attempts"


def _players(trial: Trial) -> list[str]:
    return list(dict.fromkeys(each.turn.model or "a model" for each in trial.user_turns))


def _broken(trial: Trial) -> Iterator[str]:
    if trial.diverged is not None:
        yield f"The replay diverged: {_text(trial.diverged)}"


def _turns(messages: Sequence[Message]) -> Iterator[list[Any]]:
    """`[who, text]` for what was said, `["calls", name, inputs, result, broke]` for a tool call with its result."""
    results = tool_results(messages)
    for number, message in enumerate(messages):
        for block in content_blocks(message):
            if block["type"] == "tool_use":
                yield _call(block, results.get(block["id"]))
            elif block["type"] == "text":
                yield ["User" if number and message["role"] == "user" else message["role"], _text(block["text"])]
            elif named := told(block):
                source = block["source"]
                yield ["attached", _text(f"{named}\n{source['data']}" if source["type"] == "text" else named)]
            elif block["type"] != "tool_result":
                yield [block["type"], _text(str(block.get("thinking", "")) or _json(block))]


def _call(block: Block, result: Block | None) -> list[Any]:
    inputs = [
        [str(key), _text(value if isinstance(value, str) else _json(value))] for key, value in block["input"].items()
    ]
    broke = bool(result and result.get("is_error"))
    return ["calls", block["name"], inputs, None if result is None else _text(result_text(result)), broke]


def _reading(grade: Grade) -> list[Any]:
    """`[grader, role, mark, score, reason, quotes]`; mark is pass, fail, none or broke."""
    reading = grade.reading
    role = grade.role.value if grade.compared else "own playbook"
    reason = _text(reading.reason)
    if isinstance(reading, Score):
        mark = "pass" if reading.passed else "fail"
        return [grade.grader, role, mark, round(reading.value, 4), reason, [_quote(quote) for quote in reading.quotes]]
    return [grade.grader, role, "none" if isinstance(reading, NotApplicable) else "broke", None, reason, []]


def _quote(quote: Quote) -> list[Any]:
    return [_text(quote.text), quote.where, quote.line, quote.pointer]


def _file(file: str | OpaqueFile) -> str | list[Any]:
    return _text(file) if isinstance(file, str) else [file.kind, file.bytes]


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _text(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT]}\n… {len(text) - LONGEST_TEXT:,} more characters"
    return visible(text)
