"""What the plan warns of."""

from __future__ import annotations

import re

import pytest

from evals.checks.risks import CompetitorNamed, CompetitorsKnown, Flags, Risk
from tests.fakes.works import put, suite, work
from tests.unit.evals_checks.readings import reason, verdict

RIVAL = "sales-competitive-threat-price-0"
CONFLICT = "sales-conflicting-records-0"
VELDT = Risk(kinds=("competitive",), severity_min="high", names="Veldt")


@pytest.mark.parametrize(
    ("severity", "passes"), [("critical", True), ("high", True), ("medium", False), ("low", False)]
)
def test_a_risk_is_severe_enough_or_the_reason_says_what_it_must_be(severity: str, passes: bool) -> None:
    """Severity is a scale, not a word."""
    graded = work(RIVAL) if severity == "high" else work(RIVAL, put("$.risks[0].severity", severity))

    assert passes is verdict(VELDT, graded)
    assert passes is not reason(VELDT, graded).startswith("must be high or more: competitive risk")


def test_a_risk_of_another_kind_does_not_count() -> None:
    """The rival's offer called commercial leaves no competitive risk."""
    assert reason(VELDT, work(RIVAL, put("$.risks[0].kind", "commercial"))) == "no risk of kind competitive"


def test_a_kind_that_no_plan_may_write_is_refused_before_anything_runs() -> None:
    """A slip of the pen would fail every plan."""
    ((parameter, wrong),) = Risk(kinds=("comercial", "product")).objections(suite())

    assert parameter == "kinds"
    assert wrong.startswith("can never meet 'comercial': ")
    assert wrong.endswith("did you mean `commercial`?")


def test_the_most_severe_of_several_fitting_risks_counts() -> None:
    """One that is severe enough is enough."""
    commercial = Risk(kinds=("commercial",), severity_min="high")

    assert verdict(commercial, work(RIVAL)) is True
    assert verdict(commercial, work(RIVAL, put("$.risks[1].severity", "low"))) is False


def test_a_rival_is_named_as_a_word_in_the_risk_or_its_field() -> None:
    """Another name that merely begins so is another rival."""
    veldtkamp = put("$.risks[0].risk", "Solara moves to Veldtkamp for a lower price")
    silent = put("$.risks[0].competitor", "Veldtkamp")

    assert verdict(VELDT, work(RIVAL, veldtkamp)) is True
    assert verdict(VELDT, work(RIVAL, veldtkamp, silent)) is False


def test_every_known_competitor_is_named_in_a_risk() -> None:
    """Not asked where none is known."""
    unnamed = [put(f"$.risks[{at}]", {"risk": "Price", "kind": "competitive"}) for at in (0, 1, 2)]

    assert verdict(CompetitorNamed(), work(RIVAL)) is True
    assert verdict(CompetitorNamed(), work(RIVAL, *unnamed)) is False
    assert verdict(CompetitorNamed(), work(CONFLICT)) is None


@pytest.mark.parametrize(
    ("competitor", "passes"),
    [
        ("Veldt", True),
        ("None known", True),
        ("A third supplier, not named", True),
        ("Veldt and another bidder", True),
        ("n/a", True),
        ("In-house spreadsheet", True),
        ("Medicore", False),
        ("Veldt or Medicore", False),
        ("A third supplier such as Medicore", False),
    ],
)
def test_a_competitor_that_nobody_mentioned_is_made_up(competitor: str, passes: bool) -> None:
    """A field that says there is none names none."""
    graded = work(RIVAL, put("$.risks[1].competitor", competitor))

    assert passes is verdict(CompetitorsKnown(), graded)
    assert verdict(CompetitorsKnown(), work(CONFLICT)) is True
    assert verdict(CompetitorsKnown(), work(CONFLICT, put("$.risks[0].competitor", competitor))) is (
        passes and "Veldt" not in competitor
    )


def test_a_conflict_counts_as_flagged_among_assumptions_or_open_questions_only() -> None:
    """The situation tells it, but flags nothing."""
    fees = Flags(pattern=re.compile("(?s)108,000.*120,000"))
    unflagged = [put("$.open_questions[0]", "What is the fee?"), put("$.assumptions[0]", "The contract is followed.")]

    assert verdict(fees, work(CONFLICT)) is True
    assert "108,000" in work(CONFLICT, *unflagged).deliverable.data["situation"]
    assert verdict(fees, work(CONFLICT, *unflagged)) is False


def test_the_entry_in_which_the_find_begins_is_quoted() -> None:
    """A flag is proved by its own words and place."""
    reading = Flags(pattern=re.compile("Graz is not valued")).grade(work(CONFLICT))

    assert [(quote.text, quote.pointer) for quote in reading.quotes] == [
        ("Graz is not valued, as it has no date or size", "$.assumptions[5]")
    ]


def test_a_plan_that_flags_nothing_fails() -> None:
    """Two empty lists hold no flag."""
    bare = work(CONFLICT, put("$.assumptions", []), put("$.open_questions", []))

    assert verdict(Flags(pattern=re.compile(".")), bare) is False
