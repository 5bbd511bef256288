from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.inter_rater import cohens_kappa

from audition.stats import cohen_kappa, judge_accuracy, krippendorff_alpha, wilson

KRIPPENDORFF_2011 = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, np.nan, np.nan, np.nan],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, np.nan, 3],
    [np.nan, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, np.nan],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, np.nan],
]


def test_kappa_gives_the_worked_case():
    """35 of 50 agreed on, 25 expected: .4."""
    found = cohen_kappa([[20, 5], [10, 15]])

    assert pytest.approx(0.4) == found.value
    assert found.n == 50
    assert 0 < found.interval.low < 0.4 < found.interval.high < 1


@given(
    st.lists(st.integers(0, 9), min_size=9, max_size=9),
)
def test_kappa_and_its_error_agree_with_statsmodels(cells):
    """Three categories, any counts that leave something to agree on beyond chance."""
    table = np.reshape(cells, (3, 3)) + np.array([[1, 0, 1], [0, 1, 0], [0, 1, 1]])
    ours, oracle = cohen_kappa(table), cohens_kappa(table)

    assert pytest.approx(oracle.kappa) == ours.value
    assert pytest.approx(max(-1, oracle.kappa_low)) == ours.interval.low
    assert pytest.approx(min(1, oracle.kappa_upp)) == ours.interval.high


def test_full_agreement_is_not_certain():
    """Ten of ten: the lower limit is that of ten agreements in ten."""
    found = cohen_kappa([[5, 0], [0, 5]])

    assert found.value == 1.0
    assert pytest.approx((wilson(10, 10).low - 0.5) / 0.5) == found.interval.low


@pytest.mark.parametrize("table", [[[0, 0], [0, 0]], [[7, 0], [0, 0]]])
def test_kappa_is_unknown_where_chance_explains_everything(table):
    """No items, or only one category ever used."""
    assert cohen_kappa(table) is None


@pytest.mark.parametrize(
    ("level", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorffs_example_is_met(level, alpha):
    """Four observers, twelve units, from his 2011 note."""
    assert pytest.approx(alpha, abs=5e-4) == krippendorff_alpha(KRIPPENDORFF_2011, level)


@pytest.mark.parametrize("ratings", [[[1, 1], [1, 1]], [[1, np.nan], [np.nan, 2]]])
def test_alpha_is_unknown_where_nothing_varies_or_nothing_pairs(ratings):
    """Unknown, not zero."""
    assert krippendorff_alpha(ratings) is None


def test_a_judges_accuracy_is_told_apart_for_what_people_passed_and_failed():
    """Three of four passed alike, one of two failed alike."""
    found = judge_accuracy([True] * 4 + [False] * 2, [True, True, True, False, False, True])

    assert (0.75, 4, wilson(3, 4)) == (found.sensitivity.value, found.sensitivity.n, found.sensitivity.interval)
    assert (found.specificity.value, found.specificity.n) == (0.5, 2)


def test_what_people_never_failed_leaves_specificity_unknown():
    """No failed item, no share of them."""
    assert judge_accuracy([True], [True]).specificity is None
