"""Reads the `criteria:` of rubrics and scenarios."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audition.errors import DefinitionError, Fault
from audition.loading.document import Document, child
from audition.loading.json_schema import pattern_fault
from audition.loading.prompt_rules.holding import holds_of
from audition.records.criteria import Absent, Criterion, Example, Find


def criteria_of(document: Document) -> tuple[Criterion, ...]:
    """The criteria of a rubric or scenario that has passed its gate.

    Raises:
        DefinitionError: Two share an id, a pattern is none, or one says what it is when nothing looks for it.
    """
    written = document.value.get("criteria", [])
    places = [child("$.criteria", index) for index in range(len(written))]
    if faults := list(_faults(document, list(zip(places, written, strict=True)))):
        raise DefinitionError(faults)
    return tuple(_criterion(document, place, each) for place, each in zip(places, written, strict=True))


def _criterion(document: Document, place: str, written: dict[str, Any]) -> Criterion:
    return Criterion(
        id=written["id"],
        text=written["text"],
        in_=(asked_in,) if isinstance(asked_in := written.get("in", ()), str) else tuple(asked_in),
        points=float(written.get("points", 1)),
        required=written.get("required", False),
        find=tuple(_find(document, at, each) for at, each in _finds(place, written)),
        absent=Absent(written.get("absent", Absent.MET)),
        examples=tuple(
            Example(text=text, met=met, locus=document.locus(child(child(child(place, "examples"), key), index)))
            for key, met in (("met", True), ("not_met", False))
            for index, text in enumerate(written.get("examples", {}).get(key, []))
        ),
        holds=holds_of(document, place, written),
        locus=document.locus(place),
    )


def _finds(place: str, written: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for index, each in enumerate(written.get("find", [])):
        yield child(child(place, "find"), index), each


def _find(document: Document, place: str, written: Any) -> Find:
    if isinstance(written, str):
        return Find(pattern=written, locus=document.locus(place))
    return Find(finder=written["finder"], locus=document.locus(place))


def _faults(document: Document, criteria: list[tuple[str, dict[str, Any]]]) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, written in criteria:
        if written["id"] in seen:
            yield Fault(document.locus(child(place, "id")), f"another criterion is called `{written['id']}`")
        seen.add(written["id"])
        for at, each in _finds(place, written):
            if isinstance(each, str) and (message := pattern_fault(each)):
                yield Fault(document.locus(at), message)
        if "absent" in written and "find" not in written:
            message = "says what the criterion is where `find` finds nothing, and it has no `find`"
            yield Fault(document.locus(child(place, "absent")), message)
