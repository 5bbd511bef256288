"""Reads how each grader that decides went over an agent's history."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from audition.records.accepted import HistoryEntry
from audition.records.history import Trail


def trails_of(entries: Sequence[HistoryEntry], variant: str) -> tuple[Trail, ...]:
    """Every grader that decides, over the runs of a variant, what fell most first."""
    sheets = [entry.sheets[variant] for entry in entries if variant in entry.sheets]
    roles: dict[str, str] = {}
    means: list[dict[str, float]] = []
    for sheet in sheets:
        values: dict[str, list[float]] = {}
        for mark in sheet.marks():
            if mark.decides and mark.value is not None:
                values.setdefault(mark.grader, []).append(mark.value)
                roles[mark.grader] = mark.role.value
        means.append({grader: fmean(found) for grader, found in values.items()})
    found = [
        Trail(grader=grader, role=role, means=tuple(each.get(grader) for each in means))
        for grader, role in roles.items()
    ]
    return tuple(sorted(found, key=_fall))


def _fall(trail: Trail) -> float:
    known = [mean for mean in trail.means if mean is not None]
    return known[-1] - max(known)
