"""A deliverable's schema is refused before anything runs when checking by it could not be trusted."""

from __future__ import annotations

import pytest

from audition.loading.schema_lint import lint_schema
from audition.loading.strict_yaml import read_yaml


def _faults(text: str) -> list[str]:
    return [str(fault) for fault in lint_schema(read_yaml(text, "s.yaml"))]


FAULTS = {
    "[]": "s.yaml:1: $: a schema is a mapping",
    "$schema: http://json-schema.org/draft-07/schema#\n": 's.yaml:1: $["$schema"]: only https://json-schema.org/draft/',
    "type: object\nproperties: {a: {$ref: 'http://x.test/s'}}\n": (
        's.yaml:2: $.properties.a["$ref"]: refers outside this schema; copy what it needs into `$defs`'
    ),
    "$ref: file:///etc/hostname\n": "refers outside this schema",
    "$ref: other.yaml\n": "refers outside this schema",
    "$ref: '#/$defs/none'\n": 's.yaml:1: $["$ref"]: refers to nothing in this schema',
    "$ref: '#'\n": "s.yaml:1: $: cannot be checked in bounded time",
    "$ref: '#/$defs/a'\n$defs: {a: {allOf: [{$ref: '#/$defs/a'}]}}\n": "cannot be checked in bounded time",
    "properties:\n  a:\n    pattern: '('\n": "s.yaml:3: $.properties.a.pattern: `(` is no regular expression",
    "patternProperties: {'a(?=b)': {}}\n": "is no regular expression",
    "unevaluatedProperties: false\nanyOf: [{patternProperties: {^a: {}}}]\n": (
        "s.yaml:1: $.unevaluatedProperties: cannot be checked in bounded time beside `patternProperties`"
    ),
    "properties: {a: {$id: b}}\n": "only the whole schema may have an `$id`",
    "type: strin\n": 's.yaml:1: $.type: is the text "strin", not one of the allowed values; did you mean `string`?',
    "required: name\n": '$.required: is the text "name", must be a list',
    "properties: {a: {$ref: '#/$defs/a'}}\n$defs: {a: {$ref: '#/$defs/b'}, b: {anyOf: [{$ref: '#/$defs/a'}]}}\n": (
        's.yaml:2: $["$defs"].a: cannot be checked in bounded time: it refers back to itself'
    ),
    "properties: {enum: {items: {pattern: '('}}}\n": "is no regular expression",
    "required: [a]\n$ref: '#/required/a'\n": "refers to nothing in this schema",
    "title: a\n$ref: '#/title'\n": "refers to nothing in this schema",
}


@pytest.mark.parametrize(("text", "said"), FAULTS.items())
def test_what_is_wrong_with_a_schema_is_said_with_its_place(text, said):
    """Remote, dangling and circular references, patterns and form."""
    assert any(said in fault for fault in _faults(text)), _faults(text)


SOUND = [
    "{}",
    "$schema: https://json-schema.org/draft/2020-12/schema\ntype: object\n",
    "$id: a.yaml\n$ref: '#/$defs/a'\n$defs: {a: {type: object}}\n",
    "$defs: {tree: {properties: {kids: {items: {$ref: '#/$defs/tree'}}}}}\n$ref: '#/$defs/tree'\n",
    "$defs: {a: {$anchor: here}}\n$ref: '#here'\n",
    "properties: {pattern: {type: string}, $ref: {type: string}}\n",
    "enum: [{$ref: 'http://data.test'}]\n",
    "$id: http://x.test/a\n$ref: 'http://x.test/a#/$defs/a'\n$defs: {a: {type: object}}\n",
    "$dynamicAnchor: node\nproperties: {kids: {items: {$dynamicRef: '#node'}}}\n",
    "properties: {a: {}}\nallOf: [{properties: {b: {}}}]\nunevaluatedProperties: false\n",
    "properties: {default: {type: string}, examples: {type: array}, enum: {}}\nx-tool: {allOf: 3, $ref: 4}\n",
]


@pytest.mark.parametrize("text", SOUND)
def test_a_sound_schema_has_no_fault(text):
    """Local references, recursion over the value, and data that looks like keywords are fine."""
    assert _faults(text) == []
