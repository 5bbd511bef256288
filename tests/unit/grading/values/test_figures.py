"""Figures in prose: one value and one currency, however they are written."""

from __future__ import annotations

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.grading.values import currencies, days, figures

WRITINGS = [
    ("USD 1,200", 1200, {"USD"}),
    ("USD1,200.50", 1200.5, {"USD"}),
    ("CHF 1'200.–", 1200, {"CHF"}),
    ("CHF 1’200", 1200, {"CHF"}),
    ("EUR 1 200", 1200, {"EUR"}),
    ("1.200,50 €", 1200.5, {"EUR"}),
    ("EUR 400.000", 400_000, {"EUR"}),
    ("about 41.3k", 41_300, set()),
    ("£2.4m", 2_400_000, {"GBP"}),
    ("2.4 million pounds", 2_400_000, {"GBP", "EGP"}),
    ("US$ 4,500", 4500, {"USD"}),
    ("A$7,200", 7200, {"AUD"}),
    ("5,000 US dollars", 5000, {"USD"}),
    ("twelve thousand Swiss francs", 12_000, {"CHF"}),
    ("two hundred and fourteen thousand", 214_000, set()),
    ("96000", 96_000, set()),
    ("330 a seat", 330, set()),
    ("330 each", 330, set()),
    ("45/user", 45, set()),
]


@pytest.mark.parametrize(("text", "value", "said"), WRITINGS)
def test_an_amount_is_one_value_however_it_is_written(text: str, value: float, said: set[str]) -> None:
    """With its currency, where one stands beside it."""
    [figure] = figures(text)

    assert (figure.value, set(figure.currencies), figure.is_amount) == (value, said, True)
    assert figure.text == text[figure.start : figure.end]


@pytest.mark.parametrize(
    "text",
    [
        "85 percent",
        "3.5 %",
        "12 seats",
        "in 2027",
        "T-120",
        "NPS 48",
        "on 2026-09-17",
        "on 3 May 2027",
        "id_20260601_004",
    ],
)
def test_counts_shares_years_and_names_are_no_amounts(text: str) -> None:
    """They are figures at most."""
    assert not [figure for figure in figures(text) if figure.is_amount]


def test_two_amounts_side_by_side_stay_two() -> None:
    """In sums, ranges and lists."""
    assert [figure.value for figure in figures("USD 75,000-80,000; 7,200 + 10,800 = 18,000")] == [
        75_000,
        80_000,
        7200,
        10_800,
        18_000,
    ]
    assert [figure.value for figure in figures("EUR 206,000, 212,000 and 218,000")] == [206_000, 212_000, 218_000]


def test_what_is_rounded_can_be_all_that_rounds_to_it() -> None:
    """And a figure written out is itself alone; another currency is another amount."""
    [rounded], [exact] = figures("41.3k"), figures("USD 41,300")

    assert rounded.is_(41_280)
    assert not rounded.is_(41_400)
    assert not exact.is_(41_280)
    assert exact.is_(41_300, frozenset({"USD"}))
    assert not exact.is_(41_300, frozenset({"EUR"}))


@given(
    value=st.integers(1000, 999_999_999),
    mark=st.sampled_from([",", "'", " ", "."]),
    code=st.sampled_from(["USD", "EUR", "CHF"]),
)
def test_thousands_may_be_set_apart_by_any_mark(value: int, mark: str, code: str) -> None:
    """Before and behind the currency."""
    written = f"{value:,}".replace(",", mark)

    for text in (f"pays {code} {written} now", f"pays {written} {code} now"):
        assert [(figure.value, figure.currencies) for figure in figures(text)] == [(value, {code})]


def test_a_text_speaks_of_currencies_by_code_and_sign() -> None:
    """Words that merely hold the letters say none."""
    assert currencies("currency: USD, and €5") == {"USD", "EUR"}
    assert not currencies("EUROPE, PLNX, used")


@pytest.mark.parametrize(
    "noise",
    ["1,234," * 20_000, "one " * 30_000, "1 May " * 20_000, "9" * 100_000, "1" + " " * 100_000, "May" + " " * 100_000],
)
def test_hostile_text_is_read_in_linear_time(noise: str) -> None:
    """Ten times over what it takes, so that no pace of a machine decides."""
    started = time.process_time()
    list(figures(noise))

    assert time.process_time() - started < 20


DAYS = [
    "2026-03-13",
    "2026/3/13",
    "13.03.2026",
    "13/03/2026",
    "13 March",
    "13th of March 2026",
    "March 13",
    "Mar 13th, 2026",
    "12-13 March",
    "11 and 13 Mar 2026",
]


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_one_day_however_it_is_written(text: str) -> None:
    """With and without its year."""
    assert any(day.is_(date(2026, 3, 13)) for day in days(f"answer by {text}, please"))


@pytest.mark.parametrize(
    "text", ["13 March 2027", "2026-03-14", "31 February", "March", "version 1.3.2026.1", "13 Marchers"]
)
def test_another_day_is_another_day(text: str) -> None:
    """A day of another year too."""
    assert not any(day.is_(date(2026, 3, 13)) for day in days(text))
