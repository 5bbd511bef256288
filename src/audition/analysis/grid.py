"""Readings → the cells of a heat map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from statistics import fmean

from audition.records.comparison import Tally
from audition.records.grid import Cell, Grid, Place

Reading = tuple[str, float | None, bool, int]
"""Status, score, whether it passed, the trial's index."""


def grid_of(run: str, readings: Iterable[Sequence[object]]) -> Grid:
    """One cell a case and grader.

    Args:
        run: The run's id.
        readings: Rows that begin with the columns scenario, variant, index, grader, kind, role, compared, status,
            score and passed.
    """
    cells: defaultdict[Place, list[Reading]] = defaultdict(list)
    for scenario, variant, index, grader, _, _, _, status, score, passed, *_ in readings:
        place = Place(run, str(variant), str(scenario), str(grader))
        value = None if score is None else float(str(score))
        cells[place].append((str(status), value, bool(passed), int(str(index))))
    return {place: _cell(read) for place, read in cells.items()}


def _cell(read: Sequence[Reading]) -> Cell:
    scores = [score for _, score, _, _ in read if score is not None]
    statuses = [status for status, _, _, _ in read]
    tally = Tally(
        scored=len(scores),
        passed=sum(passed for _, _, passed, _ in read),
        not_applicable=statuses.count("not_applicable"),
        unscored=statuses.count("unscored"),
        mean=fmean(scores) if scores else None,
    )
    return Cell(tally=tally, worst=min(read, key=_concern)[3])


def _concern(reading: Reading) -> tuple[bool, float, int]:
    status, score, _, index = reading
    return status != "unscored", 2.0 if score is None else score, index
