"""What YAML says becomes what a check's fields are annotated with, or a message that says what is wanted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import pytest

from audition.grading.building.parameters import UnfitError, field_name, fit, parameters, required, yaml_name
from audition.records.evidence import Ending

FITS = [
    ("word", str, "word"),
    (3, int, 3),
    (3, float, 3.0),
    (True, bool, True),
    ("2026-06-19", date, date(2026, 6, 19)),
    ("high", Literal["low", "high"], "high"),
    ("finished", Ending, Ending.FINISHED),
    (["a", "b"], tuple[str, ...], ("a", "b")),
    ("a", tuple[str, ...], ("a",)),
    ([70, 85], tuple[int, int], (70, 85)),
    (None, int | None, None),
    (4, int | None, 4),
    ({"a": [1]}, Mapping[str, tuple[int, ...]], {"a": (1,)}),
    ({"a": [1]}, Any, {"a": [1]}),
]

UNFIT = [
    (3, str, "wants a text, got 3"),
    ("3", int, "wants a whole number, got '3'"),
    (True, int, "wants a whole number, got True"),
    (3.5, int, "wants a whole number, got 3.5"),
    ("0.5", float, "wants a number, got '0.5'"),
    ("yes", bool, "wants true or false, got 'yes'"),
    ("2026-02-30", date, "wants a date such as 2026-06-19, got '2026-02-30'"),
    ("hihg", Literal["low", "high"], "is 'hihg', not one of its choices; did you mean `high`?"),
    ("done", Ending, "is 'done', not one of its choices; known: "),
    (["a", 1], tuple[str, ...], "[1] wants a text, got 1"),
    ([70], tuple[int, int], "wants 2 values, got 1"),
    ("many", int | None, "wants a whole number, got 'many'"),
    (["a"], Mapping[str, int], "wants a mapping, got ['a']"),
    ({"a": "b"}, Mapping[str, int], "`a` wants a whole number, got 'b'"),
]


@pytest.mark.parametrize(("value", "wanted", "fitted"), FITS)
def test_values_are_read_as_their_field_wants_them(value, wanted, fitted):
    """A single value may stand where several are wanted."""
    found = fit(value, wanted)

    assert fitted == found
    assert type(fitted) is type(found)


@pytest.mark.parametrize(("value", "wanted", "told"), UNFIT)
def test_what_cannot_be_read_is_told_in_one_line(value, wanted, told):
    """What is wanted, what came, and what was probably meant."""
    with pytest.raises(UnfitError, match=re.escape(told)):
        fit(value, wanted)


def test_patterns_search_in_linear_time():
    """RE2 compiles them, so that no plan can hang a check."""
    pattern = fit("(?i)(a+)+$", re.Pattern[str])

    assert pattern.search("a" * 5000 + "b") is None


@pytest.mark.parametrize("text", ["(a", "a(?!b)", r"(a)\1", "[z-a]"])
def test_a_bad_pattern_is_told_with_its_reason(text):
    """Look-around and back-references are not read; nothing is written to the terminal."""
    with pytest.raises(UnfitError, match="is no regular expression"):
        fit(text, re.Pattern[str])


@dataclass(frozen=True)
class Fields:
    """A check's fields."""

    in_: tuple[str, ...]
    limit: int = 3
    args: Mapping[str, str] = field(default_factory=dict)


def test_fields_are_named_as_yaml_names_them():
    """Python keeps `in` for itself."""
    assert list(parameters(Fields)) == ["in", "limit", "args"]
    assert required(Fields) == ("in",)
    assert field_name("in") == "in_"
    assert yaml_name("limit_") == "limit_"
