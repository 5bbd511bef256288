"""The same works judged at two times: only more than chance is a shift."""

from __future__ import annotations

import pytest
from statsmodels.stats.contingency_tables import mcnemar

from audition.grading.judging.drift import drift
from audition.records.grades import NotApplicable, Score, Unscored
from tests.unit.grading.judging.judged import rubric

RUBRIC = rubric()
FIRST = RUBRIC.criteria[0].id


def judged(*met, of=FIRST):
    """One work a verdict; every other criterion is met."""
    works = []
    for one in met:
        readings = {each.id: Score(value=1.0, passed=True, reason="yes") for each in RUBRIC.criteria}
        readings[of] = one if not isinstance(one, bool) else Score(value=float(one), passed=one, reason="so")
        missed = isinstance(readings[of], Score) and not readings[of].passed
        readings[RUBRIC.id] = Score(value=0.9 if missed else 1.0, passed=not missed, reason="points")
        works.append(readings)
    return works


def test_verdicts_that_stay_show_no_shift_and_an_interval_that_is_not_empty():
    """Sixteen works alike do not prove that nothing moved."""
    same = judged(*[True, False] * 8)
    whole, first, *_ = drift(RUBRIC, same, same)

    assert (whole.criterion, first.criterion) == (None, FIRST)
    assert not any(shift.found for shift in drift(RUBRIC, same, same))
    assert first.shift.low < 0 < first.shift.high


def test_a_judge_that_turned_strict_is_found():
    """Overall and on the criterion that moved, not on the others."""
    shifts = drift(RUBRIC, judged(*[True] * 16), judged(*[False] * 14, True, True))

    assert [shift.criterion for shift in shifts if shift.found] == [None, FIRST]
    assert shifts[1].shift.value == pytest.approx(-14 / 16)
    assert (shifts[1].before, shifts[1].after) == (1.0, 2 / 16)


def test_one_work_more_or_less_is_no_shift():
    """Chance does that every week."""
    assert not any(shift.found for shift in drift(RUBRIC, judged(*[True] * 16), judged(False, *[True] * 15)))


def test_the_test_of_one_criterion_is_mcnemars_corrected_for_all():
    """One verdict a work and time: mid-p of the exact test, times the criteria that could shift (Holm)."""
    before, after = [True] * 10 + [False] * 6, [False] * 8 + [True] * 3 + [False] * 5
    exact = mcnemar([[2, 8], [1, 5]], exact=True).pvalue
    (_, first, *_) = drift(RUBRIC, judged(*before), judged(*after))

    assert first.p_value == pytest.approx(min(1.0, 10 * (exact - 9 / 2**9)), abs=1e-9)


def test_works_that_either_time_left_unscored_say_nothing():
    """Nor those to which the criterion no longer applies."""
    before = judged(True, True, True, False)
    after = judged(True, Unscored(reason="invented"), NotApplicable(reason="no longer"), False)
    (_, first, *_) = drift(RUBRIC, before, after)

    assert first.works == 2


def test_nothing_judged_twice_is_no_shift():
    """And no crash."""
    lost = judged(Unscored(reason="outage"))
    shifts = drift(RUBRIC, lost, [{name: Unscored(reason="outage") for name in lost[0]}])

    assert all(shift.shift is None and not shift.found for shift in shifts)
