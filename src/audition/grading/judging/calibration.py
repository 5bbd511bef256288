"""Holds a judge against people: what both said of the same works, criterion by criterion, with intervals."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import stdev
from typing import TYPE_CHECKING

from audition.records.comparison import Estimate
from audition.records.definitions import Rubric, without_revision
from audition.records.evidence import TrialId
from audition.records.grades import NotApplicable, Reading, Score
from audition.records.judging import Agreement, Calibration, Disagreement, Label, Opinion

if TYPE_CHECKING:
    from audition.stats import Estimate as Figure

WORST = 10
"""Disagreements that are shown: the points that they cost decide which."""

_CODES: Mapping[bool | None, int] = {True: 0, False: 1, None: 2}


@dataclass(frozen=True)
class _Pair:
    """One answer that a person gave, beside the judge's."""

    trial: TrialId
    person: Opinion
    judge: Opinion | None
    """None: the judge gave none that could be believed."""


def calibrate(rubric: Rubric, fingerprint: str, judged: Sequence[tuple[Label, Mapping[str, Reading]]]) -> Calibration:
    """How far the judge of this fingerprint agrees with people.

    Args:
        rubric: By which both answered.
        fingerprint: The judge's.
        judged: People's labels, each with the judge's reading of every criterion of that work.
    """
    pairs = [
        _Pair(label.trial, opinion, opinion_of(opinion.criterion, readings[opinion.criterion]))
        for label, readings in judged
        for opinion in label.opinions
    ]
    variants = sorted({without_revision(pair.trial.variant) for pair in pairs})
    return Calibration(
        rubric=rubric.id,
        rubric_digest=rubric.digest,
        fingerprint=fingerprint,
        works=len(judged),
        overall=agreement(pairs),
        criteria={
            criterion.id: agreement([pair for pair in pairs if pair.person.criterion == criterion.id])
            for criterion in rubric.criteria
        },
        variants={
            name: agreement([pair for pair in pairs if without_revision(pair.trial.variant) == name])
            for name in variants
        },
        disagreements=_worst(rubric, pairs),
    )


def opinion_of(criterion: str, reading: Reading) -> Opinion | None:
    """A judge's reading in the form of a person's answer; None: it cannot be believed."""
    if isinstance(reading, Score):
        return Opinion(criterion=criterion, met=reading.passed, reason=reading.reason)
    return Opinion(criterion=criterion, met=None, reason=reading.reason) if isinstance(reading, NotApplicable) else None


def score_of(rubric: Rubric, label: Label) -> float | None:
    """The rubric's score by a person's answers: points met over points that apply; None: nothing applies."""
    points = {criterion.id: criterion.points for criterion in rubric.criteria}
    applying = [opinion for opinion in label.opinions if opinion.met is not None]
    if not applying:
        return None
    return sum(points[one.criterion] for one in applying if one.met) / sum(points[one.criterion] for one in applying)


def agreement(pairs: Sequence[_Pair]) -> Agreement:
    """The figures of one group of answers.

    Kappa's interval is the wider of the asymptotic one, for answers taken one by one, and the jackknife over works: the
    answers on one work hang together.
    """
    from audition.stats import judge_accuracy, wilson

    both = [(pair, pair.judge) for pair in pairs if pair.judge is not None]
    alike = sum(pair.person.met is judge.met for pair, judge in both)
    decided = [
        (pair.person.met, judge.met) for pair, judge in both if pair.person.met is not None and judge.met is not None
    ]
    accuracy = judge_accuracy([person for person, _ in decided], [judge for _, judge in decided])
    people = [pair.person.met for pair in pairs if pair.person.met is not None]
    share = wilson(alike, len(both)) if both else None
    return Agreement(
        n=len(both),
        agreement=Estimate(value=alike / len(both), low=share.low, high=share.high) if share else None,
        kappa=_kappa(both),
        sensitivity=_estimate(accuracy.sensitivity),
        specificity=_estimate(accuracy.specificity),
        base_rate=sum(people) / len(people) if people else None,
        unscored=len(pairs) - len(both),
    )


def _kappa(both: Sequence[tuple[_Pair, Opinion]]) -> Estimate | None:
    from audition.stats import cohen_kappa

    whole = cohen_kappa(_table(both))
    if whole is None:
        return None
    works = {pair.trial for pair, _ in both}
    without = [cohen_kappa(_table([one for one in both if one[0].trial != work])) for work in works]
    half = _jackknife(whole.value, [figure.value for figure in without if figure is not None])
    low, high = min(whole.interval.low, whole.value - half), max(whole.interval.high, whole.value + half)
    if low == high:
        return None  # each of the two gave one answer only: nothing is known of the spread
    return Estimate(value=whole.value, low=max(-1.0, low), high=min(1.0, high))


def _jackknife(whole: float, without: Sequence[float]) -> float:
    """Half the width of Student's 95 % interval from the values that each leave one group out; 0 for one group."""
    from scipy.special import stdtrit

    groups = len(without)
    if groups < 2:
        return 0.0
    pseudo = [groups * whole - (groups - 1) * value for value in without]
    return float(stdtrit(groups - 1, 0.975)) * stdev(pseudo) / math.sqrt(groups)


def _table(both: Sequence[tuple[_Pair, Opinion]]) -> list[list[int]]:
    """Counts by people's answer (rows) and the judge's (columns): met, not met, cannot apply."""
    table = [[0, 0, 0] for _ in _CODES]
    for pair, judge in both:
        table[_CODES[pair.person.met]][_CODES[judge.met]] += 1
    return table


def _worst(rubric: Rubric, pairs: Sequence[_Pair]) -> tuple[Disagreement, ...]:
    criteria = {criterion.id: criterion for criterion in rubric.criteria}
    parted = [
        Disagreement(
            trial=pair.trial,
            criterion=pair.person.criterion,
            points=criteria[pair.person.criterion].points,
            person=pair.person,
            judge=pair.judge,
        )
        for pair in pairs
        if pair.judge is not None and pair.judge.met is not pair.person.met
    ]
    parted.sort(key=lambda one: (not criteria[one.criterion].required, -one.points, one.criterion, one.trial))
    return tuple(parted[:WORST])


def _estimate(figure: Figure | None) -> Estimate | None:
    if figure is None:
        return None
    return Estimate(value=figure.value, low=figure.interval.low, high=figure.interval.high)
