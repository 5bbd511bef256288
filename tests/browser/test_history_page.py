"""The page of an agent over time in a browser: silent, alone, readable on a telephone and on paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audition.records.accepted import Occasion
from audition.records.attribution import Cause, Change
from audition.records.estimates import Estimate
from audition.records.history import Condition, History, HistoryPoint, HistorySeries, ScenarioHealth, Trail
from audition.reporting.html.history import write_history_html
from tests.unit.reporting.sinks import HOSTILE

FIRST = HistoryPoint(
    run="r1",
    week="2026-W40",
    created_at="2026-09-28T08:00:00+00:00",
    occasion=Occasion.ACCEPTED,
    trials=20,
    gate=Estimate(value=0.9, low=0.85, high=0.94),
)
FALLEN = replace(
    FIRST,
    run="r2",
    week="2026-W41",
    occasion=Occasion.WEEKLY,
    gate=Estimate(value=0.6, low=0.5, high=0.7),
    difference=Estimate(value=-0.3, low=-0.4, high=-0.2),
    markers=(Change(cause=Cause.UNSEEN, detail="nothing", tells="ask the model again"),),
    failed=2,
    doubted=True,
)
BARE = replace(FIRST, run="r3", week="2026-W42", gate=None)


def history(*points: HistoryPoint, variant: str = "clerk/careful") -> History:
    """One variant over these runs, with a scenario to look after."""
    health = ScenarioHealth(
        scenario="late-fee",
        variant=variant,
        condition=Condition.FLAKY,
        trials=20,
        score=0.5,
        advice="Read two of them.",
    )
    return History(
        agent="clerk",
        series=(HistorySeries(variant=variant, points=points, band=(0.8, 0.95)),),
        scenarios=(health,),
    )


@pytest.fixture
def page(tmp_path: Path):
    """Writes the page of a history: `page(history, trails, says)`."""

    def write(found: History, trails=None, says=None) -> Path:
        path = tmp_path / "index.html"
        with path.open("w", encoding="utf-8") as out:
            write_history_html(found, trails or {series.variant: () for series in found.series}, says or {}, out)
        return path

    return write


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_of_a_history_is_silent_alone_and_fits(page, visit, scheme, width):
    """No message, no request, nothing to scroll sideways, and no script is missed; the newest run stands first."""
    trail = Trail(grader="greets", role="required", means=(1.0, None, 0.25))
    path = page(history(FIRST, FALLEN, BARE), {"clerk/careful": (trail,)}, {"r2": "✗ 2 required checks failed."})
    watched = visit(path, width=width, scheme=scheme, script=False)
    rows = watched.page.locator(".points tbody tr")

    assert ([], []) == (watched.said, watched.asked)
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
    assert [rows.nth(n).locator("th").inner_text().split()[0] for n in range(3)] == ["2026-W42", "2026-W41", "2026-W40"]
    assert "2 required checks failed" in rows.nth(1).inner_text()
    assert "ask the model again" in rows.nth(1).inner_text()
    assert "late-fee" in watched.page.locator("ul").inner_text()
    watched.page.locator("summary").click()
    assert "100.0 %" in watched.page.locator(".trails").inner_text()


def test_hostile_words_stay_text(page, visit):
    """Nothing of them runs, loads or changes the page."""
    marker = Change(cause=Cause.PROMPT, detail=HOSTILE, tells=HOSTILE)
    hostile = replace(FALLEN, week="2026-W43", markers=(marker,), alarm=HOSTILE)
    watched = visit(page(history(FIRST, hostile, variant=f"clerk/{HOSTILE}"), says={"r2": HOSTILE}), width=390)

    assert ([], []) == (watched.said, watched.asked)
    assert watched.page.title() == "clerk over time · audition"
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 390
