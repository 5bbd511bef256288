"""What people write and what findings hold, key by key, from the published schemas."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from importlib.resources import files
from typing import Any

from audition.loading.published import published
from scripts.reference.tables import table

Schema = Mapping[str, Any]

_HEADS = ("Key", "Is", "Meaning")
_TITLES = {
    "agent": ("Agent files", "`agents/<agent>/<variant>.md`: the keys between its two lines `---`."),
    "suite": ("Suites", "`scenarios/<suite>/suite.yaml`."),
    "scenario": ("Scenarios", "`scenarios/<suite>/<id>.yaml` ([how to write one](writing-a-scenario.md))."),
    "rubric": ("Rubrics", "`rubrics/<agent>/<name>.yaml` ([how to write one](writing-a-rubric.md))."),
    "project": ("Settings", "The table `[tool.audition]` of `pyproject.toml`."),
}
_WORDS = {
    "string": "text",
    "number": "number",
    "integer": "whole number",
    "object": "mapping",
    "boolean": "true or false",
    "null": "nothing",
    "array": "list",
}


def schema_sections() -> Iterator[str]:
    """One section a kind of definition, nested keys in the same table."""
    for kind, (title, where) in _TITLES.items():
        schema = published(kind)
        yield f"## {title}\n\n{where}\n\n{table(_HEADS, _nested(schema, schema, ''))}"


def findings_sections() -> Iterator[str]:
    """The schema of `findings.json`, one table an object, the whole first."""
    schema = json.loads((files("audition.reporting") / "findings.schema.json").read_text("utf-8"))
    yield f"## Findings as JSON\n\n`findings.json` in every report folder. {schema['description']}"
    yield table(_HEADS, _rows(schema))
    for name, part in schema["$defs"].items():
        yield f"### {name}\n\n{part['description']}\n\n{table(_HEADS, _rows(part))}"


def _rows(schema: Schema) -> Iterator[tuple[str, str, str]]:
    for key, part in schema["properties"].items():
        yield key, _kind(part), part.get("description", "")


def _nested(schema: Schema, whole: Schema, prefix: str) -> Iterator[tuple[str, str, str]]:
    for key, written in schema.get("properties", {}).items():
        part = _inlined(written, whole)
        must = ", required" if key in schema.get("required", ()) else ""
        yield f"{prefix}{key}", f"{_kind(part)}{must}", part.get("description", "")
        yield from _nested(
            part.get("items", part), whole, f"{prefix}{key}[]." if "items" in part else f"{prefix}{key}."
        )


def _inlined(part: Any, whole: Schema) -> Any:
    """A part with what it refers to in its place."""
    if isinstance(part, list):
        return [_inlined(item, whole) for item in part]
    if not isinstance(part, Mapping):
        return part
    if part.get("$ref"):
        return {**_inlined(whole["$defs"][part["$ref"].rsplit("/", 1)[-1]], whole), **part, "$ref": None}
    return {key: _inlined(value, whole) for key, value in part.items()}


def _kind(part: Schema) -> str:
    """What a value is, in words; a reference becomes a link to its section."""
    if part.get("$ref"):
        name = part["$ref"].rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if "type" in part:
        return f"{_typed(part)}{_bounds(part)}"
    if "enum" in part:
        return "one of " + ", ".join(f"`{choice}`" for choice in part["enum"])
    if "const" in part:
        return f"`{part['const']}`"
    if "anyOf" in part:
        return " or ".join(_kind(choice) for choice in part["anyOf"])
    return "refused" if "not" in part else "anything"


def _typed(part: Schema) -> str:
    if "prefixItems" in part:
        return f"pair of {_kind(part['prefixItems'][0])}"
    if part["type"] == "array":
        return f"list of {_kind(part['items'])}"
    if isinstance(values := part.get("additionalProperties"), Mapping):
        return f"names, each with a {_kind(values)}"
    kinds = [part["type"]] if isinstance(part["type"], str) else part["type"]
    return " or ".join(_WORDS[kind] for kind in kinds)


def _bounds(part: Schema) -> str:
    signs = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}
    bounds = [f"{sign} {part[key]}" for key, sign in signs.items() if key in part]
    return f" ({', '.join(bounds)})" if bounds else ""
