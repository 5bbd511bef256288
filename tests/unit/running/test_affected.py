from __future__ import annotations

from itertools import product

import pytest

from audition.records.evidence import CaseId
from audition.running.affected import affected_cases
from tests.fakes.works import suite

BRISK, THOROUGH = "berthing/brisk", "berthing/thorough"
SCENARIOS = tuple(scenario.id for scenario in suite().scenarios)
EVERYTHING = frozenset(CaseId(*case) for case in product(SCENARIOS, (BRISK, THOROUGH)))


def of(variant: str) -> frozenset[CaseId]:
    """All cases of a variant."""
    return frozenset(case for case in EVERYTHING if case.variant == variant)


@pytest.mark.parametrize(
    ("path", "cases"),
    [
        ("agents/berthing/brisk.md", of(BRISK)),
        (
            "scenarios/harbour/rival-quay.yaml",
            frozenset({CaseId("rival-quay", BRISK), CaseId("rival-quay", THOROUGH)}),
        ),
        ("rubrics/berthing/adherence_thorough.yaml", of(THOROUGH)),
        ("rubrics/berthing/quality.yaml", EVERYTHING),
        ("rubrics/berthing/stay.schema.yaml", EVERYTHING),
        ("scenarios/harbour/suite.yaml", EVERYTHING),
        ("evals/checks/ship.py", EVERYTHING),
        ("evals/checks/_stay.py", EVERYTHING),
        ("pyproject.toml", EVERYTHING),
        ("agents/berthing/unlisted.md", frozenset()),
        ("scenarios/other/rival-quay.yaml", frozenset()),
        ("evals/test_harbour.py", frozenset()),
        ("README.md", frozenset()),
    ],
)
def test_a_file_affects_the_cases_that_meet_it(path, cases):
    """No more, so that a save is answered quickly; no less, so that it is answered rightly."""
    assert affected_cases(suite(), [path]) == cases


def test_files_that_are_saved_together_affect_all_that_each_does():
    """Every case once."""
    paths = ["agents/berthing/brisk.md", "scenarios/harbour/rival-quay.yaml"]

    assert affected_cases(suite(), paths) == of(BRISK) | {CaseId("rival-quay", THOROUGH)}
    assert affected_cases(suite(), []) == frozenset()
