"""Reads which files an agent must leave, of a suite or of a scenario that says otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from audition.errors import DefinitionError, Fault, Locus
from audition.loading.document import Document, child
from audition.loading.formats import format_of
from audition.loading.sources import path_fault
from audition.records.scene import NO_SCHEMA, UNNAMED, DeliverableSpec, Format, Schema

RESERVED: Final = ("final_message", "conversation", "files", "transcript")
"""Names of other parts of a work."""

ReadSchema = Callable[[Locus, str], Schema]


def deliverables_of(document: Document, read_schema: ReadSchema) -> tuple[DeliverableSpec, ...] | None:
    """The deliverables with their paths as templates; None: the file names none.

    Args:
        document: A suite or scenario that has passed its gate.
        read_schema: Gives the schema in a file that is named at a place.

    Raises:
        DefinitionError: A path leads nowhere, a name or place is taken twice, or a schema is none.
    """
    value = document.value
    one, several = value.get("deliverable"), value.get("deliverables")
    if one is not None and several is not None:
        raise DefinitionError([Fault(document.locus("$.deliverable"), "stands beside `deliverables`; keep one")])
    if one is None and value.get("schema") is not None:
        message = "there is no `deliverable` that it could be of; a named one has its own `schema`"
        raise DefinitionError([Fault(document.locus("$.schema"), message)])
    if one is not None:
        extra = {"schema": value["schema"]} if "schema" in value else {}
        return (_spec(document, "$.deliverable", UNNAMED, one, read_schema, extra=extra),)
    if several is None:
        return None
    for name in several:
        if name in RESERVED:
            place = document.locus(child("$.deliverables", name))
            raise DefinitionError([Fault(place, f"`{name}` is another part of a work; name the file otherwise")])
    return tuple(
        _spec(document, child("$.deliverables", name), name, written, read_schema, extra={})
        for name, written in several.items()
    )


def _spec(  # noqa: PLR0913  # one file as written, and what stands beside it
    document: Document, pointer: str, name: str, written: Any, read_schema: ReadSchema, *, extra: dict[str, Any]
) -> DeliverableSpec:
    plain = isinstance(written, str)
    given: dict[str, Any] = {"path": written} if plain else written
    beside = "schema" in extra
    if beside and "schema" in given:
        raise DefinitionError([Fault(document.locus(child(pointer, "schema")), "the suite has a `schema`; keep one")])
    place = "$.schema" if beside else child(pointer, "schema")
    schema = extra.get("schema") or given.get("schema")
    faults = [
        Fault(document.locus(where), f"the path {fault}")
        for where, path in (
            (pointer if plain else child(pointer, "path"), given["path"]),
            *([(child(place, "put_at"), schema["put_at"])] if schema and "put_at" in schema else []),
        )
        if (fault := path_fault(path))
    ]
    form = Format(given["format"]) if "format" in given else format_of(given["path"])
    if schema and not form.has_parts:
        told = f"{given['path']} is read as {form.value}, which has no parts; name its `format`, or remove the schema"
        faults.append(Fault(document.locus(place), told))
    if faults:
        raise DefinitionError(faults)
    return DeliverableSpec(
        name=name,
        path=given["path"],
        format=form,
        schema=read_schema(document.locus(child(place, "file")), schema["file"]) if schema else NO_SCHEMA,
        schema_path=schema.get("put_at", "") if schema else "",
    )
