"""Finds what moved between two readings of the same cases, for an author who has just changed something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any, Final

from audition.analysis.frame import GATE
from audition.records.comparison import Tally
from audition.records.definitions import Role
from audition.records.evidence import CaseId
from audition.records.moves import Move

Reading = tuple[Any, ...]
"""Scenario, variant, index, grader, kind, role, compared, status, value, passed, version, fingerprint."""

_STILL: Final = 1e-9


@dataclass
class _Read:
    """What one grader read of one case."""

    values: list[float] = field(default_factory=list)
    passed: int = 0
    not_applicable: int = 0
    unscored: int = 0
    versions: set[str] = field(default_factory=set)

    def tally(self) -> Tally:
        """The same in figures."""
        return Tally(
            scored=len(self.values),
            passed=self.passed,
            not_applicable=self.not_applicable,
            unscored=self.unscored,
            mean=fmean(self.values) if self.values else None,
        )


def moves(before: Iterable[Reading], after: Iterable[Reading]) -> tuple[Move, ...]:
    """What reads otherwise than before, in the cases that were read now: by case, the gate score first.

    Counts of trials may differ: shares are held against each other. Of a case that is new, the gate score alone moved;
    a grader that is new moved when something fails it; one that is gone moved nothing.
    """
    then, now = _read(before), _read(after)
    known_before = {case for case, _ in then}
    found = []
    for case in sorted({case for case, _ in now}):
        if case not in known_before:
            gate = now.get((case, GATE))
            found += [Move(case=case, grader=GATE, is_gate=True, before=None, after=gate.tally())] if gate else []
            continue
        graders = sorted(
            {grader for known, grader in (*then, *now) if known == case}, key=lambda name: (name != GATE, name)
        )
        found += [move for grader in graders if (move := _move(case, grader, then, now)) is not None]
    return tuple(found)


def _move(
    case: CaseId, grader: str, then: Mapping[tuple[CaseId, str], _Read], now: Mapping[tuple[CaseId, str], _Read]
) -> Move | None:
    before, after = then.get((case, grader)), now.get((case, grader))
    tallies = [read.tally() if read else None for read in (before, after)]
    if _same(*tallies):
        return None
    return Move(
        case=case,
        grader=grader,
        is_gate=grader == GATE,
        before=tallies[0],
        after=tallies[1],
        regraded=bool(before and after and before.versions != after.versions),
    )


def _same(before: Tally | None, after: Tally | None) -> bool:
    if after is None:
        return True
    if before is None:
        return after.passed == after.scored and not after.unscored
    if bool(before.unscored) != bool(after.unscored) or (before.mean is None) != (after.mean is None):
        return False
    return before.mean is None or after.mean is None or abs(before.mean - after.mean) < _STILL


def _read(readings: Iterable[Reading]) -> Mapping[tuple[CaseId, str], _Read]:
    found: dict[tuple[CaseId, str], _Read] = {}
    gates: dict[tuple[CaseId, int], list[float | None]] = {}
    for scenario, variant, index, grader, _, role, compared, status, value, passed, version, _ in readings:
        case = CaseId(scenario, variant)
        read = found.setdefault((case, grader), _Read())
        read.versions.add(version)
        _add(read, status, value, passed=bool(passed))
        if role == Role.GATE.value and compared and status != "not_applicable":
            gates.setdefault((case, index), []).append(value if status == "scored" else None)
    for (case, _), values in gates.items():
        known = [value for value in values if value is not None]
        whole = len(known) == len(values)
        gate = found.setdefault((case, GATE), _Read())
        _add(
            gate,
            "scored" if whole else "unscored",
            fmean(known) if whole else None,
            passed=min(known, default=0.0) >= 1.0,
        )
    return found


def _add(read: _Read, status: str, value: float | None, *, passed: bool) -> None:
    if status == "scored" and value is not None:
        read.values.append(value)
        read.passed += passed
    elif status == "unscored":
        read.unscored += 1
    else:
        read.not_applicable += 1
