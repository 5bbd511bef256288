"""What moved, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from audition.records.definitions import Role
from audition.records.moves import Move
from audition.records.rows import Tally
from audition.reporting.escaping import one_line
from audition.reporting.words import of, share


def move_lines(moves: Sequence[Move]) -> Iterator[str]:
    """One line a case with its gate score, then one a grader that decides, and one of all that only inform."""
    for case, run in groupby(moves, key=lambda move: move.case):
        found = list(run)
        gate = next((move for move in found if move.is_gate), None)
        yield f"{one_line(str(case), 120)}: gate score {_gate(gate)}"
        yield from (f"    {_line(move)}" for move in found if not move.is_gate and move.role is not Role.INFORMS)
        if informing := [one_line(move.grader, 60) for move in found if move.role is Role.INFORMS]:
            yield f"    and of what only informs: {', '.join(informing)}"


def _gate(move: Move | None) -> str:
    if move is None:
        return "as before"
    if move.before is None:
        return f"{_mean(move.after)}, not measured before"
    return f"{_mean(move.before)} → {_mean(move.after)}"


def _line(move: Move) -> str:
    """Such as `greets, required, 2/2 → 0/2: no greeting`."""
    note = " (the check itself changed)" if move.regraded else ""
    reason = f": {one_line(move.reason, 200)}" if move.reason else ""
    required = ", required," if move.role is Role.REQUIRED else ""
    return f"{one_line(move.grader, 60)}{required} {_of(move.before)} → {_of(move.after)}{note}{reason}"


def _of(tally: Tally | None) -> str:
    return "not read" if tally is None else of(tally)


def _mean(tally: Tally | None) -> str:
    return "unscored" if tally is None or tally.mean is None else share(tally.mean)
