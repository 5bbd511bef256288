"""Reads a judge's reply strictly: everything that was asked for, nothing else, each part as its menu has it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from audition.grading.judging.showing import visible
from audition.records.definitions import Rubric
from audition.records.evidence import Verdict

MOST = 4000
"""Characters of a quote or a reason; a longer one is no answer."""


class UnusableAnswer(Exception):
    """A reply that is no answer; the text says why in one line."""


def read_verdicts(text: str, rubric: Rubric) -> tuple[Verdict, ...]:
    """One verdict a criterion, in the rubric's order.

    Raises:
        UnusableAnswer: The text is no strict JSON, lacks a criterion, adds one, or answers out of the menu.
    """
    ids = [criterion.id for criterion in rubric.criteria]
    entries = read_object(parsed(text), ids, "the answer")
    return tuple(_verdict(name, entries[name]) for name in ids)


def parsed(text: str) -> Any:
    """The value of a JSON text.

    Raises:
        UnusableAnswer: It is no strict JSON: a key is repeated, a number is none, it is cut off or nested too deep.
    """
    try:
        return json.loads(text, object_pairs_hook=_distinct, parse_constant=_refused)
    except (ValueError, RecursionError) as error:
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
    """A text of the reply.

    Raises:
        UnusableAnswer: It is none, too long, or empty where it must not be.
    """
    if not isinstance(value, str) or len(value) > MOST:
        raise UnusableAnswer(f"{what} is no text of at most {MOST} characters")
    if any("\ud800" <= char <= "\udfff" for char in value):
        raise UnusableAnswer(f"{what} holds half a character")
    if not (empty or visible(value).strip()):
        raise UnusableAnswer(f"{what} is empty")
    return value


def _verdict(criterion: str, entry: Any) -> Verdict:
    found = read_object(entry, ("evidence", "reason", "met"), criterion)
    met = found["met"]
    if met is not None and not isinstance(met, bool):
        raise UnusableAnswer(f"{criterion}: met is {str(met)[:40]!r}, not true, false or null")
    return Verdict(
        criterion=criterion,
        met=met,
        evidence=read_text(found["evidence"], f"{criterion}: evidence", empty=True),
        reason=read_text(found["reason"], f"{criterion}: reason", empty=False),
    )


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key is repeated")
    return found


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number")
