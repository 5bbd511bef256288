"""JSON Schemas of deliverables: what a person would write works, what reaches out or never ends is refused at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from audition.grading.fitting import fitting
from audition.loading.json_schema import validate
from audition.loading.schema_lint import lint_schema
from audition.loading.strict_yaml import parse_yaml

CASES: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("schemas.yaml").read_text(encoding="utf-8"))
NESTED: Any = 1
for _ in range(30):
    NESTED = [NESTED]

BUSY: dict[str, tuple[str, Any]] = {
    "a pattern": ("properties: {a: {pattern: '^(a+)+$'}}", {"a": "a" * 50_000 + "!"}),
    "a pattern of keys": (
        "{patternProperties: {'^(a+)+$': {}}, additionalProperties: false}",
        {"a" * 200 + "!": 1},
    ),
    "five thousand objects": ("uniqueItems: true", [*({"b": number} for number in range(5_000)), {"b": 1}]),
    "alternatives": (
        "anyOf: [{items: {$ref: '#'}, type: array}, {items: {$ref: '#'}, type: array, minItems: 1}]",
        NESTED,
    ),
    "five thousand choices": (f"items: {{enum: {list(range(5_000))}}}", ["x"] * 5_000),
}


def _schema(text: str) -> Any:
    document = parse_yaml(text, "s.yaml")

    assert document.fault is None
    assert lint_schema(document) == []
    return document.value


@pytest.mark.parametrize("case", CASES["works"].values(), ids=CASES["works"])
def test_what_a_person_would_write_works(case: dict[str, Any]) -> None:
    """The right value has no problem, the wrong one has some, each in one short line."""
    schema = _schema(case["schema"])
    problems = validate(case["wrong"], schema)

    assert validate(case["right"], schema) == []
    assert fitting(case["right"], schema) == case["right"]
    assert problems
    assert all(len(problem.message) < 300 and "\n" not in problem.message for problem in problems)


@pytest.mark.parametrize("case", CASES["refused"].values(), ids=CASES["refused"])
def test_what_reaches_out_or_never_ends_is_refused(case: dict[str, str]) -> None:
    """Before anything runs, with its place."""
    faults = [str(fault) for fault in lint_schema(parse_yaml(case["schema"], "s.yaml"))]

    assert any(case["said"] in fault for fault in faults), faults
    assert all(fault.startswith("s.yaml") and fault.isprintable() for fault in faults)


@pytest.mark.parametrize(("text", "value"), BUSY.values(), ids=BUSY)
def test_a_busy_schema_ends_as_a_problem(text: str, value: Any) -> None:
    """Patterns are linear, comparisons are hashed, everything else is counted."""
    assert validate(value, _schema(text))
