"""JSON Schema over values that a model wrote: right, bounded, and short of words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from audition.loading.json_schema import MAX_PROBLEMS, UNBOUNDED, Problem, compiled, pattern_fault, validate

SAID = {
    "missing key": ({"a": 1}, {"required": ["a", "b"]}, "$", "lacks the key `b`"),
    "unknown key": (
        {"severty": 1},
        {"properties": {"severity": {}}, "additionalProperties": False},
        "$.severty",
        "unknown key; did you mean `severity`?",
    ),
    "type": ("x", {"type": ["number", "null"]}, "$", 'is the text "x", must be a number or null'),
    "yes for true": ("yes", {"type": "boolean"}, "$", 'is the text "yes", must be true or false; write true or false'),
    "truth as number": (True, {"type": "integer"}, "$", "is true, must be a whole number"),
    "enum": (
        ["hig"],
        {"items": {"enum": ["low", "high"]}},
        "$[0]",
        'is the text "hig", not one of the allowed values; did you mean `high`?',
    ),
    "pattern": (
        "2026",
        {"pattern": "^[a-z]$", "description": "one letter"},
        "$",
        "is 2026, must match `^[a-z]$` (one letter)",
    ),
    "empty": ({"a": ""}, {"properties": {"a": {"minLength": 1}}}, "$.a", "is empty"),
    "too few": ([1], {"minItems": 2}, "$", "holds 1, must hold at least 2 items"),
    "bound": (3, {"maximum": 2}, "$", "is 3, must be at most 2"),
    "repeated": ([{"a": 1, "b": 2}, {"b": 2.0, "a": 1}], {"uniqueItems": True}, "$", "item 1 repeats item 0"),
    "never": (
        {"a": 1},
        {"properties": {"a": {"not": {}, "description": "of no use; remove it"}}},
        "$.a",
        "is not allowed here: of no use; remove it",
    ),
    "key left over": (
        {"a": 1, "b": 2},
        {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False},
        "$",
        "Unevaluated properties are not allowed ('b' was unexpected)",
    ),
    "odd key": ({"a b": 1}, {"additionalProperties": {"type": "null"}}, '$["a b"]', "is 1, must be null"),
    "nearest form": (
        ["Reed"],
        {"anyOf": [{"type": "string"}, {"items": {"enum": ["Read"]}}]},
        "$[0]",
        'is the text "Reed", not one of the allowed values; did you mean `Read`?',
    ),
}


@pytest.mark.parametrize(("value", "schema", "pointer", "message"), SAID.values(), ids=SAID.keys())
def test_what_is_wrong_is_said_in_a_persons_words(value, schema, pointer, message):
    """One problem a fault, with the pointer of what is to be mended."""
    assert validate(value, schema) == [Problem(pointer, message)]


def test_a_value_that_conforms_has_no_problem():
    """Truth is no number: 1 and true are different items."""
    assert validate([1, True, {"a": None}], {"type": "array", "uniqueItems": True}) == []


@pytest.mark.parametrize("size", [10, 5_000])
def test_a_message_never_repeats_a_large_value(size):
    """What a model wrote is quoted by a few words at most."""
    value = {"k" * size: "v" * size, "list": ["x" * size] * 10}
    schema = {"additionalProperties": False, "properties": {"list": {"items": {"enum": ["a"], "pattern": "^b"}}}}

    assert all(len(pointer) + len(message) < 600 for pointer, message in validate(value, schema))


def test_a_list_of_problems_is_bounded():
    """A plan that is wrong everywhere is told where it starts."""
    assert len(validate(["x"] * 5_000, {"items": {"type": "number"}})) == MAX_PROBLEMS


HOSTILE = {
    "backtracking": ("a" * 60 + "!", {"pattern": "^(a+)+$"}),
    "backtracking keys": ({"a" * 60 + "!": 1}, {"patternProperties": {"^(a+)+$": {}}, "additionalProperties": False}),
    "self reference": (1, {"$ref": "#"}),
    "roundabout reference": (1, {"allOf": [{"$ref": "#"}]}),
    "http": (1, {"$ref": "http://127.0.0.1:9/schema"}),
    "file": (1, {"$ref": "file:///etc/hostname"}),
    "large enum over many items": (list(range(9_000)), {"items": {"enum": [str(n) for n in range(9_000)]}}),
}


@pytest.mark.parametrize(("value", "schema"), HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_schema_or_value_ends_as_a_problem(value, schema):
    """Nothing is fetched, nothing hangs, nothing is raised."""
    assert validate(value, schema)


def test_unique_items_compares_by_content_in_linear_time():
    """Five thousand different objects are compared by their canonical text."""
    assert validate([{"n": n} for n in range(5_000)], {"uniqueItems": True}) == []


def test_a_tree_of_alternatives_is_cut_off():
    """Two to the depth of the value is more than the budget of steps."""
    value: object = 1
    for _ in range(38):
        value = {"a": value}
    branch = {"properties": {"a": {"$ref": "#"}}}
    schema = {"anyOf": [{**branch, "required": ["b"]}, {**branch, "required": ["c"]}]}

    assert validate(value, schema) == [UNBOUNDED]


SCHEMAS = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["string", "number", "object", "array", "integer", "null"]),
        "required": st.lists(st.sampled_from("abc"), unique=True),
        "properties": st.dictionaries(st.sampled_from("abc"), st.sampled_from([True, False, {"type": "string"}])),
        "additionalProperties": st.sampled_from([True, False, {"type": "number"}]),
        "patternProperties": st.dictionaries(st.sampled_from(["^a", "b$", "."]), st.sampled_from([{}, {"minimum": 1}])),
        "uniqueItems": st.booleans(),
        "multipleOf": st.sampled_from([1, 1.5, 3]),
        "pattern": st.sampled_from(["^a", "b$", "."]),
        "items": st.sampled_from([{}, {"type": "number"}, {"enum": [1, "a"]}]),
    },
)
INSTANCES = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([0.0, 1.0, 1.5, "", "a", "ab", "c"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=4),
    max_leaves=8,
)


@settings(max_examples=60)
@given(INSTANCES, SCHEMAS)
def test_our_rules_agree_with_the_library_they_replace(value, schema):
    """Pattern, required, uniqueItems, multipleOf and additional properties decide as jsonschema's own do."""
    assert (not validate(value, schema)) == Draft202012Validator(schema).is_valid(value)


def test_cents_are_multiples_of_a_cent():
    """What a person wrote in decimals is reckoned in decimals."""
    cents = {"multipleOf": 0.01}

    assert [validate(amount, cents) for amount in (0.07, 1.1, 19.99, 1e300, 5)] == [[]] * 5
    assert validate(0.005, cents) == [Problem("$", "is 0.005, must be a multiple of 0.01")]


def test_a_pattern_may_name_a_character_as_json_schema_does():
    """An escaped backslash before a `u` stays one."""
    assert compiled(r"^caf\u00e9$").search("café")
    assert compiled(r"^\\u00e9$").search(r"\u00e9")


@pytest.mark.parametrize("pattern", ["(", "a{5000}", "(?=look)", r"(a)\1", "[z-a]", "*"])
def test_a_pattern_that_re2_does_not_take_is_explained(pattern):
    """A prompt author learns what to avoid, and nothing is printed beside."""
    fault = pattern_fault(pattern) or ""

    assert fault.startswith(f"`{pattern}` is no regular expression: ")
    assert "no lookaround" in fault


def test_a_good_pattern_has_no_fault():
    """Flags, Unicode and word boundaries are RE2's as well."""
    assert pattern_fault(r"(?is)\bVeldt('s)?\b.*é") is None
    assert compiled(r"(?i)VELDT").search("veldt's price")


def test_values_from_json_are_checked_alike():
    """Tool inputs come as JSON and pass the same gate."""
    assert validate(json.loads('{"a": 1e2}'), {"properties": {"a": {"type": "integer"}}}) == []
