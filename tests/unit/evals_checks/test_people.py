"""Who is in the plan, and whom it consults."""

from __future__ import annotations

import pytest

from audition.grading.check import Check
from evals.checks.people import Collaborates, Stakeholder
from tests.fakes.shipped import drop, put, suite, work
from tests.unit.evals_checks.readings import reason, verdict

RIVAL = "sales-competitive-threat-price-0"
RED = "sales-renewal-risk-red-0"
ACME = "sales-upsell-seat-expansion-0"
ABARA = Stakeholder(person="John Abara", roles=("decision_maker", "influencer"), relationships=("neutral",))
STAKEHOLDER = "$.stakeholders[2].name"


@pytest.mark.parametrize(
    ("check", "parameters"),
    [
        (ABARA, []),
        (Stakeholder(person="John Abara", roles=("decider",), relationships=("warm",)), ["roles", "relationships"]),
        (Collaborates(kinds=("consult",), roles=("finance-manager",)), []),
        (Collaborates(kinds=("consults",), roles=("finance_manager",)), ["kinds", "roles"]),
    ],
)
def test_words_that_no_plan_may_write_are_refused_before_anything_runs(check: Check, parameters: list[str]) -> None:
    """The schema says what a plan may write."""
    assert parameters == [parameter for parameter, _ in check.objections(suite())]


def test_a_stakeholder_has_one_of_the_roles_and_relationships() -> None:
    """The reason says which of them is off."""
    warm = work(ACME, put("$.stakeholders[2].relationship", "strong"))

    assert verdict(ABARA, work(ACME)) is True
    assert reason(ABARA, warm) == "John Abara: relationship is 'strong', not neutral"
    assert verdict(ABARA, work(ACME, put("$.stakeholders[2].role", "blocker"))) is False


def test_a_stakeholder_who_is_left_out_is_missed() -> None:
    """And one with a title before or words after the name is not."""
    assert verdict(ABARA, work(ACME, drop("$.stakeholders[2]"))) is False
    assert verdict(ABARA, work(ACME, put(STAKEHOLDER, "Mr John Abara (CEO)"))) is True


def test_collaboration_needs_the_kind_and_the_role_in_one_entry() -> None:
    """A plan that consults where it must escalate says so."""
    escalates = Collaborates(kinds=("escalate",), roles=("vp-sales", "vp-customer-support"))
    consults = work(RED, put("$.collaboration[0].kind", "consult"))

    assert verdict(escalates, work(RED)) is True
    assert reason(escalates, consults) == ("must escalate vp-sales or vp-customer-support; it does consult vp-sales")
    assert verdict(escalates, work(RED, drop("$.collaboration[0]"))) is False
