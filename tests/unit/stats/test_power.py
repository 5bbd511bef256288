from __future__ import annotations

import math

import pytest

from audition.stats import Plan, detectable_drop, expected_within_variance, planned_trials, trials_for
from audition.stats.power import smallest_difference


def test_the_worked_plan_takes_eight_trials():
    """Twenty scenarios, .90 to .80: the candidate's variance is taken at the rate it dropped to."""
    plan = Plan(scenarios=20, baseline_trials=5, candidate_trials=5, base=0.9, kind="binary")

    assert (trials_for(0.1, 20, (0.073, 0.121)), planned_trials(plan, 0.1)) == (8, 8)


@pytest.mark.parametrize(("mean", "variance"), [(0.9, 0.073), (0.8, 0.121)])
def test_the_expected_variance_within_scenarios_is_the_worked_one(mean, variance):
    """Logit-normal difficulty of sd 1.5."""
    assert pytest.approx(variance, abs=5e-4) == expected_within_variance(mean, "binary")


def test_graded_scores_are_expected_to_vary_less():
    """.026 at a mean of .9: about a third, and so a third of the trials."""
    assert pytest.approx(0.026, abs=5e-4) == expected_within_variance(0.9, "graded")


@pytest.mark.parametrize("mean", [0.0, 1.0])
def test_a_certain_score_has_no_variance(mean):
    """Nothing varies at the ends of the scale."""
    assert expected_within_variance(mean, "binary") == 0.0


@pytest.mark.parametrize(("trials", "difference"), [(1, 0.13273), (10, 0.07567)])
def test_millers_detectable_differences_are_met(trials, difference):
    """198 questions, variance 1/9 between and 1/6 within; the paper prints 13.2 % and 7.5 %, cut."""
    variance = (1 / 9 + 2 * (1 / 6) / trials) / 198

    assert pytest.approx(difference, abs=5e-6) == smallest_difference(variance, 0.0)


def test_millers_number_of_questions_is_met():
    """968.997, that is 969, to tell 3 points apart at a variance of 1/9."""
    assert trials_for(0.03, 1, (1 / 9, 0.0)) == 969


def test_the_detectable_drop_is_where_the_trials_for_it_are_the_plans():
    """Planning forwards and backwards meet."""
    plan = Plan(scenarios=20, baseline_trials=8, candidate_trials=8, base=0.9, kind="binary")
    drop = detectable_drop(plan)

    assert planned_trials(plan, drop) == 8
    assert planned_trials(plan, drop * 0.97) == 9


def test_a_plan_too_small_to_find_anything_says_so():
    """One scenario, one trial a side, at even odds: even a fall to 0 would not show."""
    plan = Plan(scenarios=1, baseline_trials=1, candidate_trials=1, base=0.5, kind="binary")

    assert detectable_drop(plan) is None


def test_a_stored_baseline_buys_power():
    """Twenty stored trials against five fresh ones find a smaller drop than five against five."""
    plans = [
        Plan(scenarios=20, baseline_trials=n, candidate_trials=5, base=0.9, kind="binary", within_variance=0.073)
        for n in (5, 20)
    ]
    even, stored = map(detectable_drop, plans)

    assert pytest.approx(even / stored, rel=1e-4) == math.sqrt((1 / 5 + 1 / 5) / (1 / 20 + 1 / 5))


@pytest.mark.parametrize("wrong", [{"scenarios": 0}, {"candidate_trials": 0}, {"base": 1.0}])
def test_a_plan_out_of_range_is_refused(wrong):
    """Nothing is planned for a suite that does not exist or cannot fail."""
    fields = {"scenarios": 5, "baseline_trials": 3, "candidate_trials": 3, "base": 0.9, "kind": "graded"}
    with pytest.raises(ValueError, match="a plan needs"):
        Plan(**fields | wrong)
