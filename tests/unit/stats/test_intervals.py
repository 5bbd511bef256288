from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from audition.stats import (
    Cells,
    Interval,
    arm_interval,
    difference_interval,
    effective_size,
    newcombe,
    t_interval,
    wilson,
)
from tests.unit.stats.tables import ALL_PASS, FIVE_BY_FIVE, GRADED, STORED_BASELINE, TWO_BROKEN, cells, swapped


def near(low: float, high: float) -> Interval:
    """An interval to four digits."""
    return Interval(pytest.approx(low, abs=5.1e-5), pytest.approx(high, abs=5.1e-5))


@pytest.mark.parametrize(
    ("passed", "n", "low", "high"),
    [
        (7, 10, 0.3968, 0.8922),
        (17, 20, 0.6396, 0.9476),
        (5, 5, 0.5655, 1),
        (0, 20, 0, 0.1611),
        (850, 1000, 0.8265, 0.8708),
    ],
)
def test_wilsons_interval_gives_the_worked_cases(passed, n, low, high):
    """Never below 0, never above 1, never of no width."""
    assert near(low, high) == wilson(passed, n)


@pytest.mark.parametrize(
    ("x1", "n1", "x2", "n2", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (10, 10, 0, 20, 0.6791, 1),
    ],
)
def test_newcombes_published_cases_are_met(x1, n1, x2, n2, low, high):
    """Table II of the paper, method 10."""
    assert near(low, high) == newcombe((x2 / n2, n2), (x1 / n1, n1))


@given(st.floats(0, 1), st.floats(1, 500), st.floats(0, 1), st.floats(1, 500), st.sampled_from([0.8, 0.9, 0.95]))
def test_newcombe_agrees_with_statsmodels_at_fractional_sizes(p_a, n_a, p_b, n_b, confidence):
    """Effective sizes are seldom whole."""
    oracle = confint_proportions_2indep(p_b * n_b, n_b, p_a * n_a, n_a, method="newcomb", alpha=1 - confidence)
    ours = newcombe((p_a, n_a), (p_b, n_b), confidence)

    assert pytest.approx(oracle, abs=1e-7) == (ours.low, ours.high)


@given(st.integers(0, 60), st.integers(1, 60))
def test_wilson_agrees_with_statsmodels(passed, n):
    """Whole counts, at 95 %."""
    oracle = proportion_confint(min(passed, n), n, method="wilson")
    ours = wilson(min(passed, n), n)

    assert pytest.approx(oracle, abs=1e-9) == (ours.low, ours.high)


def test_effective_sizes_of_five_by_five_are_the_worked_ones():
    """26.156 and 29.032 for 25 trials a side: scenarios that differ from one another are worth more."""
    assert pytest.approx([26.156, 29.032], abs=5e-4) == [effective_size(arm) for arm in FIVE_BY_FIVE.arms]


@pytest.mark.parametrize(
    ("table", "confidence", "low", "high"),
    [
        (FIVE_BY_FIVE, 0.95, -0.4755, -0.0456),
        (FIVE_BY_FIVE, 0.90, -0.4472, -0.0847),
        (ALL_PASS, 0.95, -0.1332, 0.1332),
        (TWO_BROKEN, 0.95, -0.2465, -0.0798),
        (STORED_BASELINE, 0.95, -0.3933, -0.0098),
        (GRADED, 0.95, -0.3532, 0.0403),
    ],
)
def test_the_interval_on_these_scenarios_gives_the_worked_cases(table, confidence, low, high):
    """Binary, graded, unequal trials, and a suite without a single failure."""
    assert near(low, high) == difference_interval(table, confidence)


def test_students_interval_over_differences_gives_the_worked_case():
    """t(7) on eight differences."""
    assert near(-0.0282, 0.2782) == t_interval(np.array([0.2, 0, -0.1, 0.4, 0.2, 0.1, 0.3, -0.1]))


def test_one_scenario_has_no_interval_over_scenarios():
    """Nothing varies between one."""
    assert t_interval(np.array([0.5])) is None


def test_at_one_trial_the_interval_over_scenarios_stands_in():
    """Noise within a scenario is unknown then."""
    table = Cells.of([[1], [1], [0], [1]], [[0], [1], [0], [1]])

    assert t_interval(table.differences) == difference_interval(table)


def test_at_one_trial_without_any_difference_scenarios_count_as_trials():
    """Never of zero width: four passes of four on either side."""
    table = Cells.of([[1]] * 4, [[1]] * 4)

    assert newcombe((1, 4), (1, 4)) == difference_interval(table)


def test_at_one_trial_differences_alike_but_for_rounding_count_as_alike():
    """.3 less .2 and .4 less .3 are the same tenth: no certainty comes of it."""
    table = Cells.of([[0.2], [0.3], [0.6]], [[0.3], [0.4], [0.7]])
    interval = difference_interval(table)

    assert interval.high - interval.low > 0.5


def test_ragged_trials_weigh_by_what_each_scenario_knows():
    """The sampling variance adds each scenario's own, and equal trials give the plain formula."""
    arm, _ = Cells.of([[1, 1], [1, 1, 0, 1, 1, 1]], [[1], [1]]).arms
    most = 11 / 12 * 1 / 12
    variance = (0 / 2 + (1 / 6) / 6 + most * (1 / 2 + 1 / 6) / 2) / (2 * 3)

    assert pytest.approx(most / variance) == effective_size(arm)


def test_one_sides_interval_is_wilsons_on_its_effective_size():
    """The candidate of five by five: 15 of 25 passed."""
    _, arm = FIVE_BY_FIVE.arms

    assert wilson(0.6 * effective_size(arm), effective_size(arm)) == arm_interval(arm)
    assert arm_interval(arm).low > wilson(15, 25).low


@given(cells())
def test_swapping_sides_mirrors_the_interval_and_shuffling_changes_nothing(table):
    """To rounding: the interval of candidate less baseline is minus that of baseline less candidate."""
    interval = difference_interval(table)
    mirrored = difference_interval(swapped(table))
    shuffled = difference_interval(table.only(range(table.scenarios)[::-1]))

    assert pytest.approx([interval.low, interval.high], abs=1e-9) == [-mirrored.high, -mirrored.low]
    assert pytest.approx([interval.low, interval.high], abs=1e-9) == [shuffled.low, shuffled.high]


@given(cells())
def test_no_interval_leaves_the_scale_or_loses_its_width(table):
    """Whatever the scores: inside [-1, 1], wider than nothing, around the difference."""
    interval = difference_interval(table)

    assert -1 - 1e-12 <= interval.low < interval.high <= 1 + 1e-12
    assert interval.low - 1e-9 <= table.differences.mean() <= interval.high + 1e-9
    assert not math.isnan(interval.low + interval.high)
