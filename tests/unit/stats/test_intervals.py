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
    mover,
    t_interval,
    variance_ratio,
    wilson,
)
from tests.unit.stats.tables import ALL_PASS, FIVE_BY_FIVE, GRADED, STORED_BASELINE, TWO_BROKEN, cells, swapped


def near(low: float, high: float) -> Interval:
    """An interval to four digits."""
    return Interval(pytest.approx(low, abs=5.1e-5), pytest.approx(high, abs=5.1e-5))


def newcombe(baseline: tuple[float, float], candidate: tuple[float, float], confidence: float) -> Interval:
    """The method of the paper: two Wilson intervals put together."""
    return mover(*((p, wilson(p * n, n, confidence)) for p, n in (baseline, candidate)))


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
    assert near(low, high) == newcombe((x2 / n2, n2), (x1 / n1, n1), 0.95)


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


def test_scenarios_that_differ_vary_less_than_pass_or_fail_at_their_mean():
    """Five by five: the within variances over those of coin flips, one imaginary scenario and one trial joined."""
    assert pytest.approx([(0.098 + 0.04) / (0.1056 + 0.04), 1.0], rel=0.3) == [
        float(variance_ratio(arm)) for arm in FIVE_BY_FIVE.arms
    ]


@pytest.mark.parametrize(
    ("table", "confidence", "low", "high"),
    [
        (FIVE_BY_FIVE, 0.95, -0.4774, -0.0437),
        (FIVE_BY_FIVE, 0.90, -0.4488, -0.0830),
        (ALL_PASS, 0.95, -0.1332, 0.1332),
        (TWO_BROKEN, 0.95, -0.2908, -0.0709),
        (STORED_BASELINE, 0.95, -0.3971, -0.0072),
        (GRADED, 0.95, -0.3994, 0.0979),
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

    found, expected = difference_interval(table), newcombe((1, 4), (1, 4), 0.95)

    assert pytest.approx((expected.low, expected.high)) == (found.low, found.high)


def test_at_one_trial_differences_alike_but_for_rounding_count_as_alike():
    """.3 less .2 and .4 less .3 are the same tenth: no certainty comes of it."""
    table = Cells.of([[0.2], [0.3], [0.6]], [[0.3], [0.4], [0.7]])
    interval = difference_interval(table)

    assert interval.high - interval.low > 0.5


def test_ragged_trials_weigh_by_what_each_scenario_knows():
    """The sampling variance adds each scenario's own, and equal trials give the plain formula."""
    arm, _ = Cells.of([[1, 1], [1, 1, 0, 1, 1, 1]], [[1], [1]]).arms
    most, trials = 11 / 12 * 1 / 12, 4 / (1 / 2 + 1 / 6)
    within = ((1 / 6) / 6 + most * 2 / trials) * trials / 6

    assert pytest.approx((within + 1 / trials) / (most + 1 / trials)) == float(variance_ratio(arm))


def test_one_sides_interval_is_wilsons_on_its_effective_size():
    """The candidate of five by five: 15 of 25 passed."""
    _, arm = FIVE_BY_FIVE.arms
    size = 25 / float(variance_ratio(arm))
    expected = wilson(0.6 * size, size)

    assert pytest.approx((expected.low, expected.high)) == (arm_interval(arm).low, arm_interval(arm).high)
    assert arm_interval(arm).low > wilson(15, 25).low


@pytest.mark.parametrize(("scenarios", "trials"), [(10, 3), (10, 10), (25, 20)])
def test_one_mark_lost_of_eighteen_moves_the_interval_hardly(scenarios, trials):
    """A trial at 17/18 among perfect ones: neither limit moves by more than a tenth of the perfect runs' half-width."""
    perfect = [[1.0] * trials] * scenarios
    lost = [[17 / 18] + [1.0] * (trials - 1), *perfect[1:]]
    before, after = (difference_interval(Cells.of(perfect, side)) for side in (perfect, lost))

    assert abs(after.low - before.low) < 0.1 * before.high
    assert abs(after.high - before.high) < 0.1 * before.high


HEAVY_TAILS = [(25, 2, 0.02), (25, 3, 0.01), (25, 5, 0.01), (25, 20, 0.01), (10, 3, 0.05), (10, 10, 0.01), (8, 5, 0.05)]


@pytest.mark.parametrize(("scenarios", "trials", "zeros"), HEAVY_TAILS)
def test_the_interval_covers_where_scores_are_nearly_perfect_and_rarely_nothing(scenarios, trials, zeros):
    """Mostly 1, a tenth at 17/18, and a candidate whose trials now and then score 0: 93 % are covered, 500 runs."""
    rng = np.random.default_rng(3)
    truth, covered = -zeros * (1 - 0.1 / 18), 0
    for _ in range(500):
        table = Cells(*(nearly_perfect(rng, scenarios, trials, share) for share in (0.0, zeros)))
        covered += not difference_interval(table).excludes(truth)

    assert covered / 500 >= 0.93 - 2 * math.sqrt(0.93 * 0.07 / 500)


@pytest.mark.parametrize(("scenarios", "trials"), [(8, 3), (10, 3), (8, 5), (10, 5), (25, 3), (25, 5)])
def test_a_drop_of_the_margin_by_failing_trials_is_seldom_called_equivalent(scenarios, trials):
    """One trial in twenty scores nothing, the margin is 5 points: in 500 runs at most one in twenty, and chance."""
    rng = np.random.default_rng(4)
    equal = 0
    for _ in range(500):
        table = Cells(*(nearly_perfect(rng, scenarios, trials, share) for share in (0.0, 0.05 / (1 - 0.1 / 18))))
        equal += difference_interval(table, 0.90).within(0.05)

    assert equal / 500 <= 0.05 + 2 * math.sqrt(0.05 * 0.95 / 500)


def test_two_perfect_sides_are_within_the_margin_once_there_are_trials_enough():
    """Of ten scenarios, six trials each rule a drop of 5 points out, five do not."""
    few, enough = (difference_interval(Cells.of(*[[[1.0] * n] * 10] * 2), 0.90) for n in (5, 6))

    assert (few.within(0.05), enough.within(0.05)) == (False, True)


def nearly_perfect(rng: np.random.Generator, scenarios: int, trials: int, zeros: float) -> tuple[np.ndarray, ...]:
    """Scores of 1, a tenth of them 17/18, and this share of zeros."""
    scores = 1 - (rng.random((scenarios, trials)) < 0.1) / 18
    return tuple(np.where(rng.random(scores.shape) < zeros, 0.0, scores))


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
