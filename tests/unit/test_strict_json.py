from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.strict_json import parse_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_what_has_one_reading_is_read_as_it_was_written(value):
    """From a text and from its bytes."""
    text = json.dumps(value, ensure_ascii=False)

    assert parse_json(text) == value
    assert parse_json(text.encode()) == value


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"a": 1, "b": {"c": 1, "c": 1}}', "key 'c' is repeated"),
        ("[NaN]", "NaN is no number here"),
        ('{"a": -Infinity}', "-Infinity is no number here"),
        ("1e999", "1e999 is too large a number"),
        ("[" * 100_000, "nested too deeply"),
        (b"\xff\xfe{}", "utf-8"),
        ("1" * 5_000, "integer string conversion"),
    ],
)
def test_what_two_programs_may_read_differently_is_refused(text, said):
    """With what is wrong about it."""
    with pytest.raises(ValueError, match=said):
        parse_json(text)


def test_what_is_cut_off_is_refused_with_its_line():
    """As a file that was not written to its end."""
    with pytest.raises(json.JSONDecodeError) as caught:
        parse_json('{\n"a": [1,\n')

    assert caught.value.lineno == 3
