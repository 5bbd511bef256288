"""The boat-hire suite: every case plays, and no required check may fail in any of its trials."""

import pytest

from audition.checks import CaseReport

pytestmark = pytest.mark.audition("boat-hire")


def test_case(audition_case: CaseReport) -> None:
    """Every required check passes in every trial of the case."""
    audition_case.assert_required()
