"""Who is in the plan, and that nobody is made up."""

from __future__ import annotations

import pytest

from audition.grading.check import Check
from evals.checks.people import Collaborates, PeopleGrounded, Stakeholder
from tests.fakes.works import drop, put, suite, work
from tests.unit.evals_checks.readings import reason, verdict

RIVAL = "sales-competitive-threat-price-0"
RED = "sales-renewal-risk-red-0"
ACME = "sales-upsell-seat-expansion-0"
ABARA = Stakeholder(person="John Abara", roles=("decision_maker", "influencer"), relationships=("neutral",))
OWNER = "$.actions[0].owner"
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


@pytest.mark.parametrize(
    "owner",
    [
        "Account Manager",
        "account manager (me)",
        "CSM Priya Raman",
        "Priya Raman, CSM",
        "Priya Raman (Customer Success Manager)",
        "Tom Okafor and Priya Raman",
        "Tom Okafor / Priya",
        "Priya",
        "T. Okafor",
        "Ms Duarte",
        "Ines Duarte's team",
        "Hye-jin Park",
        "support-team",
        "vp-customer-support",
        "VP Sales with Product Owner",
        "Northwind Robotics",
        "Sales Engineer (not yet named)",
        "Head of Engineering",
        "Legal",
        "TBD",
    ],
)
def test_known_people_and_roles_may_own_an_action(owner: str) -> None:
    """Titles, roles, first names, possessives, pairs and hyphens are understood."""
    graded = work(RED) if owner == "Account Manager" else work(RED, put(OWNER, owner))

    assert reason(PeopleGrounded(), graded).startswith("all ")


@pytest.mark.parametrize(
    "owner",
    [
        "Laura Kim",
        "L. Kim",
        "CSM Laura Kim",
        "Laura Kim, Customer Success Manager",
        "Tom Okafor and Laura Kim",
        "Priya Okafor",
        "Dr Tomas Raman",
        "Tom Okaford",
    ],
)
def test_a_person_in_no_record_is_found_among_owners_and_stakeholders(owner: str) -> None:
    """A role does not cover for an unknown name, and two known people make no third."""
    assert verdict(PeopleGrounded(), work(RED, put(OWNER, owner))) is False
    assert verdict(PeopleGrounded(), work(RED, put(STAKEHOLDER, owner))) is False


def test_a_title_before_a_known_name_is_no_stranger() -> None:
    """`Dr Amara Nwosu` and `Dr Nwosu` are the recorded Medical Director."""
    assert verdict(PeopleGrounded(), work(RIVAL)) is True
    assert verdict(PeopleGrounded(), work(RIVAL, put(STAKEHOLDER, "Dr Nwosu"))) is True


@pytest.mark.parametrize(
    ("text", "passes"),
    [
        ("Laura Kimura visits both plants.", False),
        ("Visits to both plants, by Laura Kimura.", False),
        ("Owner: Laura Kimura", False),
        ("Priya Raman visits both plants.", True),
        ("Root Cause Analysis shows the way, then Go Live.", True),
        ("Quarterly Business Review and Executive Briefing to follow by Black Friday.", True),
    ],
)
def test_a_stranger_who_acts_in_a_mitigation_or_milestone_is_found(text: str, passes: bool) -> None:
    """Full names count where they act; headings and dates are no people."""
    assert passes is verdict(PeopleGrounded(), work(RED, put("$.risks[0].mitigation", text)))
    assert passes is verdict(PeopleGrounded(), work(RED, put("$.renewal.milestones[0].actions[0]", text)))


def test_an_owner_field_that_a_schema_may_add_is_read_too() -> None:
    """Owners of milestones and risks are people as well."""
    assert verdict(PeopleGrounded(), work(RED, put("$.risks[0].owner", "Laura Kim"))) is False


def test_the_stranger_is_quoted_with_the_place() -> None:
    """A person can act on a name, a pointer and a line."""
    reading = PeopleGrounded().grade(work(RED, put(OWNER, "Laura Kim")))

    assert reading.reason == "Laura Kim: in no record; name a known person or a role"
    assert [quote.pointer for quote in reading.quotes] == [OWNER]
    assert all(quote.line for quote in reading.quotes)
