from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.stats import Cells, compare_pass_hat_k, pass_at_k, pass_hat_k, permutation_test
from tests.unit.stats.tables import FIVE_BY_FIVE, counts, swapped


def scores(passed: int, trials: int) -> list[np.ndarray]:
    """One scenario's 0/1 scores."""
    return [np.array(counts([passed], trials)[0])]


def test_the_worked_cases_are_met():
    """Two of five passed: any of two .7, all of two .1; nine of ten passed, all of three .7."""
    assert pytest.approx([0.7, 0.1, 0.7]) == [
        pass_at_k(scores(2, 5), 2)[0],
        pass_hat_k(scores(2, 5), 2)[0],
        pass_hat_k(scores(9, 10), 3)[0],
    ]


@given(st.integers(1, 7), st.data())
def test_they_are_the_shares_of_all_ways_to_choose_the_tries(trials, data):
    """Counted one by one."""
    passed, k = data.draw(st.integers(0, trials)), data.draw(st.integers(1, trials))
    tries = list(itertools.combinations(scores(passed, trials)[0], k))

    assert pytest.approx(np.mean([all(t) for t in tries])) == pass_hat_k(scores(passed, trials), k)[0]
    assert pytest.approx(np.mean([any(t) for t in tries])) == pass_at_k(scores(passed, trials), k)[0]


@pytest.mark.parametrize("k", [0, 6])
def test_more_tries_than_trials_are_refused(k):
    """Five trials tell nothing about six tries."""
    with pytest.raises(ValueError, match="5 trials cannot tell"):
        pass_hat_k(scores(2, 5), k)


def test_graded_scores_are_refused():
    """Passing is yes or no."""
    with pytest.raises(ValueError, match="scores of 0 and 1"):
        pass_at_k([np.array([0.5])], 1)


def test_at_one_try_the_comparison_is_the_permutation_test():
    """pass^1 is the pass rate."""
    test, plain = compare_pass_hat_k(FIVE_BY_FIVE, 1, seed=1), permutation_test(FIVE_BY_FIVE, seed=1)

    assert pytest.approx(plain.difference) == test.difference
    assert pytest.approx(plain.p_value(), abs=0.005) == test.p_value()


def test_all_three_tries_show_a_loss_of_reliability():
    """From always to most of the time."""
    table = Cells.of(counts([10] * 6, 10), counts([8] * 6, 10))
    test = compare_pass_hat_k(table, 3, seed=1)

    assert pytest.approx(56 / 120 - 1) == test.difference
    assert test.p_value() < 0.01


def test_comparison_turns_round_with_the_sides():
    """The same p-value, the opposite difference."""
    test, turned = compare_pass_hat_k(FIVE_BY_FIVE, 2, 3), compare_pass_hat_k(swapped(FIVE_BY_FIVE), 2, 3)

    assert (test.p_value(), -test.difference) == (turned.p_value(), pytest.approx(turned.difference))
