"""What a fixture waits for, and which answer forestalls another."""

from __future__ import annotations

from typing import Any

import pytest

from audition.loading.tool_fixtures import covers, meets


@pytest.mark.parametrize(
    ("value", "wanted", "met"),
    [
        ({"id": 7, "more": 1}, {"id": 7}, True),
        ({"id": 7.0}, {"id": 7}, True),
        ({"id": "7"}, {"id": 7}, False),
        ({"id": True}, {"id": 1}, False),
        ({"id": 1}, {"id": True}, False),
        ({}, {"id": None}, False),
        ({"id": None}, {"id": None}, True),
        ({"a": {"b": [1, 2], "c": 3}}, {"a": {"b": [1, 2]}}, True),
        ({"a": {"b": [1, 2]}}, {"a": {"b": [2, 1]}}, False),
        ({"a": "none"}, {"a": {"b": 1}}, False),
        ({"url": "https://a.example/x/y"}, {"url": {"glob": "https://a.example/*"}}, True),
        ({"url": "see https://a.example/"}, {"url": {"glob": "https://a.example/*"}}, False),
        ({"q": "The PRICE"}, {"q": {"pattern": "(?i)price$"}}, True),
        ({"q": {"deep": "price"}}, {"q": {"pattern": "price"}}, True),
        ({"q": "half \ud800 price"}, {"q": {"pattern": "price"}}, True),
        ({"q": "half \ud800 price"}, {"q": {"glob": "half*"}}, True),
        ("a text where a mapping should be", {}, False),
    ],
)
def test_an_input_fits_or_does_not(value: Any, wanted: Any, *, met: bool) -> None:
    """Equal values of one kind, whole texts by glob, texts that hold a pattern, and mappings of some keys."""
    assert meets(value, wanted) is met


@pytest.mark.parametrize(
    ("wide", "narrow", "all_of_it"),
    [
        ({}, {"id": 7}, True),
        ({"id": 7}, {"id": 7, "more": 1}, True),
        ({"id": 7}, {}, False),
        ({"id": 7}, {"id": 8}, False),
        ({"url": {"glob": "*"}}, {"url": {"pattern": "x"}}, True),
        ({"url": {"glob": "a*"}}, {"url": "abc"}, True),
        ({"url": {"glob": "a*"}}, {"url": {"glob": "ab*"}}, False),
        ({"url": {"pattern": "b"}}, {"url": "abc"}, True),
    ],
)
def test_an_answer_forestalls_what_it_plainly_takes(wide: Any, narrow: Any, *, all_of_it: bool) -> None:
    """Where only a proof would show it, nothing is said."""
    assert covers(wide, narrow) is all_of_it


@pytest.mark.parametrize(
    ("wide", "narrow", "covered"),
    [
        ({"id": 7}, {"id": 7}, True),
        ({"id": 1}, {"id": 1.0}, True),
        ({"id": 1}, {"id": True}, False),
        ({}, {"id": 7}, True),
        ({"id": 7}, {}, False),
        ({"url": {"glob": "*"}}, {"url": {"pattern": "x"}}, True),
        ({"url": {"pattern": ".*"}}, {"url": "x"}, True),
        ({"url": "hi"}, {"url": {"glob": "h*"}}, False),
        ({"url": {"glob": "h*"}}, {"url": {"glob": "hi"}}, True),
        ({"url": {"glob": "h*"}}, {"url": {"glob": "?i"}}, False),
        ({"url": {"pattern": "a"}}, {"url": {"pattern": "b"}}, False),
        ({"a": {"b": 1}}, {"a": {"b": 1, "c": 2}}, True),
    ],
)
def test_a_condition_covers_another_only_where_that_is_certain(wide: Any, narrow: Any, covered: bool):
    """Of two that may meet in some call and not in another, the first that fits answers."""
    assert covers(wide, narrow) is covered
