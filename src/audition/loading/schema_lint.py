"""What a deliverable's schema must be before anything runs: `lint_schema(document) -> list[Fault]`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from audition.errors import Fault
from audition.loading.document import Document, child
from audition.loading.json_schema import UNBOUNDED, Problem, pattern_fault, validate

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_LITERAL = frozenset({"enum", "const", "default", "examples"})
"""Keywords whose values are data, not schemas."""


def lint_schema(document: Document) -> list[Fault]:
    """Every reason not to use this JSON Schema.

    It is draft 2020-12 and well formed, its references stay inside and lead somewhere, RE2 takes its patterns, and
    checking a value against it ends.
    """
    if not isinstance(document.value, dict):
        return [Fault(document.locus("$"), "a schema is a mapping")]
    problems = [*_walk(document.value), *_malformed(document.value)]
    if not problems and validate({}, document.value) == [UNBOUNDED]:
        # References that go round in circles show on any value at all.
        problems = [UNBOUNDED]
    return [Fault(document.locus(problem.pointer), problem.message) for problem in problems]


def _malformed(schema: dict[str, Any]) -> list[Problem]:
    from jsonschema import Draft202012Validator

    return validate(schema, Draft202012Validator.META_SCHEMA)


def _walk(schema: dict[str, Any]) -> Iterator[Problem]:
    resolver = _resolver(schema)
    stack: list[tuple[str, Any]] = [("$", schema)]
    while stack:
        pointer, node = stack.pop()
        if isinstance(node, list):
            stack += ((child(pointer, index), item) for index, item in enumerate(node))
        elif isinstance(node, dict):
            yield from _node(node, pointer, resolver)
            stack += ((child(pointer, key), item) for key, item in node.items() if key not in _LITERAL)


def _node(node: dict[str, Any], pointer: str, resolver: Any) -> Iterator[Problem]:
    if isinstance(node.get("$schema"), str) and node["$schema"].rstrip("#") != DIALECT:
        yield Problem(child(pointer, "$schema"), f"only {DIALECT} is read")
    if isinstance(node.get("$id"), str) and pointer != "$":
        yield Problem(child(pointer, "$id"), "only the whole schema may have an `$id`")
    for keyword in ("$ref", "$dynamicRef"):
        if isinstance(target := node.get(keyword), str) and (fault := _reference_fault(target, resolver)):
            yield Problem(child(pointer, keyword), fault)
    if "patternProperties" in node and "unevaluatedProperties" in node:
        message = "cannot stand beside `patternProperties`; use `additionalProperties`"
        yield Problem(child(pointer, "unevaluatedProperties"), message)
    for place, pattern in _patterns(node, pointer):
        if fault := pattern_fault(pattern):
            yield Problem(place, fault)


def _reference_fault(target: str, resolver: Any) -> str | None:
    from referencing.exceptions import Unresolvable

    if not target.startswith("#"):
        return "refers outside this schema; copy what it needs into `$defs`"
    try:
        resolver.lookup(target)
    except Unresolvable:
        return "refers to nothing in this schema"
    return None


def _patterns(node: dict[str, Any], pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(node.get("pattern"), str):
        yield child(pointer, "pattern"), node["pattern"]
    if isinstance(named := node.get("patternProperties"), dict):
        yield from ((child(child(pointer, "patternProperties"), pattern), pattern) for pattern in named)


def _resolver(schema: dict[str, Any]) -> Any:
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    resource = DRAFT202012.create_resource(schema)
    base = schema["$id"] if isinstance(schema.get("$id"), str) else ""
    return Registry().with_resource(base, resource).resolver(base)
