from __future__ import annotations

import warnings

import numpy as np
import pytest

from audition.stats import Interval, corrected_difference, wilson

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from ppi_py import ppi_mean_ci, ppi_mean_pointestimate


def pairs(seed: int, bias: float, labelled: int = 60, others: int = 140) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Human and judge differences of labelled pairs, and the judge's of the others; the true difference is 0."""
    rng = np.random.default_rng(seed)
    truth = rng.choice([-0.5, 0.0, 0.5], labelled + others)
    judged = np.clip(truth + bias + 0.1 * rng.standard_normal(labelled + others), -1, 1)
    return truth[:labelled], judged[:labelled], judged[labelled:]


@pytest.mark.parametrize("bias", [0.0, 0.2])
def test_the_estimate_agrees_with_the_papers_package(bias):
    """At the same weight to rounding; its interval has normal quantiles and divides by L, ours Student's and L - 1."""
    human, judge, rest = pairs(1, bias)
    weight = np.cov(human, judge)[0, 1] / ((1 + 60 / 140) * np.concatenate([judge, rest]).var(ddof=1))
    ours = corrected_difference(human, judge, rest)
    low, high = ppi_mean_ci(human, judge, rest, alpha=0.05, lam=weight)

    assert pytest.approx(float(ppi_mean_pointestimate(human, judge, rest, lam=weight)[0])) == ours.value
    assert pytest.approx(float(ppi_mean_pointestimate(human, judge, rest)[0]), abs=2e-3) == ours.value
    assert pytest.approx((high[0] - low[0]) * 2.001 / 1.96, rel=0.01) == ours.interval.high - ours.interval.low


def test_a_judge_biased_towards_one_side_does_not_move_the_estimate():
    """Twenty points of bias, two hundred runs: the interval holds the truth as often as it says."""
    runs = [corrected_difference(*pairs(seed, 0.2)) for seed in range(200)]
    missed = sum(run.interval.excludes(0.0) for run in runs)

    assert missed <= 200 * 0.05 + 3 * np.sqrt(200 * 0.05 * 0.95)
    assert abs(np.mean([run.value for run in runs])) < 0.01


def test_a_judge_that_tells_nothing_leaves_the_labels_alone():
    """A constant judge: the labels' mean."""
    human, judge, rest = pairs(2, 0.0)
    found = corrected_difference(human, 0 * judge, 0 * rest)

    assert pytest.approx(human.mean()) == found.value
    assert found.n == 60


def test_labels_that_never_differ_do_not_make_certain():
    """Sixty pairs without a difference leave room for a first one."""
    found = corrected_difference(np.zeros(60), np.zeros(60), np.zeros(10))

    assert Interval(-wilson(0, 60).high, wilson(0, 60).high) == found.interval


def test_a_single_unlabelled_pair_is_enough():
    """Its spread is taken from all of the judge's."""
    human, judge, rest = pairs(3, 0.0)

    assert corrected_difference(human, judge, rest[:1]).interval.low < 0


@pytest.mark.parametrize(("labelled", "others"), [(2, 5), (5, 0)])
def test_too_few_pairs_are_refused(labelled, others):
    """Nothing can be corrected by two labels."""
    with pytest.raises(ValueError, match="at least three labelled pairs"):
        corrected_difference(np.zeros(labelled), np.zeros(labelled), np.zeros(others))
