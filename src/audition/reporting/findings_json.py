"""Findings as JSON for other programs, in the form that `findings.schema.json` publishes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any, TextIO

from audition.records.comparison import Findings
from audition.records.findings import RunFacts, VariantFacts

FORMAT = "findings/1"
"""Raised when a reader of the last one would misread it."""
IN_THE_RUN_FILE: Mapping[type, str] = {RunFacts: "planned", VariantFacts: "text"}
"""What a reader of findings has no use for: the list of all trials, whole prompts."""


def write_findings(findings: Findings, out: TextIO) -> None:
    """Write the findings: every field by its name, what is unknown as null, thresholds included."""
    json.dump(plain_findings(findings), out, ensure_ascii=True, allow_nan=False, indent=1)
    out.write("\n")


def plain_findings(findings: Findings) -> dict[str, Any]:
    """The findings as objects, lists, texts, numbers, booleans and nulls."""
    return {"format": FORMAT, **_plain(findings)}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        skipped = IN_THE_RUN_FILE.get(type(value))
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value) if field.name != skipped}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
