from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from audition.stats import Panel, benjamini_hochberg, holm, max_t
from audition.stats.criteria import _relabelled_differences, _relabelled_variances
from audition.stats.multiplicity import tarone_threshold

P_VALUES = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205]


def panel(table: Panel, *, order: slice = slice(None), swap: bool = False) -> Panel:
    """The same panel, in another order or with the sides exchanged."""
    sides = (table.candidate, table.baseline) if swap else (table.baseline, table.candidate)
    return Panel(*(side[order] for side in sides))


def noise(seed: int, *, gaps: bool = False) -> Panel:
    """Six scenarios, four trials a side, three criteria of which the third is much worse for the candidate."""
    rng = np.random.default_rng(seed)
    baseline, candidate = rng.integers(0, 5, (2, 6, 4, 3)) / 4
    baseline[..., 2], candidate[..., 2] = 0.75 + baseline[..., 2] / 4, candidate[..., 2] / 4
    if gaps:
        baseline[0, :, 1] = candidate[1, :2, 0] = np.nan
    return Panel.of(baseline, candidate)


def test_holm_gives_the_worked_case():
    """Each p-value times the number of those not smaller."""
    np.testing.assert_allclose([0.008, 0.056, 0.234], holm(P_VALUES)[:3], atol=5e-4)


def test_benjamini_and_hochberg_give_the_worked_case():
    """Equal q-values where a later p-value is nearly as small."""
    expected = [0.008, 0.032, 0.0672, 0.0672, 0.0672, 0.08, 0.0846, 0.205]

    np.testing.assert_allclose(expected, benjamini_hochberg(P_VALUES), atol=5e-5)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20))
def test_benjamini_and_hochberg_agree_with_scipy(p_values):
    """In any order and with ties."""
    np.testing.assert_allclose(false_discovery_control(p_values), benjamini_hochberg(p_values), atol=1e-12)


@pytest.mark.parametrize("seed", range(5))
def test_holm_agrees_with_statsmodels(seed):
    """In any order and with ties."""
    p_values = np.random.default_rng(seed).integers(0, 20, 8) / 100

    np.testing.assert_allclose(multipletests(p_values, method="holm")[1], holm(p_values), atol=1e-12)


@pytest.mark.parametrize(
    ("smallest", "threshold"),
    [([0.001], 0.025), ([0.001, 0.5, 0.5], 0.025), ([0.001, 0.001, 0.5], 0.0125), ([0.02, 0.02, 0.02], 0.0125)],
)
def test_tests_that_cannot_reach_the_threshold_are_not_counted(smallest, threshold):
    """Three tests that reach .02 at best: at .025 all three count, at .0125 none does."""
    assert pytest.approx(threshold) == tarone_threshold(smallest, 0.025)


def test_only_the_criterion_that_changed_is_significant():
    """The other two are noise."""
    test = max_t(noise(1))

    assert test.p_values[2] < 0.001
    assert (test.p_values[:2] > 0.05).all()
    assert test.differences[2] < -0.5


def test_joint_p_values_lie_between_one_criterions_and_holms():
    """A second criterion that copies the first costs nothing; unrelated ones cost at most Bonferroni."""
    table = noise(2)
    alone = max_t(Panel.of([t[:, :1] for t in table.baseline], [t[:, :1] for t in table.candidate]))
    copied = max_t(Panel.of(*([t[:, [0, 0]] for t in side] for side in (table.baseline, table.candidate))))
    both = max_t(Panel.of(*([t[:, :2] for t in side] for side in (table.baseline, table.candidate))))

    assert copied.p_values[0] == copied.p_values[1] == pytest.approx(alone.p_values[0], abs=0.02)
    assert alone.p_values[0] <= both.p_values[0] + 0.01
    assert both.p_values.min() <= 2 * alone.p_values[0] + 0.01


@pytest.mark.parametrize("gaps", [False, True])
def test_order_of_scenarios_and_names_of_sides_do_not_move_the_criteria(gaps):
    """Reordered: the same. Exchanged: differences turn their sign, p-values stay."""
    table = noise(3, gaps=gaps)
    test = max_t(table)
    reordered, swapped = max_t(panel(table, order=slice(None, None, -1))), max_t(panel(table, swap=True))

    np.testing.assert_allclose(test.differences, reordered.differences)
    np.testing.assert_array_equal(test.p_values, reordered.p_values)
    np.testing.assert_allclose(test.differences, -swapped.differences)
    np.testing.assert_array_equal(test.p_values, swapped.p_values)


def test_the_deviations_by_which_criteria_are_made_alike_are_those_of_all_relabellings():
    """Against relabelling ten thousand times, with and without gaps."""
    rng = np.random.default_rng(4)
    for gaps in (0.0, 0.3):
        pooled = np.where(rng.random((9, 3)) < gaps, np.nan, rng.integers(0, 5, (9, 3)) / 4)
        drawn = _relabelled_differences(rng, pooled, 4)

        np.testing.assert_allclose(drawn.var(axis=0), _relabelled_variances(pooled, 4), rtol=0.08)


def test_a_criterion_is_compared_on_what_was_scored():
    """The mean over scenarios that both sides have scores for."""
    table = Panel.of([[[1.0], [np.nan]], [[np.nan]], [[0.5]]], [[[0.0], [0.0]], [[1.0]], [[0.5]]])

    np.testing.assert_allclose([-0.5], max_t(table).differences)


def test_a_criterion_nobody_scored_claims_nothing():
    """Unknown difference, p-value 1; the other criterion is not disturbed."""
    table = Panel.of([[[1, np.nan]] * 5], [[[0, np.nan]] * 5])
    test = max_t(table)

    assert np.isnan(test.differences[1])
    assert test.p_values[1] == 1.0
    assert pytest.approx(2 / 252, abs=0.004) == test.p_values[0]


def test_false_claims_among_many_criteria_keep_their_level():
    """Five criteria of pure noise, 200 times: at most one in ten runs claims anything at .05."""
    rng = np.random.default_rng(11)
    runs = [Panel.of(*rng.integers(0, 5, (2, 4, 3, 5)) / 4) for _ in range(200)]
    claims = sum((max_t(run).p_values <= 0.05).any() for run in runs)

    assert claims <= 20


@pytest.mark.parametrize(
    ("baseline", "candidate", "message"),
    [
        ([], [], "at least one"),
        ([[[1.0]]], [[[1.0]], [[1.0]]], "same scenarios"),
        ([[[1.0]]], [[[1.0, 0.5]]], "same criteria"),
        ([[1.0]], [[1.0]], "shape"),
        ([[[1.5]]], [[[1.0]]], "not a number"),
    ],
)
def test_a_panel_that_does_not_fit_is_refused(baseline, candidate, message):
    """Sides, criteria and scores are checked on the way in."""
    with pytest.raises(ValueError, match=message):
        Panel.of(baseline, candidate)
