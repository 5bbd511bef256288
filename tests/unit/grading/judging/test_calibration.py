"""A judge held against people: the figures are those of the libraries that are known for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

from audition.grading.judging.calibration import WORST, calibrate
from audition.records.evidence import TrialId
from audition.records.grades import NotApplicable, Score, Unscored
from audition.records.judging import Label, Opinion
from tests.unit.grading.judging.judged import rubric

RUBRIC = rubric()
IDS = [criterion.id for criterion in RUBRIC.criteria]
SALES, SUPPORT = "account-manager/sales", "account-manager/support"


def reading(met):
    """A judge's verdict as grading reads it."""
    return NotApplicable(reason="none") if met is None else Score(value=float(met), passed=met, reason="so it seems")


def labelled(people, judge, index=0, variant=SALES):
    """A work with people's answers and the judge's, by criterion in order; shorter lists repeat their last."""
    opinions = tuple(
        Opinion(criterion=name, met=met, reason="as I see it") for name, met in zip(IDS, people, strict=True)
    )
    trial = TrialId("champion-departure", variant, index)
    label = Label(trial=trial, rubric=RUBRIC.id, rubric_digest=RUBRIC.digest, work_digest="d", opinions=opinions)
    readings = [answer if isinstance(answer, Unscored) else reading(answer) for answer in judge]
    return label, dict(zip(IDS, readings, strict=True))


def drawn(works=24, seed=7, same=0.8):
    """Works on which the judge gives the person's answer in so many cases, and any answer in the rest."""
    draw = np.random.default_rng(seed)
    found = []
    for index in range(works):
        people = [[True, False, None][draw.choice(3, p=[0.6, 0.3, 0.1])] for _ in IDS]
        judge = [met if draw.random() < same else [True, False, None][draw.integers(3)] for met in people]
        found.append(labelled(people, judge, index, SALES if index % 2 else SUPPORT))
    return found


def table(works, criterion=None):
    """Counts by people's answer and the judge's."""
    counts = np.zeros((3, 3), dtype=int)
    code = {True: 0, False: 1, None: 2}
    for label, readings in works:
        for opinion in label.opinions:
            if criterion in (None, opinion.criterion):
                judge = readings[opinion.criterion]
                counts[code[opinion.met], code[judge.passed if isinstance(judge, Score) else None]] += 1
    return counts


@pytest.mark.parametrize("criterion", [None, "grounded"])
def test_kappa_and_agreement_are_those_of_statsmodels(criterion):
    """The value to the digit; the interval at least as wide, for answers on one work hang together."""
    works = drawn()
    found = calibrate(RUBRIC, "judge", works)
    figures = found.overall if criterion is None else found.criteria[criterion]
    oracle = cohens_kappa(table(works, criterion))
    agreed = np.trace(table(works, criterion))

    assert figures.kappa.value == pytest.approx(oracle.kappa)
    assert figures.kappa.low <= oracle.kappa_low + 1e-9
    assert figures.kappa.high >= oracle.kappa_upp - 1e-9
    assert figures.n == table(works, criterion).sum()
    assert (figures.agreement.low, figures.agreement.high) == pytest.approx(
        proportion_confint(agreed, figures.n, method="wilson")
    )


def test_sensitivity_and_specificity_are_of_what_both_found_met_or_not():
    """With Wilson's intervals, on the answers that are neither `cannot apply`."""
    works = drawn()
    counts = table(works)
    figures = calibrate(RUBRIC, "judge", works).overall
    found_met, found_missed = counts[0, 0] + counts[0, 1], counts[1, 0] + counts[1, 1]

    assert figures.sensitivity.value == pytest.approx(counts[0, 0] / found_met)
    assert figures.specificity.value == pytest.approx(counts[1, 1] / found_missed)
    assert (figures.specificity.low, figures.specificity.high) == pytest.approx(
        proportion_confint(counts[1, 1], found_missed, method="wilson")
    )
    assert figures.base_rate == pytest.approx(counts[0].sum() / counts[:2].sum())


def test_the_interval_of_kappa_knows_that_answers_on_one_work_hang_together():
    """Ten answers that are wrong together tell less than ten that are wrong one by one."""
    people = [True, False] * 5
    apart = [labelled(people, people, index) for index in range(12)]
    together = [labelled(people, people if index % 4 else people[::-1], index) for index in range(12)]
    narrow = cohens_kappa(table(together))
    found = calibrate(RUBRIC, "judge", together).overall.kappa

    assert found.low < narrow.kappa_low - 0.1
    assert calibrate(RUBRIC, "judge", apart).overall.kappa.value == 1.0


def test_each_variant_is_reckoned_by_itself():
    """A judge that is kinder to one tilts every comparison."""
    people = [True, False] * 5
    works = [labelled(people, people, index, SALES) for index in range(5)]
    works += [labelled(people, [True] * 10, index, SUPPORT) for index in range(5)]
    found = calibrate(RUBRIC, "judge", works)

    assert found.variants[SALES].specificity.value == 1.0
    assert found.variants[SUPPORT].specificity.value == 0.0
    assert found.works == 10


def test_what_the_judge_left_unscored_is_counted_and_not_held_against_it():
    """An invented quote is no answer."""
    works = [labelled([True] * 10, [Unscored(reason="invented"), *[True] * 9])]
    found = calibrate(RUBRIC, "judge", works)

    assert (found.overall.n, found.overall.unscored) == (9, 1)
    assert found.criteria[IDS[0]].n == 0
    assert found.criteria[IDS[0]].agreement is None


def test_the_worst_disagreements_come_first_with_both_reasons():
    """Required criteria, then by points."""
    found = calibrate(RUBRIC, "judge", [labelled([True] * 10, [False] * 10, index) for index in range(3)])
    required = {criterion.id for criterion in RUBRIC.criteria if criterion.required}

    assert len(found.disagreements) == WORST
    assert {one.criterion for one in found.disagreements[:9]} == required
    assert found.disagreements[0].person.reason == "as I see it"
    assert found.disagreements[0].judge.reason == "so it seems"


@pytest.mark.parametrize(
    ("labels", "kappa", "meets"), [(60, 0.6, True), (241, 0.6, False), (60, 0.999, False), (240, 0.2, True)]
)
def test_a_judge_meets_the_threshold_with_enough_labels_and_the_lower_bound_of_kappa(labels, kappa, meets):
    """Not with its kappa: a few lucky labels prove nothing."""
    found = calibrate(RUBRIC, "judge", drawn(same=0.93))

    assert found.meets(labels, kappa) is meets


def test_a_judge_that_always_says_the_same_never_meets_it():
    """Chance explains all of its agreement."""
    found = calibrate(RUBRIC, "judge", [labelled([True] * 10, [True] * 10, index) for index in range(30)])

    assert found.overall.agreement.value == 1.0
    assert found.overall.kappa is None
    assert not found.meets(60, 0.6)
    assert not replace(found, works=0).meets(0, 0.0)
