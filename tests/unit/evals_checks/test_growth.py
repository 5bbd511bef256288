"""Whitespace and targets."""

from __future__ import annotations

import pytest

from evals.checks.growth import GrowthAtMost, Whitespace, WhitespaceSum
from tests.fakes.shipped import drop, put, work
from tests.unit.evals_checks.readings import reason, verdict

ACME = "support-upsell-seat-expansion-1"
FIRST = "$.growth.opportunities[0].annual_value"
TOTAL = "$.growth.whitespace_total"
TARGET = "$.growth.target_arr"


def test_the_whitespace_total_is_the_sum_of_the_opportunities() -> None:
    """Either side that is off is found, and the sum is printed."""
    assert reason(WhitespaceSum(), work(ACME)) == "12,500 + 10,000 + 20,000 = 42,500"
    assert verdict(WhitespaceSum(), work(ACME, put(FIRST, 15000))) is False
    assert verdict(WhitespaceSum(), work(ACME, put(TOTAL, 42000))) is False
    assert verdict(WhitespaceSum(), work(ACME, drop(TOTAL))) is False


def test_no_opportunities_sum_to_nothing() -> None:
    """An empty list wants a total of 0."""
    flat = "sales-late-discovery-0"

    assert verdict(WhitespaceSum(), work(flat)) is True
    assert verdict(WhitespaceSum(), work(flat, put(TOTAL, 1000))) is False


def test_the_whitespace_is_what_the_records_give_in_any_order() -> None:
    """A sum that is right of items that are wrong fails too."""
    swapped = work(ACME, put(FIRST, 10000), put("$.growth.opportunities[1].annual_value", 12500))
    shifted = work(ACME, put(FIRST, 13500), put("$.growth.opportunities[1].annual_value", 9000))

    assert verdict(Whitespace(), swapped) is True
    assert verdict(Whitespace(), shifted) is False
    assert verdict(Whitespace(), work(ACME, put(TOTAL, 42000))) is False


def test_an_opportunity_that_is_left_out_is_not_made_up_for_by_the_total() -> None:
    """The records give three."""
    assert verdict(Whitespace(), work(ACME, drop("$.growth.opportunities[2]"))) is False


@pytest.mark.parametrize(("bound", "passes"), [(42500, True), (42499, False)])
def test_growth_is_held_against_the_opportunities_and_not_the_stated_total(bound: float, passes: bool) -> None:
    """A plan cannot hide a sale behind a total of 0."""
    assert passes is verdict(GrowthAtMost(annual_value=bound), work(ACME, put(TOTAL, 0)))
