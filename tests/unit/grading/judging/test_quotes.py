"""A quote is found whatever YAML and Markdown did to it, and not found when it is not there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.grading.judging.quotes import folded, locate
from tests.fakes import works

RECORDING = "thorough-rival-quay-0"
WORK = works.work(
    RECORDING,
    works.put("$.risks[0].mitigation", "Say \"no match\" -\n  and don't waver: 10 percent's the limit."),
    works.message("**Summary**\n\n- We do *not* match Veldt\n- Finance decides above `10 percent`"),
)


@pytest.mark.parametrize(
    "evidence",
    [
        'Say "no match" - and don\'t waver',
        "Say “no match” – and don’t waver",
        "'Say \"no match\" - and don''t waver: 10 percent''s the limit.'",
        "and don't   waver:\n10 percent's the limit",
        "We do not match Veldt",
        "We do not match Veldt Finance decides above 10 percent",
        "- We do *not* match Veldt - Finance decides above `10 percent`",
        "> We do not match Veldt\n> Finance decides",
        "Finance decides above 10 percent…",
        "severity: critical",
    ],
)
def test_spaces_quotes_bullets_and_emphasis_do_not_matter(evidence):
    """A judge copies what it reads, not how it was escaped."""
    quote = locate(evidence, WORK)

    assert quote is not None
    assert quote.text == evidence


@pytest.mark.parametrize(
    "evidence", ["We do match Veldt", "we will not match Veldt", "Say no matches", "", " … ", "**", "-"]
)
def test_other_words_are_not_there(evidence):
    """Neither an invented quote nor an empty one is evidence."""
    assert locate(evidence, WORK) is None


def test_a_quote_is_placed_where_it_stands():
    """In the plan with pointer and line, in the final message, or among the names of files written."""
    mitigation = locate("and don't waver", WORK)
    message = locate("We do not match Veldt", WORK)
    path = locate("outputs/stay.yaml", WORK)

    assert mitigation is not None
    assert mitigation.pointer == "$.risks[0].mitigation"
    assert message is not None
    assert message.where == "final_message"
    assert path is not None
    assert path.where == "files"


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing_that_matters(text):
    """Both sides of the comparison are folded once."""
    assert "  " not in folded(text)
    assert folded(text) == folded(text).strip()
