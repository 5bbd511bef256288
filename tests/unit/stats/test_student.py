"""Student's quantiles, held against scipy's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import stdtrit

from audition.stats import t_quantile


@given(st.floats(0.5, 1e5), st.floats(0.5, 0.9999))
def test_a_quantile_is_scipys(free: float, share: float):
    """To nine digits, whole degrees of freedom or not."""
    assert t_quantile(free, share) == pytest.approx(float(stdtrit(free, share)), rel=1e-9, abs=1e-9)


def test_with_endless_degrees_of_freedom_it_is_the_normal_distributions():
    """As `ratio_of_means` asks where nothing varies."""
    assert t_quantile(float("inf"), 0.975) == pytest.approx(1.959964, abs=1e-6)
    assert t_quantile(1e7, 0.975) == pytest.approx(float(stdtrit(1e7, 0.975)), rel=1e-6)
