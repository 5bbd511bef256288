from __future__ import annotations

import numpy as np
import pytest

from audition.stats import Cells, arm_interval, cusum, difference_z, next_run, screen
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
    """Falls of four a week from a baseline that knows itself: 3.25, then 6.5 is beyond the limit of about 3.6."""
    chart = cusum([-4.0] * 3, shared=0.0)

    assert chart.falls == (3.25, 6.5, 3.25)
    assert chart.rises == (0.0,) * 3
    assert (chart.alarms, 3.3 < chart.limit < 4.0) == ((1,), True)


@pytest.mark.parametrize("trials", [5, 20])
def test_an_unchanged_half_year_alarms_at_most_one_time_in_twenty(trials):
    """Weeks of five trials share one accepted run's noise: 2,000 half-years, and three standard errors."""
    rng = np.random.default_rng(9)
    shared = 5 / (5 + trials)
    common, own = rng.standard_normal((2000, 1)), rng.standard_normal((2000, 26))
    weeks = np.sqrt(shared) * common + np.sqrt(1 - shared) * own
    alarmed = sum(bool(cusum(series.tolist(), shared).alarms) for series in weeks)

    assert alarmed / 2000 <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 2000)


def test_a_step_of_ten_points_shows_within_three_weeks():
    """Twenty scenarios at .9, five trials a week against twenty accepted: four times in five, of 300."""
    rng = np.random.default_rng(10)
    seen = 0
    for _ in range(300):
        accepted = [(rng.random(20) < 0.9).astype(float) for _ in range(20)]
        z = [
            difference_z(Cells.of(accepted, [(rng.random(5) < 0.8).astype(float) for _ in range(20)])) for _ in range(3)
        ]
        seen += bool(cusum(z, 0.2).alarms)

    assert seen / 300 >= 0.8


def test_the_band_of_the_next_run_holds_an_unchanged_one():
    """Twenty trials accepted, five a week: 95 % of 1,000, and three standard errors."""
    rng = np.random.default_rng(11)
    held = 0
    for _ in range(1000):
        accepted, week = ([(rng.random(n) < 0.9).astype(float) for _ in range(10)] for n in (20, 5))
        held += not next_run(Cells.of(accepted, accepted).arms[0], 5).excludes(float(np.mean(week)))

    assert held / 1000 >= 0.95 - 3 * np.sqrt(0.05 * 0.95 / 1000)


def test_the_band_of_the_next_run_is_wider_than_what_is_known_of_the_accepted_one():
    """Its own few trials come on top."""
    arm = FIVE_BY_FIVE.arms[1]

    assert next_run(arm, 5).low < arm_interval(arm).low < arm_interval(arm).high < next_run(arm, 5).high
