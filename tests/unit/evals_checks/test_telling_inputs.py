"""Sentences that readers of patterns were wrong about: pointed at is what stands on no record, and nothing else."""

from __future__ import annotations

import pytest

from audition.checks import Finder
from audition.grading.finders.amounts import Amounts
from audition.grading.finders.names import Names
from tests.fakes.shipped import message, put, work
from tests.unit.evals_checks.readings import in_scenario

ANY = "sales-renewal-risk-red-0"


@pytest.mark.parametrize(
    ("finder", "scenario", "sentence", "noted"),
    [
        (Amounts(), "currency-swiss-francs", "They pay CHF 1'200, as before.", None),
        (Amounts(), "currency-swiss-francs", "They pay USD 1'200, as before.", "in no record: USD 1'200"),
        (Amounts(), "portfolio-priority", "Ambleside Outdoor (USD 310,000) is well.", None),
        (Amounts(), "portfolio-priority", "Ambleside Outdoor (USD 301,000) is well.", "in no record: USD 301,000"),
        (Names(), "renewal-risk-red", "First ask Marcus Feld.", None),
        (Names(), "renewal-risk-red", "First ask Marcus Field.", "in no record: Marcus Field"),
        (Names(), "owner-change-no-notes", "Write to compras@galo.example, the only contact on record.", None),
        (Names(), "multi-year-price-rise", "The board decides; its members are not known.", None),
    ],
)
def test_only_what_stands_in_no_record_is_pointed_at(
    finder: Finder, scenario: str, sentence: str, noted: str | None
) -> None:
    """In a field of the deliverable and in the final message alike."""
    for change, pointer in (
        (message(sentence), None),
        (put("$.risks[0].mitigation", sentence), "$.risks[0].mitigation"),
    ):
        told = in_scenario(work(ANY, change), scenario)
        notes = [passage.note for passage in finder.find(told) if passage.pointer == pointer]

        assert notes == ([noted] if noted else [])
