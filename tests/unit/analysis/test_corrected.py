"""A judge's difference held to people's: what the library says, on pairs of trials."""

from __future__ import annotations

import numpy as np
import pytest
from ppi_py import ppi_mean_pointestimate

from audition.analysis.corrected import corrected

WHOSE = "people's labels"


def scored(values):
    """Scores by scenario and index, one trial a scenario."""
    return {(f"s{number:02}", 0): float(value) for number, value in enumerate(values)}


def drawn(pairs=40, bias=0.15, seed=5):
    """Scores by people and by a judge that is kinder to the candidate, on both sides."""
    draw = np.random.default_rng(seed)
    people = draw.uniform(0.2, 0.7, (2, pairs))
    judge = (people + np.array([[0.0], [bias]]) + draw.normal(0, 0.02, (2, pairs))).clip(0, 1)
    return people, judge


def test_a_judge_that_is_kinder_to_one_side_is_corrected():
    """By about as much as it is kinder; the judge's own figure is kept beside it."""
    people, judge = drawn()
    labelled = tuple(scored(side[:20]) for side in people)
    found = corrected("quality", tuple(map(scored, judge)), labelled, WHOSE)
    truth = float((people[1] - people[0]).mean())

    assert found.judged == pytest.approx((judge[1] - judge[0]).mean())
    assert abs(found.difference.value - truth) < 0.03 < found.judged - truth
    assert found.difference.low < truth < found.difference.high
    assert (found.labelled, found.pairs) == (20, 40)


def test_the_corrected_difference_is_that_of_ppi_python():
    """The point estimate, with the library's own weight."""
    people, judge = drawn()
    human, ours, rest = people[1, :20] - people[0, :20], judge[1] - judge[0], None
    rest = ours[20:]
    oracle = ppi_mean_pointestimate(human, ours[:20], rest)
    found = corrected("quality", tuple(map(scored, judge)), tuple(scored(side[:20]) for side in people), WHOSE)

    assert found.difference.value == pytest.approx(float(oracle[0]), abs=0.01)


def test_too_few_labels_correct_nothing():
    """Labels on one side alone are no pairs; with all labelled, people need no judge."""
    people, judge = drawn()
    judged = tuple(map(scored, judge))

    assert corrected("quality", judged, (scored(people[0]), {}), WHOSE) is None
    assert corrected("quality", judged, (scored(people[0][:2]), scored(people[1][:2])), WHOSE) is None
    assert corrected("quality", judged, tuple(map(scored, people)), WHOSE) is None
