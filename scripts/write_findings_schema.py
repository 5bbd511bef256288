"""Writes `src/audition/reporting/findings.schema.json` from the records that findings are made of.

Run it after a change of the records: `python scripts/write_findings_schema.py`. A change that a reader of the old form
would misread also raises `FORMAT` in `findings_json.py`.
"""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from itertools import pairwise
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from audition.records.comparison import Findings
from audition.reporting.findings_json import FORMAT, IN_THE_RUN_FILE

TARGET = Path(__file__).parents[1] / "src/audition/reporting/findings.schema.json"
SCALARS = {str: "string", bool: "boolean", int: "integer", float: "number"}

Schema = dict[str, Any]


def findings_schema() -> Schema:
    """The whole schema."""
    definitions: dict[str, Schema] = {}
    top = _record(Findings, definitions)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:audition:{FORMAT.replace('/', ':')}",
        "title": f"What audition found: {FORMAT}",
        **top,
        "description": "All that a report shows above the evidence, thresholds included. Scores and shares are in "
        "[0, 1], differences in [-1, 1]; null is unknown.",
        "properties": {"format": {"const": FORMAT}, **top["properties"]},
        "required": ["format", *top["required"]],
        "$defs": dict(sorted(definitions.items())),
    }


def _record(kind: type, definitions: dict[str, Schema]) -> Schema:
    hints, told = get_type_hints(kind), _told(kind)
    properties = {}
    for field in fields(kind):
        if field.name != IN_THE_RUN_FILE.get(kind):
            described = {"description": told[field.name]} if field.name in told else {}
            properties[field.name] = described | _of(hints[field.name], definitions)
    return {
        "description": _line(inspect.getdoc(kind) or ""),
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _told(kind: type) -> Mapping[str, str]:
    """What the string below each field says."""
    (body,) = ast.parse(inspect.getsource(kind)).body
    statements = body.body if isinstance(body, ast.ClassDef) else []
    return {
        field.target.id: _line(inspect.cleandoc(said.value.value))
        for field, said in pairwise(statements)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(said, ast.Expr) and isinstance(said.value, ast.Constant) and isinstance(said.value.value, str)
    }


def _line(text: str) -> str:
    return text.split("\n\n", maxsplit=1)[0].replace("\n", " ")


def _of(hint: Any, definitions: dict[str, Schema]) -> Schema:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        choices = [_of(argument, definitions) for argument in arguments if argument is not NoneType]
        return {"anyOf": [*choices, {"type": "null"}]}
    if origin is tuple:
        return {"type": "array", **_items(arguments, definitions)}
    if origin is not None:
        return {"type": "object", "additionalProperties": _of(arguments[1], definitions)}
    if is_dataclass(hint):
        return _reference(hint, definitions)
    if issubclass(hint, Enum):
        return {"enum": [member.value for member in hint]}
    return {"type": SCALARS[hint]}


def _items(kinds: tuple[Any, ...], definitions: dict[str, Schema]) -> Schema:
    if kinds[-1] is Ellipsis:
        return {"items": _of(kinds[0], definitions)}
    return {"prefixItems": [_of(kind, definitions) for kind in kinds], "items": False, "minItems": len(kinds)}


def _reference(hint: Any, definitions: dict[str, Schema]) -> Schema:
    if hint.__name__ not in definitions:
        definitions[hint.__name__] = {}
        definitions[hint.__name__] = _record(hint, definitions)
    return {"$ref": f"#/$defs/{hint.__name__}"}


if __name__ == "__main__":
    TARGET.write_text(json.dumps(findings_schema(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
