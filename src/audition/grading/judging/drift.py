"""The same works judged at two times: what moved is the judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import fmean

from audition.records.criteria import Rubric
from audition.records.estimates import Estimate
from audition.records.grades import Reading, Score
from audition.records.judging import Shift

SEED = 11
"""Of the relabellings, where there are too many to count: the same works give the same answer."""

Readings = Mapping[str, Reading]
"""Criterion id, or the rubric's own, → reading of one work."""


def drift(rubric: Rubric, before: Sequence[Readings], after: Sequence[Readings]) -> tuple[Shift, ...]:
    """How the rubric's score and every criterion moved; works that either time left unscored say nothing.

    The rubric's score stands for itself; the criteria are corrected for all of them together.

    Args:
        rubric: By which both times judged.
        before: The readings of each work then.
        after: Those of the same works now.
    """
    from audition.stats import holm

    whole = _shift(None, [(then[rubric.id], now[rubric.id]) for then, now in zip(before, after, strict=True)])
    parts = [
        _shift(each.id, [(then[each.id], now[each.id]) for then, now in zip(before, after, strict=True)])
        for each in rubric.criteria
    ]
    found = {part.criterion: part.p_value for part in parts if part.p_value is not None}
    adjusted = dict(zip(found, holm(list(found.values())).tolist() if found else (), strict=True))
    return (whole, *(replace(part, p_value=adjusted.get(part.criterion)) for part in parts))


def _shift(criterion: str | None, pairs: Sequence[tuple[Reading, Reading]]) -> Shift:
    from audition.stats import Cells, difference_interval, permutation_test

    scored = [(then.value, now.value) for then, now in pairs if isinstance(then, Score) and isinstance(now, Score)]
    if not scored:
        return Shift(criterion=criterion, works=0, before=None, after=None, shift=None, p_value=None)
    cells = Cells.of([[then] for then, _ in scored], [[now] for _, now in scored])
    interval = difference_interval(cells)
    before, after = (fmean(values) for values in zip(*scored, strict=True))
    return Shift(
        criterion=criterion,
        works=len(scored),
        before=before,
        after=after,
        shift=Estimate(value=after - before, low=interval.low, high=interval.high),
        p_value=permutation_test(cells, SEED).p_value(mid=True),
    )
