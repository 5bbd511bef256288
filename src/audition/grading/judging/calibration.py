"""Holds a judge against labels: what both said of the same works, criterion by criterion, with intervals."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from statistics import stdev
from typing import TYPE_CHECKING, NamedTuple

from audition.grading.judging.truth import instruments, truth_of, valid_labels
from audition.records.criteria import Rubric
from audition.records.definitions import Suite
from audition.records.estimates import Estimate
from audition.records.grades import NotApplicable, Reading, Score
from audition.records.judging import Agreement, Answered, Calibration, Disagreement, Label, Opinion, WorkId
from audition.records.names import without_revision

if TYPE_CHECKING:
    from audition.stats import Estimate as Figure

WORST = 10
"""Disagreements that are shown: the points that they cost decide which."""

_CODES: Mapping[bool | None, int] = {True: 0, False: 1, None: 2}


class _Pair(NamedTuple):
    """One labelled answer, beside the judge's, or beside another rater's."""

    work: WorkId
    label: Opinion
    judge: Opinion | None
    """None: the judge gave none that could be believed."""


def calibrate(
    instrument: Rubric, fingerprint: str, labels: Sequence[Label], answered: Sequence[Answered]
) -> Calibration:
    """How far the judge of this fingerprint agrees with labels.

    Args:
        instrument: A rubric, or all criteria of scenarios together.
        fingerprint: The judge's.
        labels: Those that are valid and accepted.
        answered: What it answered on the works that are labelled, one a work.
    """
    truth = truth_of(labels)
    said = {one.work: {opinion.criterion: opinion for opinion in one.opinions} for one in answered}
    pairs = [
        _Pair(work, opinion, said[work].get(criterion))
        for work, opinions in truth.opinions.items()
        if work in said
        for criterion, opinion in opinions.items()
    ]
    variants = sorted({without_revision(pair.work.trial.variant) for pair in pairs})
    return Calibration(
        rubric=instrument.id,
        rubric_digest=instrument.digest,
        fingerprint=fingerprint,
        raters=truth.raters,
        ceiling=agreement([_Pair(*pair) for pair in truth.pairs]) if truth.pairs else None,
        parted=truth.parted,
        works=len({pair.work for pair in pairs}),
        overall=agreement(pairs),
        criteria={
            criterion.id: agreement([pair for pair in pairs if pair.label.criterion == criterion.id])
            for criterion in instrument.criteria
        },
        variants={
            name: agreement([pair for pair in pairs if without_revision(pair.work.trial.variant) == name])
            for name in variants
        },
        disagreements=_worst(instrument, pairs),
        answers=tuple(answered),
    )


def trusted_judges(suite: Suite, kept: Iterable[tuple[Calibration, Sequence[Label]]]) -> Mapping[str, str]:
    """Instrument or `<rubric>/<criterion>` → fingerprint of the judge that labels have shown to be good enough for it.

    The figures are reckoned anew from the labels and the judge's answers; those that are written down decide nothing.

    Args:
        suite: With what it asks of judges.
        kept: Calibrations, each with all labels by its instrument.
    """
    known, gate = instruments(suite), suite.gate
    found: dict[str, str] = {}
    for written, labels in kept:
        instrument = known.get(written.rubric)
        if instrument is None or written.rubric_digest != instrument.digest:
            continue
        anew = calibrate(instrument, written.fingerprint, valid_labels(labels, instrument, suite), written.answers)
        if anew.meets(gate.judge_labels, gate.judge_kappa):
            found[instrument.id] = anew.fingerprint
        trusted = anew.trusted(gate.judge_labels, gate.judge_kappa)
        found |= {f"{instrument.id}/{criterion}": anew.fingerprint for criterion in trusted}
    return found


def opinion_of(criterion: str, reading: Reading) -> Opinion | None:
    """A judge's reading in the form of a label's answer; None: it cannot be believed."""
    if isinstance(reading, Score):
        return Opinion(criterion=criterion, met=reading.passed, reason=reading.reason)
    return Opinion(criterion=criterion, met=None, reason=reading.reason) if isinstance(reading, NotApplicable) else None


def score_of(rubric: Rubric, opinions: Collection[Opinion]) -> float | None:
    """The rubric's score by answers to all of its criteria: points met over points that apply; None: nothing does."""
    points = {criterion.id: criterion.points for criterion in rubric.criteria}
    applying = [opinion for opinion in opinions if opinion.met is not None]
    if not applying or {opinion.criterion for opinion in opinions} != points.keys():
        return None
    return sum(points[one.criterion] for one in applying if one.met) / sum(points[one.criterion] for one in applying)


def agreement(pairs: Sequence[_Pair]) -> Agreement:
    """The figures of one group of answers.

    Kappa's interval is the wider of the asymptotic one, for answers taken one by one, and the jackknife over works: the
    answers on one work hang together.
    """
    from audition.stats import judge_accuracy, wilson

    both = [(pair, pair.judge) for pair in pairs if pair.judge is not None]
    alike = sum(pair.label.met is judge.met for pair, judge in both)
    decided = [
        (pair.label.met, judge.met) for pair, judge in both if pair.label.met is not None and judge.met is not None
    ]
    accuracy = judge_accuracy([label for label, _ in decided], [judge for _, judge in decided])
    labelled = [pair.label.met for pair in pairs if pair.label.met is not None]
    share = wilson(alike, len(both)) if both else None
    return Agreement(
        n=len(both),
        agreement=Estimate(value=alike / len(both), low=share.low, high=share.high) if share else None,
        kappa=_kappa(both),
        sensitivity=_estimate(accuracy.sensitivity),
        specificity=_estimate(accuracy.specificity),
        base_rate=sum(labelled) / len(labelled) if labelled else None,
        unscored=len(pairs) - len(both),
    )


def _kappa(both: Sequence[tuple[_Pair, Opinion]]) -> Estimate | None:
    from audition.stats import cohen_kappa

    whole = cohen_kappa(_table(both))
    if whole is None:
        return None
    works = {pair.work for pair, _ in both}
    without = [cohen_kappa(_table([one for one in both if one[0].work != work])) for work in works]
    half = _jackknife(whole.value, [figure.value for figure in without if figure is not None])
    low, high = min(whole.interval.low, whole.value - half), max(whole.interval.high, whole.value + half)
    if low == high:
        return None  # each of the two gave one answer only: nothing is known of the spread
    return Estimate(value=whole.value, low=max(-1.0, low), high=min(1.0, high))


def _jackknife(whole: float, without: Sequence[float]) -> float:
    """Half the width of Student's 95 % interval from the values that each leave one group out; 0 for one group."""
    from audition.stats import t_quantile

    groups = len(without)
    if groups < 2:
        return 0.0
    pseudo = [groups * whole - (groups - 1) * value for value in without]
    return t_quantile(groups - 1, 0.975) * stdev(pseudo) / math.sqrt(groups)


def _table(both: Sequence[tuple[_Pair, Opinion]]) -> list[list[int]]:
    """Counts by label (rows) and the judge's answer (columns): met, not met, cannot apply."""
    table = [[0, 0, 0] for _ in _CODES]
    for pair, judge in both:
        table[_CODES[pair.label.met]][_CODES[judge.met]] += 1
    return table


def _worst(rubric: Rubric, pairs: Sequence[_Pair]) -> tuple[Disagreement, ...]:
    criteria = {criterion.id: criterion for criterion in rubric.criteria}
    parted = [
        Disagreement(
            trial=pair.work.trial,
            criterion=pair.label.criterion,
            points=criteria[pair.label.criterion].points,
            label=pair.label,
            judge=pair.judge,
        )
        for pair in pairs
        if pair.judge is not None and pair.judge.met is not pair.label.met
    ]
    parted.sort(key=lambda one: (not criteria[one.criterion].required, -one.points, one.criterion, one.trial))
    return tuple(parted[:WORST])


def _estimate(figure: Figure | None) -> Estimate | None:
    if figure is None:
        return None
    return Estimate(value=figure.value, low=figure.interval.low, high=figure.interval.high)
