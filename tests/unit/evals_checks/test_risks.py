"""What the plan warns of."""

from __future__ import annotations

import pytest

from evals.checks.risks import CompetitorNamed, Risk
from tests.fakes.shipped import put, suite, work
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
