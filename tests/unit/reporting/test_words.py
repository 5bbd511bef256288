"""How findings are put into words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audition.records.comparison import VerdictKind
from audition.reporting.words import by_grader, probability
from tests.fakes import shown

SURE, OPEN = shown.row("signs"), shown.row("greets", supported=False)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ((SURE,), "Single graders that differ by more than chance: signs −50.0 points."),
        ((SURE, OPEN), "Single graders that differ by more than chance: signs −50.0 points. 1 other may be chance."),
        ((OPEN, OPEN), "No single grader differs by more than chance (2 differ)."),
        (
            (shown.row("a"),) * 6,
            "Single graders that differ by more than chance: a −50.0, a −50.0, a −50.0, a −50.0 points, and 2 more.",
        ),
        ((), ""),
    ],
)
def test_a_sentence_tells_the_differences_that_the_evidence_supports_from_the_others(rows, told):
    """Those that are more than chance by name and size, the rest as a number."""
    assert told == by_grader(shown.comparison(rows=rows))


def test_where_too_much_broke_no_grader_is_said_to_differ():
    """What was lost may be what differs."""
    invalid = replace(shown.comparison().verdict, kind=VerdictKind.INVALID, bounds=(-0.1, 0.2))

    assert "" == by_grader(shown.comparison(verdict=invalid))


@pytest.mark.parametrize(("value", "told"), [(0.0312, "0.0312"), (0.0001, "0.0001"), (0.00004, "below 0.0001")])
def test_a_chance_is_never_told_as_none(value, told):
    """What is too small for its decimals is told by the bound."""
    assert probability(value) == told
