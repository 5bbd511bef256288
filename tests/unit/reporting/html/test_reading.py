"""What is laid out as names and values, and what stays as it stands."""

import pytest

from audition.reporting.html.reading import DEEPEST, as_read


def test_an_object_or_a_list_is_laid_out():
    """With its values as they are."""
    assert as_read(' {"a": [1, "x", null]}') == {"a": [1, "x", None]}
    assert as_read('["a"]') == ["a"]


@pytest.mark.parametrize("text", ["", "plain", "{", "{}", "[", '{"a": NaN}', "12", "[" * 500 + "]" * 500, "a: 1"])
def test_everything_else_stays_as_it_stands(text):
    """Broken, empty or deeper than is read."""
    assert as_read(text) is None


def test_what_is_too_deep_stays_as_it_stands():
    """One level more than is laid out."""
    deep = "[" * DEEPEST + "1" + "]" * DEEPEST
    assert as_read(deep) is not None
    assert as_read(f"[{deep}]") is None
