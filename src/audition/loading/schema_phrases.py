"""Says in a person's words what a JSON Schema keyword found wrong."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from audition.text import did_you_mean, shortened

_KINDS: Mapping[str, str] = {
    "string": "a text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a mapping",
    "null": "null",
}
_LENGTHS: Mapping[str, str] = {
    "minLength": "at least {} characters",
    "maxLength": "at most {} characters",
    "minItems": "at least {} items",
    "maxItems": "at most {} items",
    "minProperties": "at least {} keys",
    "maxProperties": "at most {} keys",
}
_BOUNDS: Mapping[str, str] = {
    "minimum": "at least",
    "maximum": "at most",
    "exclusiveMinimum": "more than",
    "exclusiveMaximum": "less than",
    "multipleOf": "a multiple of",
    "const": "exactly",
}


def phrase(keyword: Any, wanted: Any, value: Any, meaning: str = "") -> str:
    """Why a value does not meet a keyword of its schema, in one short line that quotes at most a few words of it.

    Args:
        keyword: Such as `type`; None where the schema allows nothing at all.
        wanted: What the schema says at the keyword.
        value: What the keyword was applied to.
        meaning: The schema's own description, where it has one.
    """
    if keyword == "type":
        kinds = " or ".join(_KINDS.get(each, each) for each in ([wanted] if isinstance(wanted, str) else wanted))
        hint = "; write true or false" if wanted == "boolean" and isinstance(value, str) else ""
        return f"is {_shown(value)}, must be {kinds}{hint}"
    if keyword == "enum":
        words = [each if isinstance(each, str) else json.dumps(each) for each in wanted]
        hint = did_you_mean(value, words) if isinstance(value, str) else f"; known: {shortened(', '.join(words))}"
        return f"is {_shown(value)}, not one of the allowed values{hint}"
    if keyword in _LENGTHS:
        return f"holds {len(value)}, must hold {_LENGTHS[keyword].format(wanted)}" if value else "is empty"
    if keyword in _BOUNDS:
        return f"is {_shown(value)}, must be {_BOUNDS[keyword]} {wanted}"
    return "is not allowed here" + (f": {meaning}" if meaning else f" (`{keyword}`)" if keyword else "")


def _shown(value: Any) -> str:
    """A value in at most some 60 characters; collections by their kind alone."""
    if isinstance(value, str):
        return f"the text {shortened(json.dumps(value[:80], ensure_ascii=False))}"
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "a mapping"
    return json.dumps(value, default=str)
