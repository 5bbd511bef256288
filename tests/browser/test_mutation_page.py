"""The page of a prompt and its mutants in a browser: silent, alone, readable, and led by links."""

from __future__ import annotations

from pathlib import Path

import pytest

from audition.records.mutation import Word
from tests.unit.reporting.sinks import HOSTILE
from tests.unit.reporting.test_mutation import ALL, judged, mutation, page, shift


@pytest.fixture(scope="module")
def prompt(tmp_path_factory) -> Path:
    """A prompt of which every rule has another word."""
    path = tmp_path_factory.mktemp("mutants") / "index.html"
    path.write_text(page(ALL), "utf-8")
    return path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_of_mutants_is_silent_alone_and_fits(prompt, visit, scheme, width):
    """No message, no request, nothing to scroll sideways, and no script is missed."""
    watched = visit(prompt, width=width, scheme=scheme, script=False)

    assert ([], []) == (watched.said, watched.asked)
    assert watched.page.locator(".prompt a").count() == len(Word)


def test_a_marked_rule_leads_to_its_evidence(prompt, visit):
    """Each mark stands beside its word, and a link goes to what it rests on."""
    watched = visit(prompt)
    first = watched.page.locator(".prompt a").first
    first.click()
    target = watched.page.locator("article:target")

    assert first.inner_text() == "- Greet by name."
    assert "greets 100.0 % → 0.0 %" in target.inner_text()
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_hostile_prompts_and_quotations_stay_text(tmp_path, visit):
    """Nothing of them runs, loads or changes the page."""
    path = tmp_path / "index.html"
    path.write_text(page(mutation(f"- {HOSTILE}\n", judged(Word.NOTICED, shift(HOSTILE), said=HOSTILE))), "utf-8")
    watched = visit(path, width=390)

    assert ([], []) == (watched.said, watched.asked)
    assert watched.page.title() == "Rules of clerk/a · audition"
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 390
