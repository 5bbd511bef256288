"""The sign test is the binomial test at a half."""

from __future__ import annotations

import pytest

from audition.stats import sign_test


@pytest.mark.parametrize(
    ("wins", "losses", "p_value"), [(0, 0, 1.0), (3, 0, 0.25), (0, 6, 0.03125), (9, 1, 0.021484375), (5, 5, 1.0)]
)
def test_the_p_value_is_the_published_one(wins: int, losses: int, p_value: float):
    """As in tables of the sign test."""
    assert sign_test(wins, losses) == pytest.approx(p_value)


def test_it_agrees_with_scipy_and_does_not_care_who_is_first():
    """For every split of up to twenty tosses."""
    binomtest = pytest.importorskip("scipy.stats").binomtest
    for tosses in range(1, 21):
        for wins in range(tosses + 1):
            assert sign_test(wins, tosses - wins) == pytest.approx(binomtest(wins, tosses).pvalue)
            assert sign_test(wins, tosses - wins) == sign_test(tosses - wins, wins)
