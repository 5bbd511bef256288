"""The schemas that editors read say all that a person needs, and the project's own files name them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from jsonschema import Draft202012Validator

from audition.loading.json_schema import pattern_fault
from audition.loading.published import Kind, published

ROOT = Path(__file__).parents[3]
SCHEMAS = ROOT / "src/audition/loading/schemas"
KINDS = get_args(Kind)


def _properties(schema: Any) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    if isinstance(schema, dict):
        found += list(schema.get("properties", {}).items())
        found += [part for value in schema.values() for part in _properties(value)]
    elif isinstance(schema, list):
        found += [part for value in schema for part in _properties(value)]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_published_schema_is_well_formed_and_its_patterns_are_linear(kind):
    """The gate runs them on every definition."""
    Draft202012Validator.check_schema(published(kind))
    patterns = [schema["pattern"] for _, schema in _properties(published(kind)) if "pattern" in schema]

    assert [pattern_fault(pattern) for pattern in patterns] == [None] * len(patterns)


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_described(kind):
    """An editor shows what a key is for while it is typed."""
    keys = _properties(published(kind))

    assert keys
    assert [key for key, schema in keys if "description" not in schema and "$ref" not in schema] == []


def test_every_schema_file_is_published():
    """No schema lies there that nothing checks by."""
    assert sorted(file.name for file in SCHEMAS.iterdir()) == sorted(f"{kind}.schema.json" for kind in KINDS)


def test_suites_and_scenarios_write_checks_alike():
    """Two files hold one definition, since editors read each alone."""
    assert published("suite")["$defs"]["check"] == published("scenario")["$defs"]["check"]
