"""What moved, as lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from audition.records.comparison import Tally
from audition.records.moves import Move
from audition.reporting.escaping import one_line
from audition.reporting.words import of, share


def move_lines(moves: Sequence[Move]) -> Iterator[str]:
    """One line a case with its gate score, then one a grader."""
    for case, run in groupby(moves, key=lambda move: move.case):
        found = list(run)
        gate = next((move for move in found if move.is_gate), None)
        told = f": gate score {_mean(gate.before)} → {_mean(gate.after)}" if gate else ": gate score as before"
        yield f"{one_line(str(case), 120)}{told}"
        yield from (f"    {_line(move)}" for move in found if not move.is_gate)


def _line(move: Move) -> str:
    note = " (the check itself changed)" if move.regraded else ""
    reason = f": {one_line(move.reason, 200)}" if move.reason else ""
    return f"{one_line(move.grader, 60)} {_of(move.before)} → {_of(move.after)}{note}{reason}"


def _of(tally: Tally | None) -> str:
    return "not read" if tally is None else of(tally)


def _mean(tally: Tally | None) -> str:
    if tally is None:
        return "not played"
    return "unscored" if tally.mean is None else share(tally.mean)
