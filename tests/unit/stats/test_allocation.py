from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from audition.stats import Cells, allocate
from audition.stats.intervals import arm_reach
from tests.unit.stats.tables import counts

SATURATED = Cells.of(counts([16, 15, 17, *[20] * 22], 20), [[1.0]] * 25).arms[0]


def test_flaky_scenarios_get_more_trials_and_none_fewer_than_five():
    """Three of 25 scenarios fail now and then."""
    given = allocate(SATURATED, 7)

    assert sum(given) == 25 * 7
    assert min(given) >= 5
    assert min(given[:3]) > max(given[3:])


def test_the_mean_is_known_better_by_as_many_trials():
    """Ten a scenario: the interval reaches less far either way than that of even trials."""
    even = arm_reach(replace(SATURATED, trials=np.full(25, 10)))
    spread = arm_reach(replace(SATURATED, trials=np.array(allocate(SATURATED, 10))))

    assert all(float(ours) < 0.9 * float(theirs) for ours, theirs in zip(spread, even, strict=True))


def test_scenarios_alike_get_alike():
    """Nothing to choose between them."""
    assert allocate(Cells.of(counts([18] * 4, 20), [[1.0]] * 4).arms[0], 6) == (6, 6, 6, 6)


def test_too_few_trials_are_not_spread():
    """Below five a scenario the interval would not hold."""
    with pytest.raises(ValueError, match="at least 5 of each"):
        allocate(SATURATED, 4)
