from __future__ import annotations

import numpy as np
import pytest

from audition.stats import Rule, compare_with_itself, wilson

RULE = Rule(margin=0.1)


def test_a_side_against_itself_seldom_differs():
    """At most the level and its noise, and every split has a verdict."""
    rng = np.random.default_rng(0)
    found = compare_with_itself([(rng.random(10) < 0.7).astype(float) for _ in range(10)], RULE, seed=1)

    assert found.false_alarms.value <= 0.1
    assert sum(found.verdicts.values()) == found.false_alarms.n == 200
    assert found.false_alarms.interval == wilson(found.false_alarms.value * 200, 200)


def test_fewer_than_three_trials_a_side_are_refused():
    """Five trials split into two and three."""
    with pytest.raises(ValueError, match="a scenario has 5 trials"):
        compare_with_itself([np.ones(5), np.ones(6)], RULE, seed=1)


def test_no_scenario_at_all_is_refused():
    """There is nothing to split."""
    with pytest.raises(ValueError, match="a scenario has 0 trials"):
        compare_with_itself([], RULE, seed=1)


def test_the_same_trials_in_another_order_split_alike():
    """Determined by contents and seed."""
    rng = np.random.default_rng(1)
    cells = [rng.integers(0, 5, 7) / 4 for _ in range(4)]

    assert compare_with_itself(cells, RULE, seed=1, splits=20) == compare_with_itself(
        [cell[::-1] for cell in cells[::-1]], RULE, seed=1, splits=20
    )
