"""A document is read as far as its types agree with its schema."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audition.grading.fitting import MISFIT, fitting
from tests.fakes import works

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
SCHEMA = {
    "type": "object",
    "properties": {
        "count": {"type": "integer"},
        "note": {"type": ["string", "null"]},
        "kind": {"enum": ["a", "b"]},
        "items": {"type": "array", "items": {"type": "number"}},
    },
}


def test_a_value_of_the_wrong_type_is_left_out_and_the_rest_stays():
    """A reader meets it as a missing value, which every check must bear anyway."""
    document = {"count": "three", "note": None, "kind": ["a"], "items": [1, "two", 3.5], "extra": {"free": 1}}
    expected = {"note": None, "items": [1, 3.5], "extra": {"free": 1}}

    assert expected == fitting(document, SCHEMA)


def test_a_wrong_choice_stays_for_whoever_judges_choices():
    """Only types are looked at: a severity that no schema lists is still a text."""
    document = {"kind": "c", "count": 3.0}

    assert document == fitting(document, SCHEMA)


def test_a_boolean_is_no_number():
    """Python says otherwise."""
    assert fitting({"count": True}, SCHEMA) == {}


def test_a_document_that_is_no_mapping_does_not_fit():
    """There is nothing to read in it."""
    assert fitting(["count"], SCHEMA) is MISFIT


@given(JSON)
def test_every_document_can_be_read(document):
    """Whatever an agent leaves, the plan is a mapping whose lists hold what the schema says."""
    plan = fitting(document, works.suite().schema.document)

    assert plan is MISFIT or isinstance(plan, dict)
