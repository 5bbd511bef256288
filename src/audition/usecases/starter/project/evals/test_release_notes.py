"""Release notes: every case plays, and no required check may fail in any of its trials."""

import pytest

pytestmark = pytest.mark.audition("release-notes")


def test_case(audition_case):
    """Every required check passes in every trial of the case."""
    audition_case.assert_required()
