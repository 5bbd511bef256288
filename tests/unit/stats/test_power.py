from __future__ import annotations

import numpy as np
import pytest

from audition.stats import (
    Asked,
    Cells,
    Outlook,
    Rule,
    decide,
    detectable_difference,
    expected_ratio,
    trials_for_margin,
)
from tests.unit.stats.tables import FIVE_BY_FIVE

ASKED = Asked(margin=0.1)


@pytest.mark.parametrize(("mean", "variance"), [(0.9, 0.073), (0.8, 0.121)])
def test_the_expected_variance_within_scenarios_is_the_worked_one(mean, variance):
    """Logit-normal difficulty of sd 1.5."""
    assert pytest.approx(variance, abs=5e-4) == expected_ratio(mean, "binary") * mean * (1 - mean)


def test_graded_scores_are_expected_to_vary_less_and_trials_that_fail_as_a_whole_most():
    """.026 at a mean of .9: about a third, and so about a third of the trials."""
    assert pytest.approx(0.026, abs=5e-4) == expected_ratio(0.9, "graded") * 0.09
    assert expected_ratio(0.9, "all-or-nothing") == 1.0


@pytest.mark.parametrize("mean", [0.0, 1.0])
def test_at_the_ends_of_the_scale_nothing_is_known_of_how_scores_would_vary(mean):
    """The most is taken."""
    assert expected_ratio(mean, "binary") == 1.0


def test_the_worked_plan_takes_about_eight_trials():
    """Twenty scenarios, .90 to .80: eight by the formula; to show equivalence as often takes nine."""
    assert trials_for_margin(Outlook.expected(20, 0.9, "binary"), ASKED) in {8, 9}


def played(rng: np.random.Generator, outlook: Outlook, trials: int, rate: float) -> list[np.ndarray]:
    """One side of trials that pass at this rate."""
    return list((rng.random((outlook.scenarios, trials)) < rate).astype(float))


@pytest.mark.parametrize(("scenarios", "trials", "mean"), [(8, 3, 0.9), (8, 10, 0.5), (25, 2, 0.98), (25, 5, 0.9)])
def test_what_a_plan_promises_is_found_four_times_in_five(scenarios, trials, mean):
    """All-or-nothing trials go through the verdict itself, 300 runs: .8 and three standard errors."""
    outlook = Outlook.expected(scenarios, mean, "all-or-nothing")
    drop = detectable_difference(outlook, (trials, trials), Asked(margin=0.05))
    rng = np.random.default_rng(6)
    found = 0
    for seed in range(300):
        table = Cells.of(played(rng, outlook, trials, mean), played(rng, outlook, trials, mean - drop))
        found += decide(table, Rule(margin=0.05), seed).kind == "regressed"

    assert 0.8 - 3 * np.sqrt(0.16 / 300) <= found / 300 <= 0.9


def test_the_trials_that_settle_a_margin_find_it_and_show_that_nothing_changed():
    """Both four times in five, by the verdict itself."""
    outlook = Outlook.expected(10, 0.9, "all-or-nothing")
    trials = trials_for_margin(outlook, ASKED)
    rng = np.random.default_rng(7)
    kinds = {0.0: [], 0.1: []}
    for seed in range(200):
        for drop, seen in kinds.items():
            table = Cells.of(played(rng, outlook, trials, 0.9), played(rng, outlook, trials, 0.9 - drop))
            seen.append(decide(table, Rule(margin=0.1), seed).kind)

    assert kinds[0.1].count("regressed") / 200 >= 0.8 - 3 * np.sqrt(0.16 / 200)
    assert kinds[0.0].count("equivalent") / 200 >= 0.8 - 3 * np.sqrt(0.16 / 200)


def test_a_perfect_run_promises_no_more_than_its_interval():
    """No failure seen is not no noise: eight scenarios of two trials cannot see a drop inside their interval."""
    arms = Cells.of(*[[[1.0] * 2] * 8] * 2).arms
    found = detectable_difference(Outlook.seen(arms), (2, 2), ASKED)

    assert found > decide(Cells.of(*[[[1.0] * 2] * 8] * 2), Rule(margin=0.1), 1).evidence.interval.high


def test_a_drop_and_a_rise_are_alike():
    """A mean of .1 is that of .9 turned over."""
    low, high = (Outlook(scenarios=10, mean=mean, ratio=0.5) for mean in (0.1, 0.9))

    assert detectable_difference(low, (5, 5), ASKED) == detectable_difference(high, (5, 5), ASKED)


def test_a_plan_too_small_to_find_anything_says_so():
    """One scenario, one trial a side, at even odds: even a fall to 0 would not show."""
    assert detectable_difference(Outlook(scenarios=1, mean=0.5, ratio=1.0), (1, 1), ASKED) is None


def test_a_stored_baseline_buys_power():
    """Twenty stored trials against five fresh ones find a smaller drop than five against five."""
    even, stored = (detectable_difference(Outlook.expected(20, 0.9, "binary"), (n, 5), ASKED) for n in (5, 20))

    assert stored < 0.9 * even


def test_trials_already_played_tell_how_much_scores_vary():
    """Five by five: the baseline's mean, and a ratio that few trials raise."""
    outlook = Outlook.seen(FIVE_BY_FIVE.arms)

    assert (outlook.scenarios, outlook.mean) == (5, pytest.approx(0.88))
    assert 0 < outlook.ratio <= 1
    assert outlook.known >= 25


@pytest.mark.parametrize("wrong", [{"scenarios": 0}, {"mean": 1.1}, {"ratio": 0.0}])
def test_an_outlook_out_of_range_is_refused(wrong):
    """Nothing is planned for a suite that does not exist."""
    with pytest.raises(ValueError, match="an outlook needs"):
        Outlook(**{"scenarios": 5, "mean": 0.9, "ratio": 0.5} | wrong)
