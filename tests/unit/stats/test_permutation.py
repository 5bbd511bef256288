from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from scipy import stats

from audition.stats import Cells, permutation_test
from audition.stats.lattice import sum_distribution, tails
from audition.stats.relabelling import RELABELLINGS, relabelled_sums
from tests.unit.stats.tables import (
    ALL_PASS,
    FIVE_BY_FIVE,
    GRADED,
    STORED_BASELINE,
    TWO_BROKEN,
    cells,
    swapped,
)


def off_the_grid(table: Cells) -> Cells:
    """The same table with scores squeezed by an irrational factor: it has to be sampled, and its ties stay ties."""
    factor = 1 / np.sqrt(2)
    return Cells.of([a * factor for a in table.baseline], [b * factor for b in table.candidate])


def test_five_scenarios_by_five_trials_give_the_worked_p_values():
    """Convolved hypergeometrics; exact .0299824, mid-p .0165344."""
    test = permutation_test(FIVE_BY_FIVE, seed=1)

    assert pytest.approx(-0.28) == test.difference
    assert pytest.approx(0.0299824, abs=5e-8) == test.p_value(mid=False)
    assert pytest.approx(0.0165344, abs=5e-8) == test.p_value()
    assert test.relabellings is None


def test_all_passing_is_no_evidence():
    """One possible relabelling: p is 1."""
    assert permutation_test(ALL_PASS, seed=1).p_value() == 1.0


def test_two_scenarios_broken_of_ten_give_the_worked_p_values():
    """Two of twenty ways, twice: exact .005, mid-p .0025."""
    test = permutation_test(TWO_BROKEN, seed=1)

    assert pytest.approx(0.005) == test.p_value(mid=False)
    assert pytest.approx(0.0025) == test.p_value()


def test_unequal_numbers_of_trials_give_the_worked_p_value():
    """Twenty stored trials against five fresh ones: mid-p .041."""
    assert pytest.approx(0.041, abs=5e-4) == permutation_test(STORED_BASELINE, seed=1).p_value()


def test_graded_scores_give_the_worked_p_value():
    """The worked .0146 was itself sampled; counting gives 2280 of 160,000."""
    assert pytest.approx(0.0146, abs=2.4e-3) == permutation_test(GRADED, seed=1).p_value()
    assert pytest.approx(2280 / 160_000) == permutation_test(GRADED, seed=1).p_value()


@pytest.mark.parametrize(
    ("worse", "better", "exact", "mid"),
    [(8, 1, 0.0390625, 0.0214844), (10, 2, 0.0385742, 0.0224609), (6, 0, 0.03125, 0.015625), (5, 0, 0.0625, 0.03125)],
)
def test_at_one_trial_a_side_it_is_mcnemars_test(worse, better, exact, mid):
    """Only discordant scenarios count, and each is a coin."""
    pairs = [(1, 0)] * worse + [(0, 1)] * better + [(1, 1)] * 3
    test = permutation_test(Cells.of([[a] for a, _ in pairs], [[b] for _, b in pairs]), seed=1)

    assert pytest.approx(exact, abs=5e-8) == test.p_value(mid=False)
    assert pytest.approx(mid, abs=5e-8) == test.p_value()


@pytest.mark.parametrize(
    ("table", "exact", "mid"),
    [
        ([[794, 86], [150, 570]], 3.716e-5, 2.893e-5),
        ([[101, 121], [59, 33]], 4.434e-6, None),
        ([[59, 6], [16, 80]], 0.0524788, 0.0346897),
    ],
)
def test_mcnemars_published_tables_are_met(table, exact, mid):
    """Agresti's and two more, exact and mid-p."""
    (_, b), (c, _) = table
    pairs = [(1, 0)] * b + [(0, 1)] * c
    test = permutation_test(Cells.of([[x] for x, _ in pairs], [[y] for _, y in pairs]), seed=1)

    assert pytest.approx(exact, rel=5e-4) == test.p_value(mid=False)
    assert mid is None or pytest.approx(mid, rel=5e-4) == test.p_value()


def test_with_one_scenario_it_is_fishers_exact_test():
    """9 of 10 against 3 of 10: .0197666."""
    table = Cells.of([[1] * 9 + [0]], [[1] * 3 + [0] * 7])
    test = permutation_test(table, seed=1)

    assert pytest.approx(0.0197666, abs=5e-8) == test.p_value(mid=False)
    assert pytest.approx(stats.fisher_exact([[3, 7], [9, 1]], "less").pvalue) == test.p_value("worse", mid=False)


def test_at_one_trial_a_side_it_agrees_with_scipys_sign_flips():
    """The oracle can flip signs of scenario differences, which is all that one trial leaves to relabel."""
    differences = np.array([0.2, 0, -0.1, 0.4, 0.2, 0.1, 0.3, -0.1])
    table = Cells.of([[0.5]] * 8, [[0.5 + d] for d in differences])
    oracle = stats.permutation_test((differences,), np.mean, permutation_type="samples", alternative="two-sided")

    assert pytest.approx(oracle.pvalue) == permutation_test(table, seed=1).p_value(mid=False)
    assert pytest.approx(0.140625) == permutation_test(table, seed=1).p_value(mid=False)


def test_with_one_scenario_it_agrees_with_scipys_independent_permutations():
    """Graded scores of unequal numbers of trials, every relabelling counted by both."""
    baseline, candidate = [1, 0.75, 1, 0.5, 0.75, 1], [0.5, 0.25, 0.75, 0.5]
    oracle = stats.permutation_test(
        (candidate, baseline), lambda x, y: np.mean(x) - np.mean(y), alternative="less", n_resamples=np.inf
    )

    ours = permutation_test(Cells.of([baseline], [candidate]), seed=1)

    assert pytest.approx(oracle.pvalue) == ours.p_value("worse", mid=False)


@pytest.mark.parametrize("table", [FIVE_BY_FIVE, TWO_BROKEN, STORED_BASELINE, GRADED])
def test_sampling_agrees_with_counting(table):
    """Within four standard errors of 9,999 draws."""
    counted, sampled = permutation_test(table, seed=1), permutation_test(off_the_grid(table), seed=1)

    assert sampled.relabellings == RELABELLINGS
    for side in ("worse", "better"):
        p = counted.p_value(side)

        assert abs(p - sampled.p_value(side)) < 4 * np.sqrt(p * (1 - p) / RELABELLINGS) + 1 / RELABELLINGS


def test_scores_that_cannot_be_counted_are_sampled_unless_exactness_is_asked_for():
    """Asked for the exact test, a refusal says why."""
    table = off_the_grid(FIVE_BY_FIVE)

    assert permutation_test(table, seed=1).relabellings == RELABELLINGS
    with pytest.raises(ValueError, match="too many relabellings to count"):
        permutation_test(table, seed=1, exact=True)


def test_counting_gives_up_beyond_its_budget():
    """The caller samples instead."""
    assert tails(GRADED, budget=10) is None


def test_thousands_of_trials_a_scenario_are_sampled():
    """Counting subsets of so many would overflow; sampling does not."""
    rng = np.random.default_rng(0)
    table = Cells.of(rng.integers(0, 2, (1, 600)), rng.integers(0, 2, (1, 600)))

    assert permutation_test(table, seed=1).relabellings == RELABELLINGS


@given(cells())
def test_swapping_sides_mirrors_the_test_and_shuffling_changes_nothing(table):
    """Labels are drawn for the contents, not for the order they arrive in."""
    test = permutation_test(table, seed=7)
    mirrored = permutation_test(swapped(table), seed=7)
    shuffled = permutation_test(table.only(range(table.scenarios)[::-1]), seed=7)

    assert (test.p_value(), -test.difference) == (mirrored.p_value(), pytest.approx(mirrored.difference))
    assert test == shuffled


@given(cells())
def test_the_shares_are_a_distribution_and_the_observed_table_is_in_it(table):
    """Below, tied and above add up to one, and the tie is never empty."""
    test = permutation_test(table, seed=3)

    assert pytest.approx(1.0) == test.below + test.tied + test.above
    assert test.tied > 0


def test_the_same_seed_gives_the_same_draws_and_another_seed_others():
    """Sampling is determined by the seed alone."""
    table = off_the_grid(GRADED)

    assert permutation_test(table, seed=5) == permutation_test(table, seed=5)
    assert permutation_test(table, seed=5) != permutation_test(table, seed=6)


def test_a_relabelling_moves_all_measures_of_a_trial_together():
    """The second measure is twice the first, so it stays so in every draw."""
    first = np.array([0.1, 0.2, 0.3, 0.4])
    sums = relabelled_sums(np.random.default_rng(1), np.column_stack([first, 2 * first]), drawn=2)

    np.testing.assert_allclose(2 * sums[:, 0], sums[:, 1])
    assert {0.3, 0.4, 0.5, 0.6, 0.7} == set(np.round(sums[:, 0], 9))


def test_relabellings_are_uniform_over_all_of_them():
    """Six ways to draw two of four, each close to a sixth of the draws."""
    sums = relabelled_sums(np.random.default_rng(1), np.array([[1.0], [2.0], [4.0], [8.0]]), drawn=2)
    _, seen = np.unique(sums, return_counts=True)

    assert len(seen) == 6
    assert np.abs(seen / RELABELLINGS - 1 / 6).max() < 4 * np.sqrt(5 / 36 / RELABELLINGS)


def test_sums_of_a_draw_without_replacement_follow_the_counted_subsets():
    """Two of 0, 1, 1, 3: sums 1, 1, 3, 2, 4, 4 of six pairs."""
    np.testing.assert_allclose(
        [0, 2 / 6, 1 / 6, 1 / 6, 2 / 6, 0, 0], sum_distribution(np.array([0, 1, 1, 3]), 2), atol=1e-15
    )
