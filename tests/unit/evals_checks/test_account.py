"""The account as it is recorded."""

from __future__ import annotations

import pytest

from evals.checks.account import (
    AccountName,
    Arr,
    Consistent,
    Currency,
    HealthBand,
    HealthScore,
    HealthUnknown,
    StatesProbability,
)
from tests.fakes.shipped import drop, put, swap, work
from tests.unit.evals_checks.readings import reason, verdict, with_facts

CHAMPION = "sales-champion-departure-0"
CONFLICT = "support-conflicting-records-0"
BAND = HealthBand(green_above=75, red_below=50)
HEALTH = "$.account.health"


@pytest.mark.parametrize(
    ("written", "passes"),
    [("brightwater  utilities", True), ("Brightwater", False), ("Ostrava Freightways", False)],
)
def test_the_account_is_named_in_full_whatever_the_letter_case(written: str, passes: bool) -> None:
    """White space and letter case do not count; a part of the name is not the name."""
    assert passes is verdict(AccountName(), work(CHAMPION, put("$.account.name", written)))


def test_another_currency_than_the_accounts_fails() -> None:
    """The records decide the currency."""
    assert verdict(Currency(), work(CHAMPION)) is True
    assert verdict(Currency(), work(CHAMPION, put("$.account.currency", "EUR"))) is False


def test_where_records_disagree_either_arr_will_do_and_no_third() -> None:
    """`arr_any` leaves both figures open."""
    readings = [verdict(Arr(), work(CONFLICT, put("$.account.arr", arr))) for arr in (120000, 114000)]

    assert readings == [True, False]
    assert verdict(Arr(), work(CONFLICT)) is True


def test_a_missing_arr_fails_with_the_figure_on_record() -> None:
    """The reason says what to write."""
    missing = work(CHAMPION, drop("$.account.arr"))

    assert reason(Arr(), missing) == "account.arr is missing; on record: 132,000"


def test_facts_without_arr_ask_nothing() -> None:
    """Not every scenario knows a figure."""
    assert verdict(Arr(), with_facts(CHAMPION, arr=None)) is None


@pytest.mark.parametrize(("score", "passes"), [(79, True), (80, False), (None, False)])
def test_the_health_score_is_the_measured_one(score: int | None, passes: bool) -> None:
    """Neither rounded up nor left out."""
    graded = work(CHAMPION) if score == 79 else work(CHAMPION, put(f"{HEALTH}.score", score))

    assert passes is verdict(HealthScore(), graded)


def test_a_score_that_nobody_measured_fails() -> None:
    """Null is the right score of an unmeasured account."""
    assert verdict(HealthScore(), work(CONFLICT)) is True
    assert verdict(HealthScore(), work(CONFLICT, put(f"{HEALTH}.score", 70))) is False


@pytest.mark.parametrize(("key", "claim"), [("score", 70), ("band", "yellow"), ("renewal_probability_pct", 75)])
def test_unknown_health_makes_no_claim(key: str, claim: object) -> None:
    """A score, a band and a probability are claims alike, and the reason names the one that is made."""
    graded = work(CONFLICT, put(f"{HEALTH}.{key}", claim))

    assert verdict(HealthUnknown(), work(CONFLICT)) is True
    assert verdict(HealthUnknown(), graded) is False
    assert f"{key} {claim!r}" in reason(HealthUnknown(), graded)


@pytest.mark.parametrize(
    ("score", "band"), [(75, "yellow"), (75.5, "green"), (76, "green"), (50, "yellow"), (49.5, "red"), (0, "red")]
)
def test_both_thresholds_themselves_are_yellow(score: float, band: str) -> None:
    """Green is above 75 and red below 50."""
    stated = {"score": score, "drivers": []}
    readings = [
        verdict(BAND, work(CHAMPION, put(HEALTH, {**stated, "band": named}))) for named in ("green", "yellow", "red")
    ]

    assert [band == named for named in ("green", "yellow", "red")] == readings


def test_a_score_of_79_called_yellow_is_found() -> None:
    """What the support variant writes of this account."""
    assert reason(BAND, work("support-champion-departure-0")) == (
        "79 is called yellow, not green (green above 75, red below 50)"
    )


def test_a_plan_states_a_probability_or_it_does_not() -> None:
    """Not asked of an account that nobody measured."""
    readings = [verdict(StatesProbability(), work(name)) for name in (CHAMPION, "support-late-discovery-1", CONFLICT)]

    assert readings == [True, False, None]


def test_a_band_without_a_score_contradicts_itself() -> None:
    """And so does a score with an unknown band."""
    assert verdict(Consistent(), work(CHAMPION)) is True
    assert verdict(Consistent(), work(CHAMPION, put(f"{HEALTH}.score", None))) is False
    assert verdict(Consistent(), work(CHAMPION, put(f"{HEALTH}.band", "unknown"))) is False


def test_a_stakeholder_or_milestone_listed_twice_contradicts_itself() -> None:
    """One person has one entry, and one day one milestone."""
    twice = work(CHAMPION, put("$.stakeholders[1].name", "Theo Almeida"))
    same_day = work(CHAMPION, swap("days_before_renewal: 90", "days_before_renewal: 120"))

    assert reason(Consistent(), twice) == "stakeholders lists Theo Almeida more than once"
    assert reason(Consistent(), same_day) == "renewal.milestones lists 120 more than once"
