"""Reads the `checks:` of suites and scenarios: the keys that every check has, and the rest as its parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from audition.errors import Fault
from audition.loading.document import Document, child
from audition.loading.prompt_rules.holding import holds_of
from audition.records.definitions import CheckSpec

COMMON_KEYS: Final = ("check", "id", "variants", "points", "why", "holds")
"""All other keys of a check are its parameters."""

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")


def check_specs(document: Document) -> tuple[CheckSpec, ...]:
    """The checks of a suite or scenario that has passed its gate."""
    return tuple(
        _spec(document, child("$.checks", index), written)
        for index, written in enumerate(document.value.get("checks", []))
    )


def legible_checks(document: Document) -> Iterator[CheckSpec]:
    """Of a file that may have faults: the names and parameters of the checks that can be read."""
    written = document.value.get("checks") if isinstance(document.value, dict) else None
    for index, check in enumerate(written if isinstance(written, list) else []):
        if isinstance(check, dict) and isinstance(check.get("check"), str):
            params = {key: value for key, value in check.items() if key == "check" or key not in COMMON_KEYS}
            yield _spec(document, child("$.checks", index), params)


def _spec(document: Document, pointer: str, written: dict[str, Any]) -> CheckSpec:
    params = {key: value for key, value in written.items() if key not in COMMON_KEYS}
    return CheckSpec(
        id=written.get("id", written["check"]),
        check=written["check"],
        params=params,
        variants=tuple(written.get("variants", ())),
        points=float(written.get("points", 1.0)),
        why=written.get("why", ""),
        holds=holds_of(document, pointer, written),
        locus=document.locus(pointer),
        param_loci={key: document.locus(child(pointer, key)) for key in params},
    )


def same_id_faults(specs: Sequence[CheckSpec], beside: Sequence[CheckSpec] = ()) -> Iterator[Fault]:
    """A fault for every check whose id another has that can meet the same case.

    Args:
        specs: The checks of one file.
        beside: Checks that meet the same cases.
    """
    known: dict[str, list[CheckSpec]] = {}
    for spec in beside:
        known.setdefault(spec.id, []).append(spec)
    for spec in specs:
        namesakes = known.setdefault(spec.id, [])
        if other := next((each for each in namesakes if _meet(spec, each)), None):
            place = f"{other.locus.path}:{other.locus.line}"
            yield Fault(spec.locus, f"another check is called `{spec.id}` ({place}); add an `id:`")
        namesakes.append(spec)


def _meet(one: CheckSpec, other: CheckSpec) -> bool:
    return not one.variants or not other.variants or bool(set(one.variants) & set(other.variants))


def date_faults(document: Document, pointer: str) -> Iterator[Fault]:
    """A fault for every text below a member of the document that is written as a date and is no day of the calendar."""
    stack = [(pointer, document.value.get(pointer.removeprefix("$.")))]
    while stack:
        place, part = stack.pop()
        if isinstance(part, dict):
            stack += ((child(place, key), member) for key, member in part.items())
        elif isinstance(part, list):
            stack += ((child(place, index), item) for index, item in enumerate(part))
        elif isinstance(part, str) and _DATE.match(part) and calendar_day(part) is None:
            yield Fault(document.locus(place), f"{part} is no day of the calendar")


def calendar_day(text: str) -> date | None:
    """The day that `YYYY-MM-DD` names; None: there is no such day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
