"""How findings are put into words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audition.records.comparison import VerdictKind
from audition.records.definitions import Role
from audition.records.estimates import Estimate, p_value, points
from audition.records.rows import Tally, UseRow
from audition.reporting.words import by_applying, by_grader, by_use, dollars, probability, told_apart
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


def test_what_trials_use_is_one_sentence_and_silence_where_nothing_is_known():
    """A multiple of the baseline's, with its interval."""
    cost = UseRow(of="cost", ratio=Estimate(value=1.2, low=1.05, high=1.37))

    told = by_use(shown.comparison(uses=(cost,)))

    assert told == "A trial of candidate takes 1.20 times the cost (1.05 to 1.37) that one of baseline takes."
    assert by_use(shown.comparison()) == ""


def test_what_applies_to_one_side_oftener_is_named_where_it_is_part_of_the_gate_score():
    """That alone moves the score: the same quality is another share of other points."""
    often, seldom = Tally(scored=8, passed=5, mean=0.6), Tally(scored=3, passed=2, not_applicable=5, mean=0.6)
    uneven = shown.row("says_price", baseline=often, candidate=seldom)
    told = "What applies unevenly moves the gate score by that alone: says_price to 8 of 8 and 3 of 8 trials."

    assert told == by_applying(shown.comparison(rows=(SURE, uneven)))
    for harmless in (SURE, replace(uneven, role=Role.INFORMS), replace(uneven, candidate=often)):
        assert by_applying(shown.comparison(rows=(harmless,))) == ""


def test_money_and_chance_are_written_as_people_write_them():
    """Cents, or the first two digits that count below ten; never a zero that none is."""
    assert [dollars(value) for value in (12.3456, 0.227302, 0.0314, 0.05, 0.00041, 0.0, None)] == [
        "$12.35",
        "$0.23",
        "$0.031",
        "$0.05",
        "$0.00041",
        "$0.00",
        "unknown",
    ]
    assert [p_value(0.5), p_value(0.004), p_value(0.0004, 3)] == ["p = 0.50", "p < 0.01", "p < 0.001"]
    assert [points(-0.0001), points(0.0004), points(-0.034)] == ["0.0", "0.0", "−3.4"]


def test_long_names_stay_apart():
    """Cut in the middle; in full where that would make two of them one."""
    ends = [f"criteria/finance-chief-before-the-{what}" for what in ("count-is-taken", "proposal-is-sent")]
    middles = [f"{'a' * 25}{what}{'b' * 25}" for what in ("one", "two")]

    assert told_apart(["short", *ends])["short"] == "short"
    assert len(set(told_apart(ends).values())) == 2
    assert {len(name) for name in told_apart(ends).values()} == {40}
    assert list(told_apart(middles).values()) == middles
