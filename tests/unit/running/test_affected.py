from __future__ import annotations

from itertools import product

import pytest

from audition.records.evidence import CaseId
from audition.running.affected import affected_cases
from tests.fakes.works import suite

SALES, SUPPORT = "account-manager/sales", "account-manager/support"
SCENARIOS = tuple(scenario.id for scenario in suite().scenarios)
EVERYTHING = frozenset(CaseId(*case) for case in product(SCENARIOS, (SALES, SUPPORT)))


def of(variant: str) -> frozenset[CaseId]:
    """All cases of a variant."""
    return frozenset(case for case in EVERYTHING if case.variant == variant)


@pytest.mark.parametrize(
    ("path", "cases"),
    [
        ("agents/account-manager/sales.md", of(SALES)),
        (
            "scenarios/account-manager/churn-notice.yaml",
            frozenset({CaseId("churn-notice", SALES), CaseId("churn-notice", SUPPORT)}),
        ),
        ("rubrics/account-manager/adherence_support.yaml", of(SUPPORT)),
        ("rubrics/account-manager/account_plan_2.yaml", EVERYTHING),
        ("rubrics/account-manager/account_plan.schema.yaml", EVERYTHING),
        ("scenarios/account-manager/suite.yaml", EVERYTHING),
        ("evals/checks/growth.py", EVERYTHING),
        ("evals/checks/_plan.py", EVERYTHING),
        ("pyproject.toml", EVERYTHING),
        ("agents/account-manager/unlisted.md", frozenset()),
        ("scenarios/other/churn-notice.yaml", frozenset()),
        ("evals/test_account_manager.py", frozenset()),
        ("README.md", frozenset()),
    ],
)
def test_a_file_affects_the_cases_that_meet_it(path, cases):
    """No more, so that a save is answered quickly; no less, so that it is answered rightly."""
    assert affected_cases(suite(), [path]) == cases


def test_files_that_are_saved_together_affect_all_that_each_does():
    """Every case once."""
    paths = ["agents/account-manager/sales.md", "scenarios/account-manager/churn-notice.yaml"]

    assert affected_cases(suite(), paths) == of(SALES) | {CaseId("churn-notice", SUPPORT)}
    assert affected_cases(suite(), []) == frozenset()
