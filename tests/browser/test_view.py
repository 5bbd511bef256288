"""`audition view` in a browser: by the keyboard alone, light, dark, on a telephone, live, asking nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from audition.store.run_file import RunFile
from tests.fakes import shown
from tests.fakes.viewing import Viewed, project, viewed
from tests.unit.reporting.sinks import HOSTILE

OTHER = "20261122-203355-letters-4f3a"
TRIAL = f"run/{shown.RUN}/trial?scenario=late-fee&by=clerk/careful&index=0&beside=clerk/hasty"
PLACES = ("", f"run/{shown.RUN}", TRIAL, f"{TRIAL}&part=deliverables", f"{TRIAL}&part=calls", "search?words=letter")


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A project with two runs, in one of which every text attacks."""
    root = project(tmp_path_factory.mktemp("viewed") / "letters")
    shown.run_file(root / "reports/runs")
    shown.run_file(root / "reports/runs", HOSTILE, id=OTHER)
    return root


@pytest.fixture(scope="module")
def view(root) -> Viewed:
    """The project, served."""
    with viewed(root) as found:
        yield found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_is_silent_alone_and_fits(view, visit, scheme, width):
    """No message, no request elsewhere, nothing to scroll sideways."""
    for place in PLACES:
        watched = visit(view.address, place, width=width, scheme=scheme)

        assert ([], []) == (watched.said, watched.asked), place
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= width, place


def test_a_case_is_read_by_the_keyboard_alone(view, visit):
    """From the list into a run, a filter, a trial, its parts, the next trial, and back."""
    page = visit(view.address, f"run/{shown.RUN}?failure=required").page
    titles = []
    for key in ("j", "2", "3", "4", "5", "1", "j", "k", "Escape"):
        with page.expect_navigation():
            page.keyboard.press(key)
        part = page.locator(".tabs [aria-current]")
        titles.append(part.inner_text().split(" ", 1)[-1] if part.count() else page.url.rpartition("?")[2])

    assert titles[:6] == ["Readings", "Deliverables", "Conversation", "Tool calls", "What it was given", "Readings"]
    assert titles[-1] == "failure=required"


def test_keys_are_letters_where_something_is_typed(view, visit):
    """A slash leads into the field; from there on letters are what is looked for."""
    page = visit(view.address, f"run/{shown.RUN}").page
    page.keyboard.press("/")
    page.keyboard.type("lost j")

    assert page.locator("input[name=text]").input_value() == "lost j"


def test_a_filter_applies_as_soon_as_it_is_chosen(view, visit):
    """And stands in the address, which shows the same to whoever opens it."""
    page = visit(view.address, f"run/{shown.RUN}").page
    with page.expect_navigation():
        page.locator("[name=grader]").select_option("signs")

    assert "grader=signs" in page.url
    assert "4 trials" in page.locator("[role=status]").inner_text()


def test_filters_work_without_scripts(view, visit):
    """By a button that is there for it."""
    page = visit(view.address, f"run/{shown.RUN}", script=False).page
    page.get_by_label("Failure").select_option("required")
    page.get_by_role("button", name="Show").click()

    assert "failure=required" in page.url


def test_a_quote_leads_to_its_line(view, visit):
    """Into the deliverable, at the line, which is marked."""
    page = visit(view.address, TRIAL).page
    page.locator(".place").first.click()
    page.wait_for_url("**#d0-L2")

    assert page.locator("tr:target .text").inner_text() == "end: Plain words."


def test_a_page_follows_a_run_under_way(root, view, visit):
    """Without being loaded anew, and without losing what is focused."""
    planned = shown.facts(id="20261123-203355-letters-4f3a")
    with RunFile.create(root / "reports/runs" / f"{planned.id}.sqlite", planned) as file:
        first, *rest = planned.planned
        file.add_trial(shown.trial(first), shown.grades(first))
        page = visit(view.address, f"run/{planned.id}").page
        assert "1 of 8" in page.locator("h1").inner_text()
        page.get_by_role("link", name="The whole report").focus()
        for name in rest:
            file.add_trial(shown.trial(name), shown.grades(name))
        page.get_by_text("8 of 8 trials").wait_for()
        assert "The whole report" in page.evaluate("document.activeElement.textContent")
        file.finish()
    page.locator("h1", has_text="fails what is required").wait_for()


def test_the_whole_report_runs_in_an_origin_of_its_own(view, visit):
    """Its script shows trials; it can read nothing of the pages beside it."""
    watched = visit(view.address, f"run/{shown.RUN}/report")
    page = watched.page
    page.locator('[data-scenario="late-fee"] > summary').click()
    page.locator(".outputs").first.wait_for()

    assert page.evaluate("self.origin") == "null"
    assert page.evaluate(f"fetch('{view.address}').then(() => 'read', () => 'refused')") == "refused"


def test_an_attack_is_shown_as_text(view, visit):
    """On every page: nothing runs, loads or leaves."""
    trial = TRIAL.replace(shown.RUN, OTHER)
    for place in ("", f"run/{OTHER}", trial, f"{trial}&part=deliverables", f"{trial}&part=calls", "search?words=taken"):
        watched = visit(view.address, place)

        assert ([], []) == (watched.said, watched.asked), place
        assert watched.page.title() != "taken"
        assert watched.page.locator("img, iframe, object, textarea, a[href^='javascript']").count() == 0


def test_the_keyboard_reaches_everything(view, visit):
    """From the skip link on, whatever can be pressed, opened, chosen or scrolled."""
    reachable = ":is(a[href], button, input:not([type=hidden]), select, summary, [tabindex='0']):visible"
    for place in PLACES:
        page = visit(view.address, place).page
        page.evaluate("addEventListener('focusin', (event) => event.target.setAttribute('data-reached', ''))")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
        for _ in range(page.locator(reachable).count()):
            page.keyboard.press("Tab")
        missed = page.locator(reachable).and_(page.locator(":not([data-reached])"))
        assert [] == missed.evaluate_all("found => found.map((each) => each.outerHTML.slice(0, 80))"), place


def test_a_screen_reader_finds_names_for_what_it_meets(view, visit):
    """A caption for each table, headers with scope, a label for each control, one first heading."""
    for place in PLACES:
        page = visit(view.address, place).page
        assert page.locator("table:not(:has(caption))").count() == 0, place
        assert page.locator("th:not([scope])").count() == 0, place
        assert page.locator("h1").count() == 1, place
        assert page.locator("html").get_attribute("lang") == "en"
        unnamed = page.locator("input:not([type=hidden]), select").evaluate_all(
            "found => found.filter((each) => !each.labels.length && !each.getAttribute('aria-label')).length"
        )
        assert unnamed == 0, place
