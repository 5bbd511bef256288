"""`audition view` on paper and in forced colours, page by page."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from audition.usecases.accept import accept
from docs.examples.five_verdicts import CAREFUL
from tests.fakes import labelled, letters, shown
from tests.fakes.viewing import Viewed, viewed

LABELS = "label/letters/tone"
PAPER_PIXELS = 794
"""The width of A4 at 96 to the inch."""


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    """A project with everything that has a page: recordings, an accepted run, another, and labels on which two part."""
    root = labelled.project(tmp_path_factory.mktemp("media"))
    kept = shutil.copytree(root / "evals/recordings", tmp_path_factory.mktemp("kept") / "recordings")
    accept(root, str(letters.play(root, variants=(CAREFUL,), trials=2).path))
    letters.play(root, trials=2)
    shutil.rmtree(root / "evals/recordings")
    shutil.copytree(kept, root / "evals/recordings")
    shown.run_file(root / "reports/runs")
    return root


@pytest.fixture(scope="module")
def view(root) -> Viewed:
    """The project, served; Ann and Ben part on its first question."""
    with viewed(root) as found:
        for rater, answer in (("Ann", "met"), ("Ben", "not_met")):
            found.post(f"{LABELS}/answer", {"question": first(found), "answer": answer}, Cookie=f"rater={rater}")
        yield found


def first(view: Viewed) -> str:
    """The id of the first question."""
    return view.get(LABELS, Cookie="rater=Nobody").text.partition('name="question" value="')[2].partition('"')[0]


@pytest.fixture(scope="module")
def places(root, view) -> list[str]:
    """Every page that is ours."""
    run = max(path.stem for path in (root / "reports/runs").glob("*.sqlite") if path.stem != shown.RUN)
    trial = "scenario=late-fee&by=clerk/hasty&index=0&beside=clerk/careful"
    parts = [
        f"run/{run}/trial?{trial}&part={part}"
        for part in ("readings", "deliverables", "conversation", "calls", "given")
    ]
    recordings = ["recordings", f"recording?agent=clerk&of=recordings&{trial}"]
    labels = ["label", LABELS, f"{LABELS}/apart", f"{LABELS}/settle?question={first(view)}"]
    others = [f"compare?after={run}", "search?words=library", "history", "rules", "nowhere"]
    parts.append(f"run/{shown.RUN}/trial?{trial}&part=deliverables")
    return ["", f"run/{run}", *parts, *recordings, *labels, *others]


@pytest.fixture
def look(view, visit) -> Any:
    """Opens a page as Ann, with a medium: `look("rules", media="print")` gives a `Watched` page."""

    def open_as(place: str, *, width: int = PAPER_PIXELS, scheme: str = "dark", **medium: str):
        watched = visit(view.address, "style.css", width=width, scheme=scheme)
        watched.page.context.add_cookies([{"name": "rater", "value": "Ann", "url": view.address}])
        watched.page.emulate_media(color_scheme=scheme, **medium)
        watched.page.goto(view.address + place)
        return watched

    return open_as


def test_forced_colours_leave_every_page_whole(look, view, places):
    """Nothing to scroll sideways, on a telephone neither; nothing is said, and nobody else is asked."""
    for width in (PAPER_PIXELS, 390):
        watched = look("", width=width, forced_colors="active")
        assert watched.page.evaluate("matchMedia('(forced-colors: active)').matches")
        for place in places:
            watched.page.goto(view.address + place)
            assert watched.page.evaluate("document.documentElement.scrollWidth") <= width, place
        said = [text for text in watched.said if "404" not in text]
        asked = [url for url in watched.asked if not url.startswith((view.address, "data:"))]
        assert ([], []) == (said, asked)


def test_forced_colours_leave_what_colour_says_to_signs_and_lines(look, places):
    """Verdicts, readings and lines that graders quote; what is chosen; every button has an edge."""
    run, readings = places[1], places[2]
    quoted = next(place for place in places if shown.RUN in place)
    page = look(run, forced_colors="active").page
    page.locator("h1 .worse, h1 .unsure, h1 .better").wait_for()
    assert page.locator("h1").inner_text()[0] in "✗▼▲!≈=?"
    page = look(readings, forced_colors="active").page
    signs = "cells => cells.map((cell) => getComputedStyle(cell, '::before').content)"
    found = page.locator(".readings td.fail").evaluate_all(signs)
    assert found
    assert {sign.strip('" ') for sign in found} == {"✗"}
    lined = page.locator(".tabs [aria-current]").evaluate("each => getComputedStyle(each).textDecorationLine")
    assert lined == "underline"
    page = look(quoted, forced_colors="active").page
    edges = "cells => cells.map((cell) => getComputedStyle(cell).borderLeftStyle)"
    assert {"double"} == set(page.locator(".outputs .fail .text").evaluate_all(edges))
    page = look(f"{LABELS}", forced_colors="active").page
    edges = "found => found.map((each) => getComputedStyle(each).borderTopStyle)"
    assert {"solid"} == set(page.locator("button").evaluate_all(edges))


def test_paper_is_light_and_holds_no_way_to_anywhere(look, view, places):
    """Dark was chosen, and is not printed; nor are keys, filters, and what leads from page to page."""
    ways = ".top, .controls, .tabs, .walk, .pager, .ways, kbd, button, textarea, progress"
    watched = look("", media="print")
    for place in places:
        watched.page.goto(view.address + place)
        colours = "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.body).color]"
        paper, ink = watched.page.evaluate(colours)
        assert paper == "rgb(255, 255, 255)", place
        assert max(int(part) for part in ink.removeprefix("rgb(").rstrip(")").split(",")) < 80, place
        assert watched.page.locator(f":is({ways}):visible").count() == 0, place
        assert watched.page.evaluate("document.documentElement.scrollWidth") <= PAPER_PIXELS, place


def test_paper_holds_what_the_page_says(look):
    """The work beside its question one under the other, whole, on as many sheets as it takes."""
    page = look(LABELS, media="print").page
    work, asked = (page.locator(name).bounding_box() for name in (".work", ".asked"))
    assert asked["y"] >= work["y"] + work["height"] or work["y"] >= asked["y"] + asked["height"]
    assert page.pdf(format="A4").startswith(b"%PDF")
