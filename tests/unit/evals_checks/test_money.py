"""Grounding of money: what counts as shown, and what does not."""

from __future__ import annotations

import pytest

from evals.checks.money import MoneyGrounded
from tests.fakes.works import Change, put, swap, work
from tests.unit.evals_checks.readings import in_scenario, reason, verdict

SOLARA = "sales-competitive-threat-price-1"
HARROW = "support-negotiation-discount-liability-1"
ACME = "sales-upsell-seat-expansion-0"
FLAT = "sales-late-discovery-0"
CHECK = MoneyGrounded()
ITEM = "$.growth.opportunities[0].annual_value"


def says(recording: str, text: str, *changes: Change) -> str:
    """The reason when the last assumption of a plan reads so."""
    return reason(CHECK, work(recording, put("$.assumptions[3]", text), *changes))


@pytest.mark.parametrize(
    ("text", "calculation"),
    [
        ("45 percent of 240,000 is 108,000", "108,000 = 45 percent of 240,000"),
        ("A rival at 35 percent less asks USD 156,000", "156,000 = 240,000 less 35 percent"),
        ("A price 5 percent higher would be USD 252,000", "252,000 = 240,000 and 5 percent"),
        ("The 10 free seats are worth about USD 5,700 a year", "5,700 = 10 / 420 of 240,000"),
        ("Forty seats, 12 of them spare, at USD 571 are USD 6,852", "6,852 = 12 × 571"),
        ("A quarterly invoice is USD 60,000", "60,000 = 240,000 / 4"),
        ("Pro rata for 5 months it is USD 100,000", "100,000 = 5 / 12 of 240,000"),
        ("Three years at USD 240,000 are USD 720,000", "720,000 = 3 × 240,000"),
        ("A five percent concession is USD 12,000", "12,000 = 5 percent of 240,000"),
        ("USD 216K is USD 24K less than today", "216,000 = 240,000 less 10 percent"),
        ("With USD 24,000 and USD 84,000 together they save USD 108,000", "108,000 = 24,000 + 84,000"),
    ],
)
def test_a_calculation_that_stands_there_grounds_its_result(text: str, calculation: str) -> None:
    """The reason prints it."""
    assert calculation in says(SOLARA, text)


@pytest.mark.parametrize(
    "text",
    [
        "35 percent of 240,000 is 85,000",
        "A rival asks USD 150,000",
        "They pay $245K",
        "They pay 1.2 million USD",
        "EUR 239.000 is on the invoice",
        "The 10 free seats are worth USD 6,400 a year",
        "A seat costs them 580 a seat",
        "Growth of USD 24,500 is in sight",
        "Two people hold seats worth USD 480,000",
        "After the quarterly review they pay USD 2,880,000",
        "Three years are USD 730,000",
    ],
)
def test_an_amount_that_nothing_gives_is_found_in_whatever_form(text: str) -> None:
    """Codes, signs, thousands, millions, points for commas and prices per seat are read alike."""
    assert says(SOLARA, text).startswith("neither on record nor worked out from it: ")


@pytest.mark.parametrize(
    "text",
    [
        "1,200 users log in",
        "2,500 open tickets",
        "14 of 22 clinics",
        "by 2026-08-31",
        "in 2027",
        "8 hours at 40 percent",
    ],
)
def test_counts_dates_and_percentages_are_no_money(text: str) -> None:
    """A number is money by its mark, its thousands or its unit."""
    assert says(FLAT, text).startswith("all ")


@pytest.mark.parametrize("form", ["USD 74,000", "$74,000", "74,000 USD", "USD 74K", "USD 0.074 million", "USD 74.000"])
def test_an_amount_on_record_is_known_in_every_form(form: str) -> None:
    """The instruction says `arr: 74000`."""
    assert says(FLAT, f"They pay {form} a year").startswith("all ")


def test_the_arr_is_on_record_or_wrong() -> None:
    """No percentage of the true one excuses another."""
    assert "216,000 ($.account.arr)" in reason(CHECK, work(SOLARA, put("$.account.arr", 216000)))


def test_the_whitespace_total_is_the_sum_or_wrong() -> None:
    """A figure that stands elsewhere in the plan is no excuse."""
    assert "22,500 ($.growth.whitespace_total)" in reason(CHECK, work(ACME, put("$.growth.whitespace_total", 22500)))


def test_a_sum_of_line_items_needs_them_to_be_named() -> None:
    """`Marketing and Sales` names the two of three that give 22,500; nothing names those that give 30,000."""
    named = says(ACME, "Marketing and Sales come to USD 22,500")
    unnamed = says(ACME, "They would buy for USD 30,000")

    assert "22,500 = 12,500 + 10,000" in named
    assert "USD 30,000 ($.assumptions[3])" in unnamed


def test_a_price_times_seats_is_shown_by_the_seats() -> None:
    """25 seats at 500 make 12,500; without the count in its entry another value is loose."""
    assert "12,500 = 25 × 500" in reason(CHECK, work(ACME))
    assert verdict(CHECK, work(ACME, put(ITEM, 13500))) is False


def test_a_rounded_amount_says_so() -> None:
    """`about 41,300` is 80 of 600 seats; without `about` it is wrong."""
    assert "41,300 = 80 / 600 of 310,000" in reason(CHECK, work(HARROW))
    assert verdict(CHECK, work(HARROW, swap("worth about GBP 41,300", "worth GBP 41,300"))) is False


def test_an_intermediate_may_stand_elsewhere_in_the_plan() -> None:
    """294,500 rests on the 15,500 that another entry shows; when that is gone, so is its ground."""
    gone = put("$.risks[1].mitigation", "Open at current price.")

    assert "294,500 = 310,000 − 15,500" in reason(CHECK, work(HARROW))
    assert verdict(CHECK, work(HARROW, gone)) is False


def test_a_labelled_estimate_is_not_asked_and_what_rests_on_it_is() -> None:
    """The total must still be the sum; without the label the value is loose."""
    estimate = "sales-competitive-threat-price-0"

    assert "37,700 is an estimate" in reason(CHECK, work(estimate))
    assert verdict(CHECK, work(estimate, put("$.growth.whitespace_total", 39000))) is False
    assert verdict(CHECK, work(estimate, swap("Estimate only - about", "About"))) is False


def test_what_an_estimate_starts_from_is_no_estimate() -> None:
    """A label does not cover the price that the estimate is reckoned with."""
    assert verdict(CHECK, work("sales-competitive-threat-price-0", swap("USD 571 a seat", "USD 595 a seat"))) is False


def test_a_plan_with_nothing_but_estimates_asks_nothing() -> None:
    """There is no amount to ground."""
    bare = {"growth": {"opportunities": [{"name": "Seats", "annual_value": 9000, "evidence": "My estimate."}]}}
    alone = work(FLAT, *(put(f"$.{part}", bare.get(part, [])) for part in work(FLAT).deliverable.data))

    assert verdict(CHECK, alone) is None


def test_amounts_in_francs_and_prices_from_a_list_are_read() -> None:
    """Apostrophes, points and the keys of a price list carry money too."""
    swiss = work(
        FLAT, *_alone("CHF 391'680 with the index of 2 percent, plus CHF 48'000 is CHF 439'680; EUR 400.000 is kept")
    )
    seats = work(FLAT, *_alone("320 seats at USD 330 cost USD 105,600, a saving of USD 44,400"))

    assert "439,680 = 391,680 + 48,000" in reason(CHECK, in_scenario(swiss, "currency-swiss-francs"))
    assert "105,600 = 320 × 330; 44,400 = 150,000 − 105,600" in reason(CHECK, in_scenario(seats, "seat-reduction"))


def test_a_loose_amount_is_quoted_with_its_words_and_line() -> None:
    """A person can find it and see what it claims."""
    reading = CHECK.grade(work(FLAT, put("$.assumptions[3]", "We could ask for USD 81,000 next year")))

    assert reading.reason == "neither on record nor worked out from it: USD 81,000 ($.assumptions[3])"
    assert [(quote.text, quote.pointer) for quote in reading.quotes] == [
        ("We could ask for USD 81,000 next year", "$.assumptions[3]")
    ]
    assert reading.quotes[0].line


def test_a_plan_with_more_amounts_than_anybody_can_follow_fails() -> None:
    """Grounding stays bounded whatever a model writes."""
    flood = " ".join(f"USD {amount},000" for amount in range(100, 250))

    assert says(FLAT, flood).startswith("states 15")


def _alone(text: str) -> list[Change]:
    """A plan that says nothing but this."""
    emptied = [put(f"$.{part}", []) for part in ("risks", "assumptions", "open_questions", "actions", "collaboration")]
    rest = [put("$.stakeholders", []), put("$.objectives", []), put("$.growth", {}), put("$.account", {})]
    return [*emptied, *rest, put("$.situation", text)]
