"""The account plan as the checks read it: typed access to an untrusted document, and quotes with their place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from audition.checks import Quote, Suite, Work, validate

_QUOTED_CHARACTERS, _WORD_CHARACTERS = 240, 80
_MOST_LISTED = 6


@dataclass(frozen=True)
class Node:
    """A mapping of the plan and its place."""

    pointer: str
    fields: Mapping[str, Any]

    def at(self, key: str) -> str:
        """The pointer of a field."""
        return f"{self.pointer}.{key}"

    def text(self, key: str) -> str:
        """A field that is text, with runs of white space folded; empty where it is none."""
        value = self.fields.get(key)
        return " ".join(value.split()) if isinstance(value, str) else ""

    def number(self, key: str) -> float | None:
        """A field that is a finite number; None where it is none."""
        return number(self.fields.get(key))

    def day(self, key: str) -> date | None:
        """A field that is a date in ISO form; None where it is none."""
        return day(self.fields.get(key))


def number(value: Any) -> float | None:
    """A finite number that is no truth value, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if math.isfinite(value) else None


def day(value: Any) -> date | None:
    """A date written `YYYY-MM-DD`, else None."""
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == len("2026-01-31") else None
    except ValueError:
        return None


def section(work: Work, *path: str) -> Node:
    """The mapping at a path of keys; without fields where the plan holds none."""
    value: Any = work.deliverable.data
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return Node(".".join(("$", *path)), value if isinstance(value, Mapping) else {})


def entries(work: Work, *path: str) -> list[Node]:
    """The mappings of the list at a path of keys, each with its place; what is no mapping is left to the schema."""
    *parents, key = path
    parent = section(work, *parents)
    items = parent.fields.get(key)
    if not isinstance(items, list):
        return []
    return [Node(f"{parent.at(key)}[{place}]", item) for place, item in enumerate(items) if isinstance(item, Mapping)]


def quote(work: Work, pointer: str, text: str = "") -> Quote:
    """A piece of the plan as evidence: the given text, else the line that it stands on, else its value."""
    line = work.deliverable.line(pointer)
    if not text:
        lines = (work.deliverable.text or "").splitlines()
        text = lines[line - 1].strip() if line and line <= len(lines) else pointer
    shown = text if len(text) <= _QUOTED_CHARACTERS else f"{text[:_QUOTED_CHARACTERS]}…"
    return Quote(text=shown, where="deliverable", line=line, pointer=pointer)


def allowed(facts: Mapping[str, Any], key: str) -> tuple[Any, ...]:
    """The values that a fact leaves open: `key` and those of `key_any`; empty when the facts state neither."""
    first = facts.get(key)
    return (() if first is None else (first,)) + tuple(facts.get(f"{key}_any") or ())


def impossible(suite: Suite, parameter: str, words: Iterable[str], field: str) -> Iterator[tuple[str, str]]:
    """An objection to each word that the suite's schema lets no plan write into a field such as `risks.kind`."""
    schema: Any = suite.schema.document
    for key in field.split("."):
        schema = schema.get("properties", {}).get(key, {})
        schema = schema.get("items", schema)
    for word in words:
        if word in schema.get("enum", ()):
            continue  # what most are costs no validator
        yield from ((parameter, f"can never meet {word!r}: {problem.message}") for problem in validate(word, schema))


def listed(words: Iterable[str], joint: str = "or") -> str:
    """Words as a person lists them, each once: `a, b or c`; beyond a handful, how many more there are."""
    shown = [word if len(word) <= _WORD_CHARACTERS else f"{word[:_WORD_CHARACTERS]}…" for word in dict.fromkeys(words)]
    if len(shown) > _MOST_LISTED:
        shown = [*shown[:_MOST_LISTED], f"{len(shown) - _MOST_LISTED} more"]
    *first, last = shown or ["none"]
    return f"{', '.join(first)} {joint} {last}" if first else last


def money(value: float) -> str:
    """A figure with thousands set apart and no needless decimals."""
    return f"{value:,.0f}" if value == round(value) else f"{value:,.2f}"
