from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from markdown_it import MarkdownIt

from audition.reporting.markdown import MAX_BYTES, markdown_report, marker
from tests.fakes import shown
from tests.unit.reporting.sinks import HOSTILE, hostile_texts


def rendered(text: str) -> str:
    """As HTML, with raw HTML shown as text but for the tags that the report itself writes."""
    return MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)


def test_a_comment_says_the_verdict_first():
    """Below a marker that no reader sees and by which the comment is found again."""
    lines = markdown_report(shown.findings(), "index.html").splitlines()

    assert "<!-- audition:letters -->" == lines[0]
    assert lines[2].startswith("## ✗ clerk/careful fails what is required in 1 of 4 trials: never\\_promises on late-")
    assert lines[4].startswith("### ? Inconclusive: The evidence does not tell careful from hasty")
    assert "Whole report: `index.html`" in lines
    assert "Next: `audition show late-fee clerk/careful --run 20261121-203355-letters-4f3a --trial 1`" == lines[-1]


def test_tables_and_folds_render():
    """Two folds, three tables, and the quote that shows the difference."""
    html = rendered(markdown_report(shown.findings()))

    assert (html.count("<table>"), html.count("<details>"), html.count("</details>")) == (3, 2, 2)
    assert "<strong>signs</strong> −50.0 · late-fee · careful #" in html
    assert "“Plain words.”" in html


def test_one_variant_has_its_graders_and_no_comparison():
    """With the figures of its side."""
    text = markdown_report(shown.alone())

    assert "| signs    | gate   | 2/4       |" in text
    assert "difference" not in text


def test_every_comparison_is_told():
    """A verdict each."""
    assert "### ▼ Regressed: curt does worse than hasty." in markdown_report(shown.several())


@pytest.mark.parametrize("comparisons", [1, 20])
def test_it_always_fits_a_comment(comparisons):
    """Rows and comparisons are dropped, and that is said."""
    row = shown.comparison().scenarios[0]
    rows = tuple(replace(row, scenario=f"scenario-{n}", title=HOSTILE) for n in range(500))
    graders = tuple(shown.row(f"grader-{n}", HOSTILE) for n in range(500))
    failures = shown.findings(HOSTILE).failures * 500
    much = shown.comparison(HOSTILE, scenarios=rows, rows=graders)
    text = markdown_report(shown.findings(HOSTILE, comparisons=(much,) * comparisons, failures=failures))

    assert len(text.encode()) < MAX_BYTES
    assert "more" in text
    assert text.count("<details>") == text.count("</details>")


@settings(max_examples=40)
@given(hostile_texts)
def test_no_text_of_a_model_comes_alive(text):
    """The report's HTML has the same tags whatever was said."""
    plain = rendered(markdown_report(shown.findings("x")))
    html = rendered(markdown_report(shown.findings(text)))

    assert {tag: plain.count(tag) for tag in ("<a", "<img", "<script", "<h", "<li", "<table", "<del", "<em")} == {
        tag: html.count(tag) for tag in ("<a", "<img", "<script", "<h", "<li", "<table", "<del", "<em")
    }


def test_a_suites_name_cannot_end_the_marker():
    """A comment's end within it would show the rest."""
    assert "<!-- audition:a-b -->" == marker("a --> b")
