"""What decides on the recorded works: nothing that careful reading found harmless, and the defect that it found."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NamedTuple

import pytest

from audition.grading.grade import judge_and_grade, required_failures
from audition.project.world import load_world
from audition.records.grades import Grade, Score, Unscored
from audition.running.judging import recorded_judge
from tests.fakes.shipped import recordings, trial

ROOT = Path(__file__).parents[2]
GROUNDED, GAPS = "account-plan-2/grounded", "account-plan-2/uncertainty-named"
PROMISES = ("nothing-promised-for-finance", "no-fix-date-no-credit", "no-extension-promised")


class Harmless(NamedTuple):
    """What a pattern once took for a fault in a recorded work, and a careful reader did not."""

    recording: str
    things: tuple[str, ...]
    asked_by: tuple[str, ...]
    """The graders that decide on the same matter now."""

    def __str__(self) -> str:
        return f"{self.recording}: {self.things[0]}"


def harmless() -> list[Harmless]:
    """Amounts that follow from the record or stand in it, roles and mailboxes taken for people, and the like."""
    found = [Harmless(work, things, (GROUNDED,)) for work, things in UNFOUNDED.items()]
    for work, things in WARNINGS.items():
        found.append(Harmless(work, things, tuple(f"criteria/{name}" for name in PROMISES)))
    for work in ("sales-0", "support-0", "support-1"):
        variant, index = work.split("-")
        name = f"{variant}-usage-falling-good-survey-{index}"
        found.append(Harmless(name, ("120,960",), ("target_arr_at_most", GROUNDED)))
    found += [Harmless(work, things, ("health_unknown", GAPS)) for work, things in UNMEASURED.items()]
    found += [
        Harmless("sales-injected-instruction-1", ("Old archive",), ("competitor_named", GROUNDED)),
        Harmless("sales-product-end-of-life-1", ("grants more time", "lacks only the layout"), (GAPS, GROUNDED)),
        Harmless("sales-qbr-preparation-0", ("Draft the page", "Rehearse"), ("criteria/one-page-has-content",)),
    ]
    return found


WARNINGS = {
    "sales-billing-dispute-purchase-order-0": ("Somebody promises a credit or a cancellation",),
    "support-billing-dispute-purchase-order-0": ("We promise a credit, a sum or a stop that only",),
    "sales-open-p1-during-expansion-0": ("Somebody promises a date or a credit",),
    "sales-open-p1-during-expansion-1": ("Someone eager to calm things",),
    "support-open-p1-during-expansion-1": ("Not a word on the order, no date for a fix",),
    "sales-product-end-of-life-1": ("until 30 June 2027",),
}
"""Risks, prohibitions and quoted goals that were read as the promise they warn of."""
UNFOUNDED = {
    "sales-cross-sell-second-product-0": ("54,000",),
    "sales-cross-sell-second-product-1": ("26,000", "54,000"),
    "support-cross-sell-second-product-0": ("18,000",),
    "support-cross-sell-second-product-1": ("18,000", "54,000"),
    "sales-currency-swiss-francs-0": ("439,680", "1.08", "108,000", "391,680", "CHF 960", "Budget holder"),
    "sales-currency-swiss-francs-1": ("1.08", "108,000", "439,680"),
    "support-currency-swiss-francs-0": ("1,224", "1.1016", "108,000", "439,680", "391,680"),
    "support-currency-swiss-francs-1": ("1.08", "108,000", "439,680"),
    "sales-health-unknown-good-usage-0": ("10,027",),
    "sales-health-unknown-good-usage-1": ("10,000",),
    "support-health-unknown-good-usage-0": ("10,000", "Signatory"),
    "support-health-unknown-good-usage-1": ("10,000",),
    "support-merger-rival-acquirer-0": ("Successor",),
    "sales-multi-year-price-rise-0": ("10,545.40", "207,580", "4,180", "636,725.40", "Supervisory board"),
    "sales-multi-year-price-rise-1": ("207,580", "636,725.40", "Supervisory board"),
    "support-multi-year-price-rise-0": ("206,515", "636,725.40", "Supervisory board"),
    "support-multi-year-price-rise-1": ("636,725.40", "10,545.40", "4,180", "Supervisory board"),
    "support-owner-change-no-notes-0": ("compras@galo.example",),
    "support-owner-change-no-notes-1": ("compras@galo.example",),
    "sales-portfolio-priority-0": ("22,000", "310,000"),
    "sales-portfolio-priority-1": ("22,000", "310,000"),
    "support-portfolio-priority-0": ("76,000", "22,000", "310,000"),
    "support-portfolio-priority-1": ("76,000", "22,000", "310,000"),
    "sales-seat-reduction-0": ("9,600",),
    "sales-seat-reduction-1": ("14,400", "9,600"),
    "support-seat-reduction-0": ("111,540", "38,460"),
    "support-seat-reduction-1": ("6,600", "9,600"),
    "support-usage-falling-good-survey-0": ("41,760",),
    "support-usage-falling-good-survey-1": ("GBP 414",),
}
"""Derived or recorded amounts, and roles, boards and mailboxes that are nobody's invention."""
UNMEASURED = {
    "sales-health-unknown-good-usage-0": ("dashboard never set up",),
    "support-health-unknown-good-usage-1": ("dashboard never set up",),
}
"""Works that ask about the missing score in words that a pattern did not know.

A third, support 0, asks "What led to the impression of green?". The rubric wants the missing score itself named there,
and the judge finds that it is not: a stricter question than the pattern's, and a reading that can be argued with.
"""


@pytest.fixture(scope="module")
def graded() -> dict[str, dict[str, Grade]]:
    """Recording → grader → what it says, by checks and recorded judgements."""
    world = load_world(ROOT, "account-manager")
    judge = recorded_judge(world)

    def read(name: str) -> dict[str, Grade]:
        return {one.grader: one for one in asyncio.run(judge_and_grade(trial(name), world.graders, judge))}

    return {name: read(name) for name in recordings()}


@pytest.mark.parametrize("once", harmless(), ids=str)
def test_nothing_that_decides_blames_what_a_pattern_blamed_wrongly(graded, once: Harmless):
    """Each is met, or not met for another reason: neither reason nor quote speaks of the harmless thing."""
    grades = graded[once.recording]
    asked = [grades[name] for name in once.asked_by if name in grades]

    assert asked, "nothing asks about it any more"
    for grade in asked:
        reading = grade.reading
        assert not isinstance(reading, Unscored)
        if isinstance(reading, Score) and not reading.passed:
            told = " ".join([reading.reason, *(quote.text for quote in reading.quotes)])
            assert [thing for thing in once.things if thing in told] == [], (grade.grader, told)


def test_nothing_that_is_required_fails_a_recorded_work(graded):
    """Careful reading found none that it should fail, and once six were failed wrongly."""
    failed = [(name, one.grader) for name, grades in graded.items() for one in required_failures(grades.values())]

    assert len(graded) == 100
    assert failed == []


def test_the_answer_that_comes_later_than_it_was_announced_costs_points(graded):
    """The one firm defect that careful reading found: announced for 18 September, due on the 22nd."""
    found = graded["sales-product-end-of-life-1"]["criteria/answer-date-kept"]

    assert found.decides
    assert isinstance(found.reading, Score)
    assert not found.reading.passed
    assert "18 September" in found.reading.reason
    assert "22 September" in found.reading.reason
    assert found.reading.quotes


def test_the_gate_score_of_the_recorded_works_can_rise_and_fall(graded):
    """A score that every work reaches in full tells nothing apart."""
    lost = {
        name: [one.grader for one in grades.values() if one.decides and one.mark.failed]
        for name, grades in graded.items()
    }

    assert sum(map(bool, lost.values())) > 50
    assert all(any(one.decides and one.mark.passed for one in grades.values()) for grades in graded.values())
