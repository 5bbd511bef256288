from __future__ import annotations

from itertools import pairwise
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from audition.stats import Cells, SequentialPlan, difference_interval, look
from audition.stats.spending import bounds, spent
from tests.unit.stats.tables import swapped

FIFTHS = (0.2, 0.4, 0.6, 0.8, 1.0)
PLAN = SequentialPlan(most_trials=10, margin=0.1)


def waves(seed: int, rates: tuple[float, float], scenarios: int = 20) -> list[Cells]:
    """Ten pass/fail trials a scenario and side, in the waves between the plan's looks."""
    rng = np.random.default_rng(seed)
    sides = [(rng.random((scenarios, 10)) < rate).astype(float) for rate in rates]
    ends = (0, *PLAN.schedule)
    return [Cells.of(*(side[:, a:b] for side in sides)) for a, b in pairwise(ends)]


@pytest.mark.parametrize(
    ("spending", "expected"),
    [
        ("obrien-fleming", [1e-6, 0.000788, 0.007616, 0.024424, 0.05]),
        ("pocock", [0.014770, 0.026157, 0.035426, 0.043242, 0.05]),
        ("power", [0.05 * t**1.75 for t in FIFTHS]),
    ],
)
def test_spending_gives_the_worked_cases(spending, expected):
    """Two-sided .05 over five looks."""
    assert pytest.approx(expected, abs=5.1e-7) == [spent(0.05, t, spending, two_sided=True) for t in FIFTHS]


@pytest.mark.parametrize(
    ("alpha", "fractions", "spending", "two_sided", "expected"),
    [
        (0.05, FIFTHS, "obrien-fleming", True, [4.877, 3.357, 2.680, 2.290, 2.031]),
        (0.05, FIFTHS, "pocock", True, [2.438, 2.427, 2.410, 2.397, 2.386]),
    ],
)
def test_bounds_give_the_worked_cases(alpha, fractions, spending, two_sided, expected):
    """To three digits."""
    assert pytest.approx(expected, abs=5.1e-4) == bounds(alpha, fractions, spending, two_sided=two_sided)


def test_one_sided_bounds_meet_the_published_ones():
    """SeqBounds.jl prints 3.74955 2.53993 2.01604 1.72014 from a coarser grid; ours agree to 4e-5."""
    ours = bounds(0.05, (0.25, 0.5, 0.75, 1.0), "obrien-fleming", two_sided=False)

    assert pytest.approx([3.74955, 2.53993, 2.01604, 1.72014], abs=4e-5) == ours


@pytest.mark.parametrize("spending", ["power", "pocock", "obrien-fleming"])
def test_the_chance_to_cross_is_what_was_spent(spending):
    """Scipy's bivariate normal: not crossing at either of the first two looks."""
    first, second = bounds(0.05, (0.25, 0.5), spending, two_sided=False)
    correlation = np.sqrt(0.5)
    stays = multivariate_normal(cov=[[1, correlation], [correlation, 1]]).cdf([first, second])

    assert pytest.approx(spent(0.05, 0.5, spending, two_sided=False), abs=1e-8) == 1 - stays


def test_looks_are_even_and_never_more_than_trials():
    """Ten trials in five looks from the third on; three trials have one look."""
    assert SequentialPlan(most_trials=10, margin=0.1).schedule == (3, 4, 6, 8, 10)
    assert SequentialPlan(most_trials=3, margin=0.1).schedule == (3,)
    assert SequentialPlan(most_trials=20, margin=0.1, looks=3).schedule == (7, 14, 20)


def test_a_large_drop_stops_at_once():
    """All against nothing, after three trials."""
    found = look(waves(1, (1.0, 0.2)), PLAN, seed=1)

    assert (found.verdict, found.number, found.trials) == ("regressed", 1, 3)
    assert found.p_value <= found.spent
    assert found.interval.excludes(0.0)


def test_no_change_stops_once_the_margin_is_ruled_out():
    """Equivalent before the last look."""
    found = look(waves(1, (1.0, 1.0)), PLAN, seed=1)

    assert found.verdict == "equivalent"
    assert found.number < 5
    assert found.equivalence_interval.within(0.1)


def test_the_intervals_of_a_look_are_taken_at_its_bounds():
    """The first of five even looks: 2.176 one-sided for equivalence, the plan's own for the claim."""
    plan = SequentialPlan(most_trials=15, margin=0.1, spending="obrien-fleming")
    data = Cells.of(*[[[1.0, 1.0, 0.0]] * 20] * 2)
    found = look([data], plan, seed=1)
    level = NormalDist().cdf

    assert difference_interval(data, 2 * level(2.17621145) - 1).low == pytest.approx(found.equivalence_interval.low)
    assert difference_interval(data, 2 * level(4.87688495) - 1).low == pytest.approx(found.interval.low)
    assert pytest.approx(2 * level(4.87688495) - 1) == found.confidence


@pytest.mark.parametrize("rates", [(1.0, 1.0), (0.9, 0.6), (0.9, 0.75)])
def test_no_look_contradicts_its_own_interval_nor_speaks_before_the_third_trial(rates):
    """Every verdict of forty runs: a difference leaves out 0, equivalence lies within the margin."""
    for seed in range(40):
        found = look(waves(seed, rates, scenarios=10), PLAN, seed)

        assert found.trials >= 3
        if found.verdict in {"improved", "regressed"}:
            assert found.interval.excludes(0.0)
        if found.verdict == "equivalent":
            assert found.equivalence_interval.within(PLAN.margin)


def test_two_trials_a_case_never_decide():
    """A plan of two: the most that can be said is that nothing can."""
    data = Cells.of([[1.0, 1.0]] * 20, [[0.0, 0.0]] * 20)

    assert look([data], SequentialPlan(most_trials=2, margin=0.1), seed=1).verdict == "inconclusive"


def test_an_unclear_first_look_asks_for_more():
    """No verdict yet."""
    data = waves(3, (0.6, 0.5), scenarios=4)

    assert look(data[:1], PLAN, seed=1).verdict is None


def test_the_last_look_always_answers():
    """Inconclusive when nothing else can be said."""
    found = look(waves(5, (0.6, 0.5), scenarios=4), PLAN, seed=1)

    assert (found.verdict, found.number) == ("inconclusive", 5)


@pytest.mark.parametrize("seed", range(8))
def test_what_a_look_found_does_not_change_when_more_data_come_in(seed):
    """A run stops where it would have stopped, looked at one wave at a time; the stop is not reopened."""
    data = waves(seed, (0.7, 0.5), scenarios=6)
    found = look(data, PLAN, seed=1)
    one_by_one = [look(data[:number], PLAN, seed=1) for number in range(1, found.number + 1)]

    assert [None] * (found.number - 1) == [earlier.verdict for earlier in one_by_one[:-1]]
    assert found == one_by_one[-1]


def test_a_missing_cell_delays_its_scenario_and_nothing_else():
    """One scenario has no candidate trial in the first wave."""
    data = waves(1, (1.0, 0.2))
    first = Cells(data[0].baseline, (np.empty(0), *data[0].candidate[1:]))

    assert look([first], PLAN, seed=1).verdict == "regressed"
    with pytest.raises(ValueError, match="no scenario has scores on both sides yet"):
        look([Cells.of([[1]], [[]])], PLAN, seed=1)


@pytest.mark.parametrize("wrong", [[], [Cells.of([[1]], [[1]])] * 6, [Cells.of([[1]], [[1]]), Cells.of([], [])]])
def test_waves_that_do_not_fit_the_plan_are_refused(wrong):
    """Going on beyond the plan would void its error rates."""
    with pytest.raises(ValueError, match="start a new run"):
        look(wrong, PLAN, seed=1)


@pytest.mark.parametrize("wrong", [{"most_trials": 0}, {"margin": 0.0}, {"alpha": 0.6}])
def test_a_sequential_plan_out_of_range_is_refused(wrong):
    """Thresholds are checked where they are stated."""
    with pytest.raises(ValueError, match="a sequential plan needs"):
        SequentialPlan(**{"most_trials": 10, "margin": 0.1} | wrong)


@settings(max_examples=50)
@given(st.integers(0, 999))
def test_swapping_sides_and_shuffling_scenarios_leave_each_look_alone(seed):
    """The path of relabellings is drawn for the contents."""
    data = waves(seed, (0.8, 0.5), scenarios=5)[:2]
    found = look(data, PLAN, seed=2)
    turned = look([swapped(wave) for wave in data], PLAN, seed=2)
    shuffled = look([wave.only([3, 1, 4, 0, 2]) for wave in data], PLAN, seed=2)

    assert isinstance(found.p_value, float)
    assert (found.p_value, found.number) == (turned.p_value, turned.number) == (shuffled.p_value, shuffled.number)
    assert pytest.approx(found.difference) == -turned.difference
    assert pytest.approx(found.difference) == shuffled.difference


def test_false_alarms_over_all_looks_keep_their_level():
    """150 runs of no change at even odds, five looks each: .05 and three standard errors at most."""
    alarms = [look(waves(seed, (0.5, 0.5), scenarios=5), PLAN, seed=1).verdict for seed in range(150)]
    share = sum(verdict in {"improved", "regressed"} for verdict in alarms) / len(alarms)

    assert share <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / len(alarms))
