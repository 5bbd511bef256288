from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import fisher_exact

from audition.stats import Cells, CriteriaTest, Panel, Rule, decide, find_breaks, max_t, regression_gate
from tests.unit.stats.tables import TWO_BROKEN, counts

RULE = Rule(margin=0.1)


def gate(table, **plan):
    """The gate on a table, with the verdict made by the same rule."""
    return regression_gate(table, decide(table, RULE, seed=1, **plan), RULE, seed=1)


def test_one_scenario_broken_of_twenty_is_found_and_named():
    """The mean moves by five points only; twenty stored trials against five."""
    table = Cells.of(counts([19] * 20, 20), counts([5] * 12 + [0] + [5] * 7, 5))
    found = gate(table)

    assert (found.outcome, found.by_mean, found.breaks.scenarios) == ("regressed", False, (12,))


def test_a_lower_mean_alone_regresses_too():
    """Every scenario a little worse, none broken."""
    table = Cells.of(counts([5] * 20, 5), counts([4] * 20, 5))
    found = gate(table)

    assert (found.outcome, found.by_mean, found.breaks.scenarios) == ("regressed", True, ())


def test_no_worse_than_the_margin_passes_and_too_little_data_does_not():
    """Passing needs the lower limit above minus the margin."""
    many, few = Cells.of(*[counts([5] * 20, 5)] * 2), Cells.of(*[counts([3] * 2, 3)] * 2)

    assert (gate(many).outcome, gate(few).outcome) == ("passed", "inconclusive")


def test_two_trials_do_not_pass_a_gate_unless_they_improve():
    """Provisional evidence may show a gain, not the absence of a loss."""
    same, better = Cells.of(*[counts([2] * 40, 2)] * 2), Cells.of(counts([0] * 20, 2), counts([2] * 20, 2))

    assert (gate(same).outcome, gate(better).outcome) == ("inconclusive", "passed")


def test_an_invalid_verdict_leaves_nothing_to_gate():
    """Half of the trials are missing."""
    table = Cells.of(counts([3] * 5, 3), counts([0] * 5, 3))

    assert gate(table, planned=([6] * 5, [6] * 5)).outcome == "invalid"


def test_p_values_of_scenarios_are_fishers():
    """One-sided, against a worse candidate."""
    table = Cells.of(counts([5, 18], 20), counts([3, 2], 5))
    expected = [fisher_exact([[2, 3], [15, 5]], "greater").pvalue, fisher_exact([[3, 2], [2, 18]], "greater").pvalue]

    assert pytest.approx(expected) == list(find_breaks(table, seed=1).p_values)


def test_a_graded_scenario_that_falls_to_nothing_is_found():
    """One of four falls from about .9 to 0 over twenty trials against five: 1 of 53,130 ways."""
    rng = np.random.default_rng(0)
    good = [0.8 + 0.2 * rng.random(20) for _ in range(4)]
    table = Cells.of(good, [0.8 + 0.2 * rng.random(5), np.zeros(5), *(0.8 + 0.2 * rng.random((2, 5)))])

    assert find_breaks(table, seed=1).scenarios == (1,)


def test_scenarios_that_cannot_vary_do_not_count_against_one_that_broke():
    """A check of eighteen fails in three of 25 graded scenarios, five against five: 1 of 252 each, all are named."""
    perfect, lost = [1.0] * 5, [17 / 18] * 5
    table = Cells.of([perfect] * 25, [*[lost] * 3, *[perfect] * 22])

    assert find_breaks(table, seed=1).scenarios == (0, 1, 2)


def criteria(scenarios: int, trials: int, rate: float, broken: int = 3) -> CriteriaTest:
    """Eighteen checks; the first fails at this rate in the candidate's first scenarios."""
    rng = np.random.default_rng(2)
    baseline = np.ones((scenarios, trials, 18))
    candidate = baseline.copy()
    candidate[:broken, :, 0] = rng.random((broken, trials)) >= rate
    return max_t(Panel.of(baseline, candidate))


def test_a_criterion_that_broke_in_few_scenarios_regresses_the_gate():
    """Three trials a side, and the mean is two thirds of a point away: the third channel names it."""
    table = Cells.of([[1.0] * 3] * 25, [[17 / 18] * 3] * 3 + [[1.0] * 3] * 22)
    found = regression_gate(table, decide(table, RULE, 1), RULE, 1, criteria(25, 3, 1.0))

    assert (found.outcome, found.by_mean, found.breaks.scenarios, found.criteria) == ("regressed", False, (), (0,))


def test_criteria_that_hold_leave_the_gate_alone():
    """Nothing failed."""
    table = Cells.of(*[[[1.0] * 6] * 25] * 2)
    found = regression_gate(table, decide(table, RULE, 1), RULE, 1, criteria(25, 6, 0.0))

    assert (found.outcome, found.criteria) == ("passed", ())


@pytest.mark.parametrize(
    ("table", "blind"),
    [
        (Cells.of([[1, 1, 1]], [[0, 0, 0]]), True),
        (Cells.of([[1] * 5], [[0] * 5]), False),
        (Cells.of([[0.9] * 5] * 20, [[0.5] * 5] * 20), False),
        (TWO_BROKEN, True),
    ],
)
def test_too_few_trials_to_show_any_break_are_said_to_be_blind(table, blind):
    """Three against three reach 1 in 20 at best; five against five 1 in 252."""
    assert blind == find_breaks(table, seed=1).blind


def test_a_scenario_without_scores_has_no_p_value():
    """Positions stay those of the table."""
    breaks = find_breaks(Cells.of([[], [1] * 20], [[1], [0] * 5]), seed=1)

    assert breaks.p_values[0] is None
    assert breaks.scenarios == (1,)


def test_nothing_scored_finds_nothing():
    """An empty side everywhere is blind."""
    breaks = find_breaks(Cells.of([[]], [[1.0]]), seed=1)

    assert (breaks.scenarios, breaks.p_values, breaks.blind) == ((), (None,), True)
