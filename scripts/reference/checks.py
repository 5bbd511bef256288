"""The engine's checks with their parameters."""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from typing import Any

from audition.grading.building.listing import check_entry, finder_entry
from audition.grading.building.parameters import field_name
from audition.grading.check import Check
from audition.grading.checks import ENGINE_CHECKS
from audition.grading.finders import ENGINE_FINDERS
from scripts.reference.tables import table

_HEAD = """## Checks

What `check:` may say in a suite or scenario, besides the checks of your own folder
([how to write one](writing-a-check.md)). Every check also takes `id`, `variants` and `why`."""

_FINDERS = """## Finders

What `finder:` may say in the `find` of a criterion, besides the finders of your own folder
([what they are for](writing-a-rubric.md#where-to-look-and-what-code-answers))."""


def check_sections() -> Iterator[str]:
    """One section a check."""
    yield _HEAD
    for check in sorted(ENGINE_CHECKS, key=lambda check: check.name):
        told, rows = check_entry(check, "engine").gives, list(_rows(check))
        yield f"### {check.name}\n\n{told}" + (f"\n\n{table(['Parameter', 'Is', 'Meaning'], rows)}" if rows else "")


def finder_section() -> str:
    """What the engine's finders point at."""
    rows = [(finder.name, finder_entry(finder, "engine").gives) for finder in ENGINE_FINDERS]
    return f"{_FINDERS}\n\n{table(['Finder', 'Points at'], sorted(rows))}"


def _rows(check: type[Check]) -> Iterator[tuple[str, str, str]]:
    docs = _field_docs(check)
    for name, kind in check_entry(check, "engine").parameters.items():
        yield name, kind, docs.get(field_name(name), "")


def _field_docs(cls: type[Any]) -> dict[str, str]:
    """The text under each field of a class, on one line; Python keeps it in the source alone."""
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
