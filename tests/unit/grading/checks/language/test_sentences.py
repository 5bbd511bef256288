"""Texts are cut where a reader would pause for breath."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from audition.grading.checks.language.sentences import MAX_CHARACTERS, sentences


def plain(text: str) -> list[str]:
    """The sentences as rules read them."""
    return [sentence.plain for sentence in sentences(text)]


def test_full_stops_end_sentences_and_abbreviations_do_not():
    """`Dr. Nwosu` and `e.g. Finance` stay whole; so do decimals."""
    text = "Ask Dr. Nwosu first. Then, e.g. Finance, at 3.5 percent. Done!"

    assert plain(text) == ["Ask Dr. Nwosu first.", "Then, e.g. Finance, at 3.5 percent.", "Done!"]


def test_emphasis_and_typographic_marks_are_taken_off():
    """A rule must see `do not` in `do **not**`, and an apostrophe whatever its shape."""
    assert plain("We do **not** match — we can’t.") == ["We do not match - we can't."]


def test_what_is_quoted_stays_as_it_stands():
    """Evidence is verbatim; only the rules read the plain form."""
    assert [sentence.verbatim for sentence in sentences("We do **not** match. ")] == ["We do **not** match."]


def test_a_wrapped_line_is_one_sentence():
    """A line break alone ends nothing."""
    assert plain("We do not\n  match Veldt's price.") == ["We do not match Veldt's price."]


def test_list_items_carry_the_line_above_them():
    """`We will not:` turns every item under it."""
    text = "Rules.\n\nWe will not:\n- match prices\n- waive fees\n\nGood luck."

    expected = ["Rules.", "We will not:", "We will not: match prices", "We will not: waive fees", "Good luck."]

    assert expected == plain(text)


@given(st.text(max_size=400))
def test_no_word_is_lost_and_none_is_too_long(text):
    """Whatever a model writes, all of it is read, in bounded pieces."""
    found = list(sentences(text))

    assert all(len(sentence.verbatim) <= MAX_CHARACTERS for sentence in found)
    letters = [mark for mark in text if mark.isalpha()]
    assert [mark for sentence in found for mark in sentence.verbatim if mark.isalpha()] == letters
