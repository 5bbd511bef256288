"""Reads a judge's reply strictly: everything that was asked for, nothing else, each part as its menu has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audition.grading.judging.showing import visible
from audition.records.criteria import Criterion
from audition.records.judgements import Verdict
from audition.strict_json import parse_json

MOST = 4000
"""Characters of a quote or a reason; what comes after is left out."""


class UnusableAnswer(Exception):
    """A reply that is no answer; the text says why in one line."""


def read_verdicts(text: str, asked: Sequence[Criterion]) -> tuple[Verdict, ...]:
    """One verdict a criterion that was asked, in that order.

    Raises:
        UnusableAnswer: The text is no strict JSON, lacks a criterion, adds one, or answers out of the menu.
    """
    given = read_object(parsed(text), ("answers",), "the answer")["answers"]
    if not isinstance(given, list):
        raise UnusableAnswer("answers is no list")
    entries: dict[str, Any] = {}
    for number, entry in enumerate(given, start=1):
        name = entry.get("criterion") if isinstance(entry, dict) else None
        if not isinstance(name, str):
            raise UnusableAnswer(f"answer {number} names no criterion")
        if name in entries:
            raise UnusableAnswer(f"the answer repeats {name[:200]}")
        entries[name] = entry
    ids = [criterion.id for criterion in asked]
    read_object(entries, ids, "the answer")
    return tuple(_verdict(name, entries[name]) for name in ids)


def parsed(text: str) -> Any:
    """The value of a JSON text.

    Raises:
        UnusableAnswer: It is no strict JSON: a key is repeated, a number is none, it is cut off or nested too deep.
    """
    try:
        return parse_json(text)
    except ValueError as error:
        raise UnusableAnswer(f"the answer is no strict JSON: {str(error)[:120]}") from None


def read_object(value: Any, keys: Sequence[str], what: str) -> dict[str, Any]:
    """The value, if it is an object with exactly these keys.

    Raises:
        UnusableAnswer: It is another one, or none.
    """
    if not isinstance(value, dict):
        raise UnusableAnswer(f"{what} is no object")
    missing = [key for key in keys if key not in value]
    extra = [key for key in value if key not in keys]
    if missing or extra:
        parts = [f"{word} {', '.join(names)[:200]}" for word, names in (("lacks", missing), ("adds", extra)) if names]
        raise UnusableAnswer(f"{what} {' and '.join(parts)}")
    return value


def read_text(value: Any, what: str, *, empty: bool) -> str:
    """A text of the reply, cut where it is longer than anybody would read.

    Raises:
        UnusableAnswer: It is none, or empty where it must not be.
    """
    if not isinstance(value, str):
        raise UnusableAnswer(f"{what} is no text")
    text = value[:MOST]
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise UnusableAnswer(f"{what} holds half a character")
    if not (empty or visible(text).strip()):
        raise UnusableAnswer(f"{what} is empty")
    return text


def _verdict(criterion: str, entry: Any) -> Verdict:
    found = read_object(entry, ("criterion", "evidence", "reason", "met"), criterion)
    met = found["met"]
    if met is not None and not isinstance(met, bool):
        raise UnusableAnswer(f"{criterion}: met is {str(met)[:40]!r}, not true, false or null")
    return Verdict(
        criterion=criterion,
        met=met,
        evidence=read_text(found["evidence"], f"{criterion}: evidence", empty=True),
        reason=read_text(found["reason"], f"{criterion}: reason", empty=False),
    )
