"""The page in a browser: silent, alone, readable, and led by the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes import shown
from tests.unit.reporting.sinks import HOSTILE, page


@pytest.fixture(scope="module")
def report(tmp_path_factory) -> Path:
    """The page of one comparison with its trials."""
    folder = tmp_path_factory.mktemp("report")
    path = folder / "index.html"
    path.write_text(page(shown.findings(), shown.run_file(folder)), "utf-8")
    return path


@pytest.fixture(scope="module")
def attacked(tmp_path_factory) -> Path:
    """The same where every text attacks."""
    folder = tmp_path_factory.mktemp("attacked")
    path = folder / "index.html"
    path.write_text(page(shown.findings(HOSTILE), shown.run_file(folder, HOSTILE)), "utf-8")
    return path


REACHABLE = ":is(a[href], button, input, select, summary, [tabindex='0']):visible"


def opened(watched, scenario: str = "late-fee"):
    """The scenario's section once its trial is shown."""
    section = watched.page.locator(f'[data-scenario="{scenario}"]')
    section.locator(".outputs").first.wait_for()
    return section


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_is_silent_alone_and_fits(report, visit, scheme, width):
    """No message, no request, nothing to scroll sideways, at every size and in both schemes."""
    watched = visit(report, "#s/late-fee/0", width=width, scheme=scheme)
    opened(watched)

    assert ([], []) == (watched.said, watched.asked)
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width


def test_light_and_dark_follow_the_system_until_the_button_is_pressed(report, visit):
    """Both with dark ink on light paper, or the reverse."""
    watched = visit(report, scheme="dark")
    paper = "getComputedStyle(document.body).backgroundColor"
    dark = watched.page.evaluate(paper)
    watched.page.locator("#theme").click()
    light = watched.page.evaluate(paper)

    assert ("rgb(14, 17, 22)", "rgb(255, 255, 255)") == (dark, light)
    assert watched.page.locator("#theme").text_content() == "Dark"


def test_the_first_screen_can_be_read_without_scripts(report, visit):
    """Verdict and figures; what needs a script says so."""
    watched = visit(report, script=False)

    assert watched.page.locator("h1").is_visible()
    assert watched.page.locator(".forest").is_visible()
    assert watched.page.locator("noscript").inner_text().startswith("The trials are kept compressed")


def test_a_link_to_a_reading_opens_its_trial_and_shows_its_quote(report, visit):
    """Every number leads to what it was made from."""
    watched = visit(report)
    watched.page.locator('.examples a[href="#s/late-fee/0/signs"]').click()
    section = opened(watched)

    assert section.locator("tr.shown th").inner_text().startswith("signs")
    assert {"Plain words."} == set(section.locator("mark.shown").all_inner_texts())


def test_the_outputs_stand_side_by_side_and_only_their_differences_on_request(report, visit):
    """Line by line; the filter folds what is the same."""
    watched = visit(report, "#s/late-fee/0")
    section = opened(watched)
    letter = section.locator(".outputs").first
    changed = letter.locator("tr.changed-row .text").all_inner_texts()
    section.locator(".only").check()

    assert ["signed: clerk/hasty 0", "signed: clerk/careful 0"] == changed
    assert section.get_by_text("passed or not applicable").is_hidden()


@pytest.mark.parametrize("width", [1280, 390])
def test_outputs_have_room_to_be_read_and_what_is_the_same_goes_at_every_width(report, visit, width):
    """A line is as wide as half the page, or as a telephone; the filter hides as much there."""
    section = opened(visit(report, "#s/late-fee/0", width=width))
    letter = section.locator(".outputs").first
    widths = letter.locator(".text.left:visible").evaluate_all("cells => cells.map((cell) => cell.offsetWidth)")
    folded = letter.locator(".gap:visible").count()
    section.locator(".only").check()

    assert min(widths) > 0.6 * width / (2 if width > 640 else 1)
    assert (0, 0) == (folded, letter.locator(".same-row:visible").count())


def test_a_narrow_page_says_whose_reading_it_is(report, visit):
    """Where the two sides no longer stand side by side."""
    section = opened(visit(report, "#s/late-fee/0", width=390))
    said = "cells => cells.map((cell) => getComputedStyle(cell, '::after').content)"

    assert ['" hasty"', '" careful"'] == section.locator(".readings td").evaluate_all(said)[:2]
    assert ["hasty", "careful"] == section.locator(".turn").locator("xpath=..").locator("h5").all_inner_texts()


def test_forced_colours_leave_every_mark_and_reading(report, visit):
    """What colour says is said by signs and words too, and nothing has to be scrolled sideways."""
    watched = visit(report, "#s/late-fee/0", width=800)
    watched.page.emulate_media(forced_colors="active")
    section = opened(watched)
    kind = watched.page.locator(".verdict .kind").first

    assert len(kind.inner_text().split()) == 2  # its sign and its name
    assert section.locator("td.fail").first.is_visible()
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 800
    assert ([], []) == (watched.said, watched.asked)


def test_paper_is_light_whatever_the_screen(report, visit):
    """Dark was chosen, and is not printed."""
    watched = visit(report, scheme="dark")
    watched.page.emulate_media(media="print")

    assert "rgb(255, 255, 255)" == watched.page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_another_trial_can_be_chosen(report, visit):
    """By its index."""
    watched = visit(report, "#s/late-fee/0")
    section = opened(watched)
    section.get_by_label("Trial").select_option("1")
    section.get_by_text("hasty #1").first.wait_for()

    assert "signed: clerk/hasty 1" in section.locator(".outputs").first.inner_text()


def test_the_transcript_shows_calls_with_their_results(report, visit):
    """Turn by turn."""
    section = opened(visit(report, "#s/late-fee/0"))
    call = section.locator(".turn details").first
    call.locator("summary").click()

    assert call.locator("summary").inner_text() == "Write letter.yaml"
    assert "Wrote letter.yaml. Plain words." in call.inner_text()


def test_scenarios_can_be_found_and_filtered(report, visit):
    """By word, and by whether their scores differ."""
    watched = visit(report)
    names = watched.page.locator(".scenario:visible .name")
    watched.page.locator("#find").fill("lost")
    by_word = names.all_inner_texts()
    watched.page.locator("#find").fill("")
    watched.page.locator("#only-differing").check()

    assert ["lost-card\nPlain words."] == by_word
    assert ["late-fee\nPlain words."] == names.all_inner_texts()
    assert watched.page.locator("#found").inner_text() == "1 of 2"


def test_scenarios_are_filtered_by_what_failed_in_them(tmp_path, visit):
    """By one grader, or by any that decides."""
    report = tmp_path / "index.html"
    report.write_text(page(shown.findings(), shown.run_file(tmp_path, flawless="lost-card")), "utf-8")
    watched = visit(report)
    names = watched.page.locator(".scenario:visible .name")
    choice = watched.page.locator("#failing")
    graders = choice.locator("option").all_inner_texts()
    found = {}
    for grader in graders:
        choice.select_option(grader)
        found[grader] = [name.partition("\n")[0] for name in names.all_inner_texts()]

    assert found.pop("anything or nothing") == ["late-fee", "lost-card"]
    assert found == {name: ["late-fee"] for name in ("what decides", "never_promises", "signs")}


def test_a_trials_parts_are_one_press_away(report, visit):
    """Readings, output, transcript, what the agent was given."""
    watched = visit(report, "#s/late-fee/0", width=900)
    section = opened(watched)
    section.locator(".jumps").get_by_role("button", name="Transcript").click()

    assert 0 <= section.locator("h4", has_text="Transcript").bounding_box()["y"] < 300
    assert section.locator(".jumps button").count() == section.locator("h4").count() == 4


def test_the_keyboard_reaches_everything(report, visit):
    """From the skip link on, whatever can be pressed, opened, chosen or scrolled; Enter opens a scenario."""
    page = visit(report).page
    page.evaluate("addEventListener('focusin', (event) => event.target.setAttribute('data-reached', ''))")
    page.keyboard.press("Tab")
    first = page.evaluate("document.activeElement.textContent")
    for _ in range(page.locator(REACHABLE).count()):
        page.keyboard.press("Tab")
    missed = page.locator(REACHABLE).and_(page.locator(":not([data-reached])"))
    unreached = missed.evaluate_all("elements => elements.map((element) => element.outerHTML.slice(0, 80))")
    page.locator('[data-scenario="late-fee"] > summary').focus()
    page.keyboard.press("Enter")
    page.locator('[data-scenario="late-fee"] .outputs').first.wait_for()

    assert first == "Skip to the verdict"
    assert [] == unreached


def test_an_attack_is_shown_as_text(attacked, visit):
    """In the page, in outputs, transcripts and readings: nothing runs, loads or leaves."""
    watched = visit(attacked, "#s/late-fee/0/signs")
    section = opened(watched)
    for details in section.locator("details").all():
        details.evaluate("element => { element.open = true; }")
    text = section.inner_text()

    assert ([], []) == (watched.said, watched.asked)
    assert watched.page.title() == "Failed · Inconclusive · letters · audition"
    assert watched.page.locator("img, iframe, object, textarea, a[href^='javascript']").count() == 0
    assert text.count('</script></textarea><script>document.title="taken"</script>') > 10
    assert r"\u001b[31mred\u0007 \u202eright" in text


def test_a_screen_reader_finds_names_for_what_it_meets(report, visit):
    """A title for each plot, a caption or name for each table, headers with scope."""
    page = visit(report).page

    assert page.locator("svg[role=img]:not(:has(title))").count() == 0
    assert page.locator("table:not(:has(caption)):not(.facts)").count() == 0
    assert page.locator("th:not([scope])").count() == 0
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").count() == 1
