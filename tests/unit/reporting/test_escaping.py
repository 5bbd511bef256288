from __future__ import annotations

import csv
import io
import unicodedata
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from markdown_it import MarkdownIt

from audition.reporting.escaping import csv_cell, html_in_markdown, log_text, markdown, one_line, visible, xml
from tests.unit.reporting.sinks import HOSTILE, hostile_texts


@given(hostile_texts)
def test_a_line_for_the_terminal_holds_nothing_that_a_terminal_obeys(text):
    """Control codes, direction overrides and invisible signs are shown as their numbers."""
    line = one_line(text)

    assert not [sign for sign in line if unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Zl", "Zp"}]
    assert len(line) <= 200


def test_a_long_line_ends_in_an_ellipsis():
    """At the limit, not after it."""
    assert one_line("word " * 100, 20) == "word word word word…"


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("::error file=a::gone", ": :error file=a::gone"),
        ("a\n  ::add-mask::b", "a\n  : :add-mask::b"),
        ("so ##[group]b and ##vso[task.setvariable]", "so # #[group]b and # #vso[task.setvariable]"),
        ("std::vector, a :: b, ## Heading", "std::vector, a :: b, ## Heading"),
        ("a\x1b[31m", "a\\u001b[31m"),
    ],
)
def test_no_ci_system_takes_a_line_for_a_command(said, told):
    """Where lines wrap any word can come to stand first; a log keeps its lines, a single line folds them."""
    assert told == log_text(said)
    assert " ".join(told.split()) == one_line(said)


@given(hostile_texts)
def test_visible_text_keeps_its_lines_and_shows_what_hides(text):
    """What a page shows is what is there."""
    shown = visible(text)

    assert shown.count("\n") == text.replace("\r\n", "\n").count("\n")
    assert not {"\x1b", "\0", "\u202e", "\u200b", "\ud800"} & set(shown)


@given(hostile_texts)
def test_no_markup_comes_alive_in_markdown(text):
    """One paragraph of plain text, whatever a model wrote."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(f"x {markdown(text)} x")

    assert ["paragraph_open", "inline", "paragraph_close"] == [token.type for token in tokens]
    assert {"text"} == {"text" if child.type == "text_special" else child.type for child in tokens[1].children}


@pytest.mark.parametrize("alive", ["@everyone", "#1", "https://", "www.example", "mailto:a"])
def test_nothing_is_mentioned_or_linked_on_github(alive):
    """GitHub looks for them after Markdown's escapes are gone, so a space of no width breaks them."""
    assert alive not in markdown(f"see {alive}").replace("\\", "")


@given(hostile_texts)
def test_a_title_in_html_within_markdown_holds_no_tag(text):
    """A summary's text is HTML, where Markdown's escapes mean nothing."""
    assert not {"<", ">", '"'} & set(html_in_markdown(text))


@pytest.mark.parametrize("formula", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "\n=1", "＝1+1"])
def test_a_spreadsheet_takes_no_text_for_a_formula(formula):
    """It is led by an apostrophe."""
    assert f"'{formula}" == csv_cell(formula)


def test_numbers_stay_numbers_in_a_spreadsheet():
    """Only texts can be formulas."""
    assert [-1.5, None, True] == [csv_cell(value) for value in (-1.5, None, True)]


@given(hostile_texts)
def test_a_cell_survives_the_csv_round_trip(text):
    """Quotes, commas and line ends included."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow([csv_cell(text), "next"])
    (found,) = csv.reader(io.StringIO(out.getvalue(), newline=""))

    assert [csv_cell(text), "next"] == found


@given(hostile_texts)
def test_text_for_xml_can_be_parsed_back(text):
    """Code points that XML forbids become the replacement sign."""
    element = ET.Element("a", said=xml(text))

    assert ET.fromstring(ET.tostring(element)).get("said") is not None  # noqa: S314  # what was just written


def test_the_hostile_text_is_readable_on_a_terminal():
    """Shown, not dropped: a reader sees that something was tried."""
    assert r"\u001b[31mred\u0007 \u202eright" in one_line(HOSTILE, 400)


@pytest.mark.parametrize("end", ["", "`", "\\", "``", " <b>", "|x"])
def test_a_command_of_ours_is_copied_from_a_comment_as_it_is_typed(end):
    """In a code span, where a revision's @ mentions nobody; nothing after it comes alive."""
    typed = "audition show late-fee sales@4851694 --run 4f3a"
    text = f"Read it: `{typed}`{end}"
    rendered = MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(markdown(text))

    assert (f"<code>{typed}</code>" in rendered) == (not end.startswith("`"))
    assert "<b>" not in rendered
