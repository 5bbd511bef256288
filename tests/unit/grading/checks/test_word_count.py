"""`word_count`: how long a text is."""

from __future__ import annotations

import pytest

from audition.errors import DefinitionError
from tests.fakes import works
from tests.unit.grading.checks.reading import check, score

RECORDING = "thorough-clashing-records-1"


def test_words_are_what_stands_between_spaces_and_means_something():
    """A dash or a bullet is no word, `60-day` is one."""
    work = works.work(RECORDING, works.message("- **Plan** - a 60-day plan, *done*.\n\n* * *"))

    assert score(check("word_count", at_most=5), work).reason == "5 words in final_message"
    assert score(check("word_count", at_most=4), work).reason == "5 words in final_message, at most 4 wanted: cut 1"


def test_a_message_a_word_too_long_fails():
    """The recorded one has ten."""
    assert not score(check("word_count", at_most=9), works.work(RECORDING)).passed
    assert score(check("word_count", at_most=10), works.work(RECORDING)).passed


def test_a_text_may_be_too_short():
    """An empty message says nothing."""
    assert not score(check("word_count", at_least=1, at_most=120), works.work(RECORDING, works.message(""))).passed


def test_parts_of_the_plan_are_counted_too():
    """Together, when there are several."""
    work = works.work(RECORDING, works.put("$.situation", "one two three"))
    short = check("word_count", at_most=3, in_="situation")

    assert score(short, work).passed
    assert not score(short, works.work(RECORDING)).passed
    assert not score(short, works.work(RECORDING, works.deliverable(None))).passed


def test_bounds_that_cross_are_a_fault():
    """Nothing could meet them."""
    with pytest.raises(DefinitionError):
        check("word_count", at_least=5, at_most=4)
