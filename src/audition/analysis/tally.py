"""Counts how a grader read trials."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from statistics import fmean

from audition.analysis.sides import cells_of
from audition.records.grades import Mark, Status
from audition.records.rows import Tally


def tally(marks: Collection[Mark]) -> Tally:
    """How one grader read these trials."""
    statuses = Counter(mark.status for mark in marks)
    return Tally(
        scored=statuses[Status.SCORED],
        passed=sum(mark.passed is True for mark in marks),
        not_applicable=statuses[Status.NOT_APPLICABLE],
        unscored=statuses[Status.UNSCORED],
        mean=fmean(map(fmean, cells_of(marks).values())) if statuses[Status.SCORED] else None,
    )
