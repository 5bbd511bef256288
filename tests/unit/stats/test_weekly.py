from __future__ import annotations

import numpy as np
import pytest

from audition.stats import Cells, Interval, confirmation, control_limits, cusum, difference_z, screen
from tests.unit.stats.tables import ALL_PASS, FIVE_BY_FIVE, TWO_BROKEN, counts, swapped


def test_a_worse_week_is_suspicious_and_an_equal_one_is_not():
    """The screen only asks for a fresh run."""
    worse = Cells.of(counts([19] * 20, 20), counts([4] * 20, 5))

    assert screen(worse, seed=1).suspicious
    assert not screen(ALL_PASS, seed=1).suspicious
    assert not screen(swapped(worse), seed=1).suspicious


def test_one_broken_scenario_is_suspicious_though_the_mean_hides_it():
    """The others got better."""
    table = Cells.of(counts([19, *[15] * 19], 20), counts([0, *[5] * 19], 5))
    found = screen(table, seed=1)

    assert found.p_worse > 0.10
    assert (found.suspicious, found.breaks.scenarios) == (True, (0,))


def test_confirmation_is_one_sided_at_one_in_a_hundred():
    """Ten fresh trials a side at most."""
    plan = confirmation(0.1)

    assert (plan.most_trials, plan.alpha, plan.side, plan.margin) == (10, 0.01, "worse", 0.1)


def test_the_z_of_a_difference_is_its_distance_in_relabelled_deviations():
    """Two scenarios of 5 v 5 in which all six of the failures fall to the candidate."""
    table = Cells.of(counts([5, 5], 5), counts([2, 2], 5))
    variance = 2 * (0.7 * 0.3 * 10 / 9) * (2 / 5) / 4

    assert pytest.approx(-0.6 / np.sqrt(variance)) == difference_z(table)
    assert difference_z(ALL_PASS) == 0.0
    assert difference_z(swapped(FIVE_BY_FIVE)) == pytest.approx(-difference_z(FIVE_BY_FIVE))


def test_the_z_squared_is_the_stratified_chi_square():
    """Cochran, Mantel and Haenszel without continuity correction: 6.0411 for five by five."""
    assert pytest.approx(6.0411, abs=5e-5) == difference_z(FIVE_BY_FIVE) ** 2
    assert difference_z(TWO_BROKEN) < -2


def test_cusum_adds_up_what_exceeds_the_slack_and_starts_again_after_an_alarm():
    """Falls of two a week: 1.5, 3, 4.5, 6 is beyond five."""
    chart = cusum([-2.0] * 5)

    assert chart.falls == (1.5, 3.0, 4.5, 6.0, 1.5)
    assert chart.rises == (0.0,) * 5
    assert chart.alarms == (3,)


@pytest.mark.parametrize(
    ("limit", "shift", "weeks"), [(4.0, 0.0, 168.0), (5.0, 0.0, 465.0), (4.0, 1.0, 8.38), (5.0, 1.0, 10.4)]
)
def test_cusums_run_lengths_are_the_textbooks(limit, shift, weeks):
    """Independent standard normal weeks: 168 and 465 to a false alarm, 8.4 and 10.4 to find a shift of one."""
    series = np.random.default_rng(8).normal(shift, size=150_000 if shift == 0 else 10_000)
    alarms = cusum(series.tolist(), limit=limit).alarms

    assert abs(len(series) / len(alarms) / weeks - 1) < 4 / np.sqrt(len(alarms))


def test_control_limits_span_the_usual_change_from_week_to_week():
    """Mean moves of .1: ±.266 about the mean."""
    limits = control_limits([0.5, 0.6, 0.5, 0.6])

    assert Interval(pytest.approx(0.55 - 0.266), pytest.approx(0.55 + 0.266)) == limits
    assert control_limits([0.5, 0.6]) is None
