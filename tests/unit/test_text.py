from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.text import FILE_PATH, did_you_mean, holds_controls, plain_lines, shortened


@pytest.mark.parametrize(
    ("word", "known", "said"),
    [
        ("Reed", ["Read", "Write"], "; did you mean `Read`?"),
        ("READ", ["Read", "Write"], "; did you mean `Read`?"),
        ("x" * 10_000, ["Write", "Read"], "; known: Read, Write"),
        ("x", [], ""),
        ("x", [f"a{number}" for number in range(21)], ""),
    ],
)
def test_the_nearest_word_is_guessed_and_few_words_are_listed(word, known, said):
    """A long list helps nobody."""
    assert did_you_mean(word, known) == said


@given(st.text(), st.integers(1, 20))
def test_a_cut_is_seen(text, characters):
    """A text that fits stays as it is."""
    cut = shortened(text, characters)

    assert cut == text if len(text) <= characters else cut == text[:characters] + "…"


@pytest.mark.parametrize(
    ("text", "held"), [("plain é 🚀\u200b\u202e", False), ("a\nb", True), ("a\x1b[31m", True), ("\ud800", True)]
)
def test_control_characters_and_half_characters_are_told(text, held):
    """Signs that are merely invisible are none."""
    assert holds_controls(text) is held


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Write desk/i_1/answer.yaml now.", ["desk/i_1/answer.yaml"]),
        (
            "See ~/notes/a.md, ../b/c.txt and {account}/plan.yaml.",
            ["~/notes/a.md", "../b/c.txt", "{account}/plan.yaml"],
        ),
        ("See https://example.test/a/b.html and answer.yaml.", []),
    ],
)
def test_paths_are_found_in_running_text(text, found):
    """Addresses on the web and bare names are none."""
    assert [path.group() for path in FILE_PATH.finditer(text)] == found


@given(st.text(alphabet="a\r\n"))
def test_only_line_ends_that_a_checkout_turned_are_turned_back(text):
    """A text that mixes them was written so."""
    assert plain_lines(text.replace("\r", "").replace("\n", "\r\n")) == text.replace("\r", "")
    assert plain_lines(text) in (text, text.replace("\r\n", "\n"))
    assert plain_lines("a\r\nb\n") == "a\r\nb\n"
