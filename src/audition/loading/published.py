"""The JSON Schemas of what people write, and what in a definition is not of its form."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any, Literal

from audition.errors import Fault
from audition.loading.document import Document
from audition.loading.json_schema import validate

Kind = Literal["agent", "labels", "project", "rubric", "rules", "scenario", "suite"]


@cache
def published(kind: Kind) -> dict[str, Any]:
    """The published JSON Schema of one kind of definition."""
    file = Path(__file__).parent / "schemas" / f"{kind}.schema.json"
    schema: dict[str, Any] = json.loads(file.read_bytes())
    return schema


def form_faults(document: Document, kind: Kind) -> list[Fault]:
    """Every way in which a definition is not of its kind's form, each with its line."""
    problems = validate(document.value, published(kind))
    return [Fault(document.locus(problem.pointer), problem.message) for problem in problems]
