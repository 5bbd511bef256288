"""Finds what moved between two readings of the same cases, for an author who has just changed something."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from typing import Final

from audition.analysis.tally import tally
from audition.records.definitions import Role
from audition.records.evidence import CaseId
from audition.records.grades import GATE, Mark, gate_marks
from audition.records.moves import Move
from audition.records.rows import Tally

Read = Mapping[tuple[CaseId, str], list[Mark]]
"""What each grader read of each case, the gate score among them."""

_STILL: Final = 1e-9


def moves(before: Iterable[Mark], after: Iterable[Mark]) -> tuple[Move, ...]:
    """What reads otherwise than before, in the cases that were read now, what fell most first.

    Within a case the gate score comes first, then what is required, what is part of that score, and what informs.

    Counts of trials may differ: shares are held against each other. Of a case that is new, the gate score alone moved;
    a grader that is new moved when something fails it; one that is gone moved nothing.
    """
    then, now = _read(before), _read(after)
    known_before = {case for case, _ in then}
    found = []
    for case in sorted({case for case, _ in now}):
        if case not in known_before:
            gate = now.get((case, GATE))
            found += [Move(case=case, grader=GATE, is_gate=True, before=None, after=tally(gate))] if gate else []
            continue
        graders = {grader for known, grader in (*then, *now) if known == case}
        ranked = sorted(graders, key=lambda name: (_rank(then.get((case, name), now.get((case, name), []))), name))
        found += [move for grader in ranked if (move := _move(case, grader, then, now)) is not None]
    return tuple(_what_fell_most_first(found))


def _rank(marks: Sequence[Mark]) -> int:
    first = marks[0]
    return 0 if first.grader == GATE else 1 + list(Role).index(first.role)


def _what_fell_most_first(found: Sequence[Move]) -> Iterator[Move]:
    """Case by case: where a required check fails more often than before, then by how far the gate score fell."""
    cases = [list(moved) for _, moved in groupby(found, key=lambda move: move.case)]
    cases.sort(key=lambda moved: (min(map(_gain, moved)), moved[0].case))
    yield from chain.from_iterable(cases)


def _gain(move: Move) -> tuple[bool, float]:
    """Smallest where most was lost; what informs weighs nothing."""
    before, after = (each.mean if each else None for each in (move.before, move.after))
    gain = 0.0 if before is None or after is None or move.role is Role.INFORMS else after - before
    return not (move.role is Role.REQUIRED and gain < 0), gain


def _move(case: CaseId, grader: str, then: Read, now: Read) -> Move | None:
    before, after = then.get((case, grader), []), now.get((case, grader), [])
    tallies = [tally(read) if read else None for read in (before, after)]
    if _same(*tallies):
        return None
    return Move(
        case=case,
        grader=grader,
        is_gate=grader == GATE,
        role=(after or before)[0].role,
        before=tallies[0],
        after=tallies[1],
        regraded=bool(before) and {mark.version for mark in before} != {mark.version for mark in after},
    )


def _same(before: Tally | None, after: Tally | None) -> bool:
    if after is None:
        return True
    if before is None:
        return after.passed == after.scored and not after.unscored
    if bool(before.unscored) != bool(after.unscored) or (before.mean is None) != (after.mean is None):
        return False
    return before.mean is None or after.mean is None or abs(before.mean - after.mean) < _STILL


def _read(marks: Iterable[Mark]) -> Read:
    found: dict[tuple[CaseId, str], list[Mark]] = {}
    marks = tuple(marks)
    for mark in (*marks, *gate_marks(marks)):
        found.setdefault((mark.trial.case, mark.grader), []).append(mark)
    return found
