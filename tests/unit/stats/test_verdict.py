from __future__ import annotations

import pytest
from hypothesis import given

from audition.stats import Cells, Interval, Rule, coverage_of, decide, generalise, permutation_test
from tests.unit.stats.tables import ALL_PASS, FIVE_BY_FIVE, GRADED, STORED_BASELINE, TWO_BROKEN, cells, counts, swapped

MARGIN = Rule(margin=0.1)


@pytest.mark.parametrize(
    ("table", "kind"),
    [
        (FIVE_BY_FIVE, "regressed"),
        (swapped(FIVE_BY_FIVE), "improved"),
        (ALL_PASS, "equivalent"),
        (TWO_BROKEN, "regressed"),
        (STORED_BASELINE, "regressed"),
        (GRADED, "inconclusive"),
    ],
)
def test_the_worked_cases_get_their_verdicts(table, kind):
    """Graded: the test says .0146, the interval holds 0, so the two do not agree and nothing is claimed."""
    assert kind == decide(table, MARGIN, seed=1).kind


def test_a_p_value_above_the_level_is_never_called_no_difference():
    """Equivalence needs the interval inside the margin, not a lack of evidence."""
    table = Cells.of(counts([4, 5, 3], 5), counts([4, 4, 3], 5))
    verdict = decide(table, MARGIN, seed=1)

    assert verdict.evidence.p_value > 0.5
    assert verdict.kind == "inconclusive"


def test_a_difference_inside_the_margin_is_said_to_be_so():
    """Regressed, by less than the margin."""
    table = Cells.of(counts([60] * 10, 60), counts([58] * 10, 60))
    verdict = decide(table, MARGIN, seed=1)

    assert (verdict.kind, verdict.below_margin) == ("regressed", True)
    assert not decide(FIVE_BY_FIVE, MARGIN, seed=1).below_margin


@pytest.mark.parametrize(("trials", "standing"), [(1, "direction"), (2, "provisional"), (3, "full")])
def test_the_standing_follows_the_trials(trials, standing):
    """One trial tells a direction, two are provisional, three a full verdict."""
    table = Cells.of(counts([trials] * 30, trials), counts([trials] * 30, trials))
    verdict = decide(table, Rule(margin=0.2), seed=1)

    assert (standing, "equivalent" if trials == 3 else "inconclusive") == (verdict.standing, verdict.kind)


def test_one_trial_can_still_show_a_direction():
    """Eight scenarios lost and none won."""
    verdict = decide(Cells.of([[1]] * 10, [[0]] * 8 + [[1]] * 2), MARGIN, seed=1)

    assert (verdict.kind, verdict.standing) == ("regressed", "direction")


def test_too_little_coverage_is_invalid_with_bounds():
    """Five of thirty planned baseline trials are missing: they could all have failed, or passed."""
    verdict = decide(FIVE_BY_FIVE, MARGIN, seed=1, planned=([6] * 5, [5] * 5))

    assert verdict.kind == "invalid"
    assert verdict.coverage.planned == (30, 25)
    assert verdict.coverage.scored == (25, 25)
    assert Interval(pytest.approx(0.6 - 27 / 30), pytest.approx(0.6 - 22 / 30)) == verdict.coverage.bounds


def test_enough_coverage_leaves_the_verdict_alone():
    """24 of 25 planned trials are 96 %."""
    table = Cells.of([*counts([5, 5, 4, 3], 5), [1, 1, 1, 1]], counts([5, 3, 2, 1, 4], 5))

    assert decide(table, MARGIN, seed=1, planned=([5] * 5, [5] * 5)).kind == "regressed"


def test_a_side_without_any_score_is_invalid_and_bounded_by_what_is_possible():
    """No evidence at all: the candidate could be anything from 0 to 1."""
    verdict = decide(Cells.of([[1, 1]], [[]]), MARGIN, seed=1, planned=([2], [2]))

    assert (verdict.kind, verdict.evidence) == ("invalid", None)
    assert Interval(-1.0, 0.0) == verdict.coverage.bounds


def test_a_scenario_without_scores_on_a_side_counts_against_coverage_and_is_left_out():
    """One of two scenarios lost its candidate."""
    table = Cells.of([[1, 1, 1], [1, 1, 1]], [[1, 1, 1], []])
    verdict = decide(table, MARGIN, seed=1, planned=([3, 3], [3, 3]))

    assert verdict.kind == "invalid"
    assert verdict.evidence.scenarios == 1
    assert Interval(-0.5, 0.0) == verdict.coverage.bounds


def test_nothing_paired_and_no_plan_is_refused():
    """There is no verdict on nothing."""
    with pytest.raises(ValueError, match="at least one score on both sides"):
        decide(Cells.of([], []), MARGIN, seed=1)


def test_coverage_of_a_whole_run_leaves_no_doubt():
    """Nothing missing: the bounds are the difference."""
    coverage = coverage_of(FIVE_BY_FIVE, ([5] * 5, [5] * 5))

    assert coverage.sufficient(1.0)
    assert pytest.approx(coverage.bounds.low) == coverage.bounds.high == pytest.approx(-0.28)


def lossy(lost: int) -> Cells:
    """25 perfect scenarios of five trials a side, of which the candidate lost some, a scenario at a time."""
    perfect = [[1.0] * 5] * 25
    return Cells.of(perfect, [*[[1.0] * 4] * lost, *perfect[lost:]])


def test_trials_that_only_the_candidate_loses_are_told_and_bounded():
    """Six of 125 crashed and might have scored nothing: with noise that is more than a margin of 5 points."""
    plan = ([5] * 25, [5] * 25)
    few, many = (decide(lossy(lost), Rule(margin=0.05), 1, plan) for lost in (1, 6))

    assert (few.kind, many.kind) == ("equivalent", "inconclusive")
    assert few.coverage.p_uneven > 0.05 > many.coverage.p_uneven
    assert pytest.approx(-6 / 125) == many.coverage.bounds.low


def test_the_margin_must_hold_whatever_the_missing_trials_are():
    """Both sides lost six: not uneven, and still they could be 4.8 points either way, and noise comes on top."""
    table = Cells(lossy(6).candidate, lossy(6).candidate)
    verdict = decide(table, Rule(margin=0.05, coverage=0.9), 1, ([5] * 25, [5] * 25))

    assert (verdict.kind, verdict.coverage.p_uneven) == ("inconclusive", pytest.approx(1.0))


def test_the_exact_rule_counts_all_ties_and_all_relabellings():
    """Guaranteed level: .0299824 instead of the mid-p."""
    verdict = decide(FIVE_BY_FIVE, Rule(margin=0.1, exact=True), seed=1)

    assert pytest.approx(0.0299824, abs=5e-8) == verdict.evidence.p_value


@pytest.mark.parametrize("wrong", [{"margin": 0}, {"margin": 0.1, "alpha": 0.5}, {"margin": 0.1, "coverage": 1.1}])
def test_a_rule_out_of_range_is_refused(wrong):
    """Thresholds are checked where they are stated."""
    with pytest.raises(ValueError, match="margin must be"):
        Rule(**wrong)


@given(cells())
def test_swapping_sides_turns_the_verdict_round(table):
    """Improved for one is regressed for the other; everything else stays."""
    turned = {"improved": "regressed", "regressed": "improved"}
    verdict, mirrored = decide(table, MARGIN, seed=4), decide(swapped(table), MARGIN, seed=4)

    assert turned.get(verdict.kind, verdict.kind) == mirrored.kind
    assert verdict.evidence.p_value == mirrored.evidence.p_value


def test_the_line_for_scenarios_like_these_gives_the_worked_cases():
    """The two questions answer differently for two broken scenarios of ten."""
    few, many = generalise(FIVE_BY_FIVE), generalise(TWO_BROKEN)

    assert Interval(pytest.approx(-0.5021, abs=5e-5), pytest.approx(-0.0437, abs=5e-5)) == few.interval
    assert Interval(pytest.approx(-0.5016, abs=5e-5), pytest.approx(0.1016, abs=5e-5)) == many.interval
    assert (few.too_few, few.claims, many.too_few, many.claims) == (True, False, False, False)


def test_a_difference_everywhere_holds_on_scenarios_like_these():
    """Ten scenarios, each two of five worse."""
    table = Cells.of(counts([5] * 10, 5), counts([3] * 10, 5))

    assert generalise(table).claims
    assert decide(table, MARGIN, seed=1).kind == "regressed"


def test_scenarios_alike_do_not_prove_that_none_of_their_kind_is_broken():
    """Of 25 that hold, one kind in nine may be missing; of sixty, one in twenty."""
    some, many = (generalise(Cells.of(*[[[1.0] * 20] * scenarios] * 2)) for scenarios in (25, 60))

    assert (some.within(0.05), many.within(0.05)) == (False, True)
    assert pytest.approx((0.113, 0.0487), abs=5e-4) == (some.unseen, many.unseen)


def test_the_line_for_scenarios_like_these_is_as_wide_as_the_line_above_it():
    """A sequential run's interval is wider than one look's."""
    wide = Interval(-0.9, 0.9)

    assert generalise(FIVE_BY_FIVE, at_least=wide).interval == wide


def test_a_single_scenario_has_no_line_for_scenarios_like_it():
    """It is too few, and there is no interval to show."""
    line = generalise(Cells.of([[1, 1, 0]], [[1, 0, 0]]))

    assert (line.interval, line.too_few, line.claims) == (None, True, False)


def test_the_verdicts_p_value_is_the_permutation_tests():
    """One number, said once."""
    assert permutation_test(GRADED, 9).p_value() == decide(GRADED, MARGIN, seed=9).evidence.p_value
