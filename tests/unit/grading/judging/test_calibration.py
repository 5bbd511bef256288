"""A judge held against people: the figures are those of the libraries that are known for them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

from audition.grading.judging.calibration import WORST, calibrate, opinion_of, trusted_judges
from audition.records.evidence import TrialId
from audition.records.grades import NotApplicable, Score, Unscored
from audition.records.judging import Answered, Label, Opinion, RaterKind
from tests.fakes import works as works_of
from tests.unit.grading.judging.judged import rubric

RUBRIC = rubric()
IDS = [criterion.id for criterion in RUBRIC.criteria]
BRISK, THOROUGH = "berthing/brisk", "berthing/thorough"


def reading(met):
    """A judge's verdict as grading reads it."""
    return NotApplicable(reason="none") if met is None else Score(value=float(met), passed=met, reason="so it seems")


def labelled(people, judge, index=0, variant=BRISK):
    """A work with people's answers and the judge's, by criterion in order; shorter lists repeat their last."""
    opinions = tuple(
        Opinion(criterion=name, met=met, reason="as I see it") for name, met in zip(IDS, people, strict=True)
    )
    trial = TrialId("pilot-leaves", variant, index)
    label = Label(trial=trial, rubric=RUBRIC.id, rubric_digest=RUBRIC.digest, work_digest="d", opinions=opinions)
    readings = [answer if isinstance(answer, Unscored) else reading(answer) for answer in judge]
    return label, dict(zip(IDS, readings, strict=True))


def held(works, instrument=RUBRIC):
    """The calibration of a judge on labelled works."""
    answered = [
        Answered(
            trial=label.trial,
            work_digest=label.work_digest,
            opinions=tuple(one for name, read in readings.items() if (one := opinion_of(name, read)) is not None),
        )
        for label, readings in works
    ]
    return calibrate(instrument, "judge", [label for label, _ in works], answered)


def drawn(works=24, seed=7, same=0.8):
    """Works on which the judge gives the person's answer in so many cases, and any answer in the rest."""
    draw = np.random.default_rng(seed)
    found = []
    for index in range(works):
        people = [[True, False, None][draw.choice(3, p=[0.6, 0.3, 0.1])] for _ in IDS]
        judge = [met if draw.random() < same else [True, False, None][draw.integers(3)] for met in people]
        found.append(labelled(people, judge, index, BRISK if index % 2 else THOROUGH))
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
    found = held(works)
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
    figures = held(works).overall
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
    found = held(together).overall.kappa

    assert found.low < narrow.kappa_low - 0.1
    assert held(apart).overall.kappa.value == 1.0


def test_each_variant_is_reckoned_by_itself():
    """A judge that is kinder to one tilts every comparison."""
    people = [True, False] * 5
    works = [labelled(people, people, index, BRISK) for index in range(5)]
    works += [labelled(people, [True] * 10, index, THOROUGH) for index in range(5)]
    found = held(works)

    assert found.variants[BRISK].specificity.value == 1.0
    assert found.variants[THOROUGH].specificity.value == 0.0
    assert found.works == 10


def test_what_the_judge_left_unscored_is_counted_and_not_held_against_it():
    """An invented quote is no answer."""
    works = [labelled([True] * 10, [Unscored(reason="invented"), *[True] * 9])]
    found = held(works)

    assert (found.overall.n, found.overall.unscored) == (9, 1)
    assert found.criteria[IDS[0]].n == 0
    assert found.criteria[IDS[0]].agreement is None


def test_the_worst_disagreements_come_first_with_both_reasons():
    """Required criteria, then by points."""
    found = held([labelled([True] * 10, [False] * 10, index) for index in range(3)])
    required = {criterion.id for criterion in RUBRIC.criteria if criterion.required}

    assert len(found.disagreements) == WORST
    assert {one.criterion for one in found.disagreements[:9]} == required
    assert found.disagreements[0].label.reason == "as I see it"
    assert found.disagreements[0].judge.reason == "so it seems"


@pytest.mark.parametrize(
    ("labels", "kappa", "meets"), [(60, 0.6, True), (241, 0.6, False), (60, 0.999, False), (240, 0.2, True)]
)
def test_a_judge_meets_the_threshold_with_enough_labels_and_the_lower_bound_of_kappa(labels, kappa, meets):
    """Not with its kappa: a few lucky labels prove nothing."""
    found = held(drawn(same=0.93))

    assert found.meets(labels, kappa) is meets


def test_a_judge_that_always_says_the_same_never_meets_it():
    """Chance explains all of its agreement."""
    found = held([labelled([True] * 10, [True] * 10, index) for index in range(30)])

    assert found.overall.agreement.value == 1.0
    assert found.overall.kappa is None
    assert not found.meets(60, 0.6)
    assert not replace(found, works=0).meets(0, 0.0)


def answers(works):
    """The judge's answers alone."""
    return held(works).answers


def by(rater, works, **changes):
    """The labels of works as another rater's."""
    return [replace(label, rater=rater, **changes) for label, _ in works]


def test_raters_that_agree_make_one_truth_and_their_kappa_stands_beside_the_judges():
    """No judge can be asked for more than two raters agree on."""
    works = drawn(same=0.9)
    alone = held(works)
    both = calibrate(RUBRIC, "judge", [*by("ann", works), *by("bob", works)], answers(works))

    assert (both.overall, both.works) == (alone.overall, alone.works)
    assert both.ceiling is not None
    assert both.ceiling.kappa.value == 1.0
    assert [(rater.name, rater.answers) for rater in both.raters] == [("ann", 240), ("bob", 240)]
    assert alone.ceiling is None


def test_where_raters_part_nothing_holds_until_somebody_settles_it():
    """What is settled decides; it is no third opinion among those that were given blind."""
    works = [labelled([True] * 10, [True] * 10, index) for index in range(6)]
    others = [labelled([False] * 5 + [True] * 5, [True] * 10, index) for index in range(6)]
    labels = [*by("ann", works), *by("bob", others)]
    open_ = calibrate(RUBRIC, "judge", labels, answers(works))
    settled = calibrate(RUBRIC, "judge", [*labels, *by("cleo", others, settled=True)], answers(works))

    assert (open_.parted, open_.overall.n) == (30, 30)
    assert (settled.parted, settled.overall.n) == (0, 60)
    assert settled.overall.agreement.value == 0.5
    assert settled.ceiling == open_.ceiling
    assert open_.ceiling.agreement.value == 0.5


def test_a_criterion_with_labels_enough_stands_for_itself_and_another_on_all():
    """One on which the judge is poor informs, however well it does on the rest."""
    works = drawn(works=80, same=0.97)
    upside_down = {True: False, False: True, None: None}
    works = [(label, {**readings, IDS[0]: reading(upside_down[label.opinions[0].met])}) for label, readings in works]
    found = held(works)

    assert found.meets(60, 0.6)
    assert found.trusted(60, 0.6) == set(IDS[1:])
    assert found.trusted(100, 0.6) == set(IDS), "too few answers by criterion: all of them speak for each"


def test_what_a_calibration_says_of_itself_is_no_proof():
    """The figures are reckoned from labels and answers: a file that somebody wrote by hand makes no judge gate."""
    good, suite = drawn(same=0.97), replace(works_of.suite(), rubrics=(RUBRIC,))
    written = held(good)
    forged = replace(written, overall=written.overall, answers=())
    labels = [label for label, _ in good]

    assert trusted_judges(suite, [(written, labels)])[RUBRIC.id] == "judge"
    assert trusted_judges(suite, [(written, [])]) == {}
    assert trusted_judges(suite, [(forged, labels)]) == {}
    assert trusted_judges(suite, [(replace(written, rubric_digest="other"), labels)]) == {}


def test_the_suite_says_whose_labels_count():
    """People's alone, unless it accepts models'."""
    good, suite = drawn(same=0.97), replace(works_of.suite(), rubrics=(RUBRIC,))
    models = by("ann", good, rater_kind=RaterKind.MODEL)
    accepting = replace(suite, judge=replace(suite.judge, labels_of=("person", "model")))
    people = replace(suite, judge=replace(suite.judge, labels_of=("person",)))

    assert trusted_judges(people, [(held(good), models)]) == {}
    assert RUBRIC.id in trusted_judges(accepting, [(held(good), models)])
