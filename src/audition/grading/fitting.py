"""What of a document has the types that its schema wants; the rest is left out, so that no reader trips over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

MISFIT = object()
"""Stands for a value that does not fit."""


def fitting(value: Any, schema: Any) -> Any:
    """The value without the parts whose type contradicts `type`, `enum`, `properties` or `items` of a JSON Schema.

    Reads no other keyword: a wrong choice or a missing key stays as it is. `MISFIT` when the value itself does not fit.
    """
    if not isinstance(schema, Mapping):
        return value
    wanted = schema.get("type")
    kinds = [wanted] if isinstance(wanted, str) else wanted or []
    if kinds and not any(_KINDS[kind](value) for kind in kinds if kind in _KINDS):
        return MISFIT
    if isinstance(value, list | Mapping) and "enum" in schema and value not in schema["enum"]:
        return MISFIT
    if isinstance(value, Mapping):
        properties = schema.get("properties", {})
        members = {key: fitting(item, properties.get(key)) for key, item in value.items()}
        return {key: item for key, item in members.items() if item is not MISFIT}
    if isinstance(value, list):
        return [item for item in (fitting(item, schema.get("items")) for item in value) if item is not MISFIT]
    return value


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "object": lambda value: isinstance(value, Mapping),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": _is_number,
    "integer": lambda value: _is_number(value) and float(value).is_integer(),
}
