"""The engine's checks with their parameters."""

from __future__ import annotations

import ast
import dataclasses
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from audition.grading.building.parameters import field_name, parameters, required
from audition.grading.check import Check
from audition.grading.checks import ENGINE_CHECKS
from audition.records.evidence import Ending
from scripts.reference.tables import table

_HEAD = """## Checks

What `check:` may say in a suite or scenario, besides the checks of your own folder
([how to write one](writing-a-check.md)). Every check also takes `id`, `variants` and `why`. A parameter without a
default has to be given."""


def check_sections() -> Iterator[str]:
    """One section a check."""
    yield _HEAD
    for check in sorted(ENGINE_CHECKS, key=lambda check: check.name):
        told = (check.__doc__ or "").split("\n")[0]
        rows = list(_rows(check))
        yield f"### {check.name}\n\n{told}" + (f"\n\n{table(['Parameter', 'Is', 'Meaning'], rows)}" if rows else "")


def _rows(check: type[Check]) -> Iterator[tuple[str, str, str]]:
    docs, defaults = field_docs(check), {field.name: field.default for field in dataclasses.fields(check)}
    for name in parameters(check):
        wanted = inspect.get_annotations(check)[field_name(name)]
        default = "" if name in required(check) else f", default {_shown(defaults[field_name(name)])}"
        yield name, f"{_words(wanted)}{default}", docs.get(field_name(name), "")


_WORDS: Mapping[str, str] = {
    "str": "text",
    "int": "whole number",
    "float": "number",
    "bool": "true or false",
    "date": "day",
    "Ending": f"one of {', '.join(f'`{ending}`' for ending in Ending)}",
    "re.Pattern[str]": "regular expression (RE2)",
}


def _words(annotation: str) -> str:
    """An annotation in the words of YAML."""
    plain = annotation.removesuffix(" | None")
    if plain.startswith("tuple[") and plain.endswith(", ...]"):
        return f"{_words(plain[len('tuple[') : -len(', ...]')])}, or a list"
    if plain.startswith("Mapping[str, "):
        return f"names, each with a {_words(plain[len('Mapping[str, ') : -1])}"
    return _WORDS.get(plain, plain)


def _shown(default: Any) -> str:
    if default is None or default is dataclasses.MISSING or default == ():
        return "none"
    if isinstance(default, tuple):
        return ", ".join(f"`{item}`" for item in default)
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def field_docs(cls: type[Any]) -> dict[str, str]:
    """The text under each field of a class, on one line."""
    (body,) = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    docs: dict[str, str] = {}
    field = None
    for statement in body.body if isinstance(body, ast.ClassDef) else []:
        if isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            field = statement.target.id
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant) and field:
            docs[field] = " ".join(str(statement.value.value).split())
            field = None
    return docs
