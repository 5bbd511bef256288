"""What a deliverable's schema must be before anything runs: `lint_schema(document) -> list[Fault]`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from audition.errors import Fault
from audition.loading.document import Document, child
from audition.loading.json_schema import UNBOUNDED, Problem, pattern_fault, validate

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_REFERENCES = ("$ref", "$dynamicRef")
"""Keywords that lead to another schema."""
_LITERAL = frozenset({"enum", "const", "default", "examples"})
"""Keywords whose values are data, not schemas."""
_NAMED = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
"""Keywords whose values are schemas by name: the names are no keywords."""


def lint_schema(document: Document) -> list[Fault]:
    """Every reason not to use this JSON Schema.

    It is draft 2020-12 and well formed, its references stay inside and lead somewhere, RE2 takes its patterns, and
    checking a value against it ends.
    """
    if not isinstance(document.value, dict):
        return [Fault(document.locus("$"), "a schema is a mapping")]
    nodes = list(_nodes(document.value))
    resolver = _resolver_of(document.value)
    problems = [problem for pointer, node in nodes for problem in _node(node, pointer, resolver)]
    problems = [*problems, *_left_over(nodes), *_malformed(document.value)] or _circles(nodes, resolver)
    if not problems and validate({}, document.value) == [UNBOUNDED]:
        problems = [UNBOUNDED]
    return [Fault(document.locus(problem.pointer), problem.message) for problem in problems]


def _resolver_of(schema: dict[str, Any]) -> Any:
    """Finds what a reference inside the schema leads to: `lookup(reference).contents`; fetches nothing."""
    from referencing import Registry
    from referencing.jsonschema import DRAFT202012

    base = schema["$id"] if isinstance(schema.get("$id"), str) else ""
    return Registry().with_resource(base, DRAFT202012.create_resource(schema)).resolver(base)


def _malformed(schema: dict[str, Any]) -> list[Problem]:
    from jsonschema import Draft202012Validator

    return validate(schema, Draft202012Validator.META_SCHEMA)


def _nodes(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema in the schema, itself included, with its pointer."""
    stack: list[tuple[str, Any, bool]] = [("$", schema, False)]
    while stack:
        pointer, part, named = stack.pop()
        if isinstance(part, list):
            stack += ((child(pointer, index), item, False) for index, item in enumerate(part))
        elif isinstance(part, dict):
            if not named:
                yield pointer, part
            for key, item in part.items():
                if named or key not in _LITERAL:
                    stack.append((child(pointer, key), item, not named and key in _NAMED))


def _node(node: dict[str, Any], pointer: str, resolver: Any) -> Iterator[Problem]:
    if isinstance(node.get("$schema"), str) and node["$schema"].rstrip("#") != DIALECT:
        yield Problem(child(pointer, "$schema"), f"only {DIALECT} is read")
    if isinstance(node.get("$id"), str) and pointer != "$":
        yield Problem(child(pointer, "$id"), "only the whole schema may have an `$id`")
    for keyword in _REFERENCES:
        if isinstance(target := node.get(keyword), str) and (fault := _reference_fault(target, resolver)):
            yield Problem(child(pointer, keyword), fault)
    for place, pattern in _patterns(node, pointer):
        if fault := pattern_fault(pattern):
            yield Problem(place, fault)


def _left_over(nodes: list[tuple[str, dict[str, Any]]]) -> Iterator[Problem]:
    """Where keys are left over by patterns: the library looks for them without RE2, in time without end."""
    if any("patternProperties" in node for _, node in nodes):
        for pointer, node in nodes:
            if "unevaluatedProperties" in node:
                what = "cannot be checked in bounded time beside `patternProperties`; use `additionalProperties`"
                yield Problem(child(pointer, "unevaluatedProperties"), what)


def _reference_fault(target: str, resolver: Any) -> str | None:
    from referencing.exceptions import Unresolvable

    try:
        found = resolver.lookup(target).contents
    except (Unresolvable, ValueError):  # a ValueError for `#/required/first`: no name of a list's item
        found = None
    if isinstance(found, dict | bool):
        return None
    if target.startswith("#"):
        return "refers to nothing in this schema"
    return "refers outside this schema; copy what it needs into `$defs`"


def _circles(nodes: list[tuple[str, dict[str, Any]]], resolver: Any) -> list[Problem]:
    """The place from which checking a value comes back to itself without going deeper into the value, if there is one.

    The references must lead somewhere.
    """
    places = {id(node): pointer for pointer, node in nodes}
    try:
        TopologicalSorter({id(node): list(map(id, _applied(node, resolver))) for _, node in nodes}).prepare()
    except CycleError as error:
        place = min(places.get(node, "$") for node in error.args[1])
        return [Problem(place, "cannot be checked in bounded time: it refers back to itself")]
    return []


def _applied(node: dict[str, Any], resolver: Any) -> Iterator[Any]:
    """The schemas that this one applies to the same value."""
    yield from (resolver.lookup(node[word]).contents for word in _REFERENCES if isinstance(node.get(word), str))
    for word in ("allOf", "anyOf", "oneOf"):
        yield from _parts(node.get(word))
    yield from (node.get(word) for word in ("not", "if", "then", "else"))
    yield from _parts(node.get("dependentSchemas"))


def _parts(value: Any) -> Iterable[Any]:
    """What a list or mapping holds; nothing for what is neither, as it may stand below keywords that are nobody's."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _patterns(node: dict[str, Any], pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(node.get("pattern"), str):
        yield child(pointer, "pattern"), node["pattern"]
    if isinstance(named := node.get("patternProperties"), dict):
        yield from ((child(child(pointer, "patternProperties"), pattern), pattern) for pattern in named)
