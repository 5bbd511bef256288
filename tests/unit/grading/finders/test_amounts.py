"""`amounts`: every amount that stands in no record is pointed at, by value and currency."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audition.grading.check import Work
from audition.grading.finders.amounts import Amounts
from tests.fakes import works

RECORDING = "brisk-pilot-leaves-0"
"""On record: USD 132,000."""


def pointed_at(work: Work) -> list[str]:
    """Where, and what is said of it."""
    return [f"{passage.pointer or passage.where}: {passage.note}" for passage in Amounts().find(work)]


def test_amounts_on_record_are_not_pointed_at() -> None:
    """The recorded plan states its revenue in several places, and nothing else."""
    assert pointed_at(works.work(RECORDING)) == []


@pytest.mark.parametrize(
    "written", ["USD 123,000", "$123k", "123'000", "one hundred and twenty-three thousand dollars", "123.000,00 USD"]
)
def test_an_amount_in_no_record_is_pointed_at_in_prose(written: str) -> None:
    """Wherever it stands, however it is written."""
    work = works.work(RECORDING, works.put("$.risks[1].mitigation", f"Hold on to {written} a year."))

    assert pointed_at(work) == [f"$.risks[1].mitigation: in no record: {written}"]


@pytest.mark.parametrize("written", ["USD 132,000", "$132k", "132'000", "one hundred and thirty-two thousand dollars"])
def test_an_amount_on_record_is_known_in_every_writing(written: str) -> None:
    """By its value."""
    assert pointed_at(works.work(RECORDING, works.message(f"They pay {written}."))) == []


def test_the_final_message_and_fields_are_read_too() -> None:
    """A field holds an amount where it has four digits and more."""
    work = works.work(RECORDING, works.put("$.cargo.target_dues", 140_000), works.message("We aim at USD 140,000."))

    assert pointed_at(work) == ["$.cargo.target_dues: in no record: 140000", "final_message: in no record: USD 140,000"]


def test_another_currency_is_another_amount() -> None:
    """Also where the records give the figure without one: they speak of dollars alone."""
    assert pointed_at(works.work(RECORDING, works.message("They pay EUR 132,000."))) == [
        "final_message: in no record: EUR 132,000"
    ]


def test_cells_of_a_table_are_records() -> None:
    """Commas between cells are none within figures."""
    work = works.work(RECORDING, works.message("Two other accounts: 310,000 and 45,200; not USD 1,310,000."))
    table = {"accounts.csv": "name,seats,arr\nAmbleside,1,310000\nTarn,12,45200\n"}
    held = replace(work, scenario=replace(work.scenario, inputs={**work.scenario.inputs, **table}))

    assert pointed_at(held) == ["final_message: in no record: USD 1,310,000"]


def test_a_work_without_a_deliverable_is_read_by_its_message() -> None:
    """And one that is no YAML by its lines."""
    missing = works.work(RECORDING, works.deliverable(None), works.message("USD 5,000"))
    broken = works.work(RECORDING, works.deliverable("pays: [USD 5,000"), works.message("Done."))

    assert pointed_at(missing) == ["final_message: in no record: USD 5,000"]
    assert [passage.line for passage in Amounts().find(broken)] == [1]
