"""A run's trials in a line each, so that a page of many thousands opens in a moment: SQLite sums up, not Python."""

from __future__ import annotations

from collections.abc import Iterator

from audition.records.definitions import Role
from audition.records.evidence import Ending, TrialId
from audition.records.grades import Status
from audition.records.views import TrialLine
from audition.store.database import Database

_GATES = f"graders.role = '{Role.GATE.value}' AND graders.compared"
_VALUED = f"CASE WHEN {_GATES} AND value NOT NULL THEN"
_LINES = f"""SELECT scenario, variant, trial_index, ending, diverged,
 SUM({_VALUED} graders.points * value END), SUM({_VALUED} graders.points END),
 MAX({_GATES} AND status = '{Status.UNSCORED.value}'),
 GROUP_CONCAT(CASE WHEN passed = 0 THEN grader END),
 GROUP_CONCAT(CASE WHEN status = '{Status.UNSCORED.value}' THEN grader END)
 FROM planned JOIN trials USING (trial) LEFT JOIN grades USING (trial) LEFT JOIN graders USING (grader)
 GROUP BY trial ORDER BY scenario, variant, trial_index"""  # noqa: S608  # words of our own


def trial_lines(database: Database) -> Iterator[TrialLine]:
    """Every stored trial of a run file, by scenario, variant and index."""
    names = {str(key): (name, role) for key, name, role in database.rows("SELECT grader, name, role FROM graders")}
    for scenario, variant, index, ending, diverged, met, possible, broken, failed, unscored in database.rows(_LINES):
        fell_short = [names[key] for key in (failed or "").split(",") if key]
        yield TrialLine(
            id=TrialId(scenario, variant, index),
            ending=Ending(ending),
            diverged=diverged is not None,
            gate=None if broken or not possible else min(1.0, met / possible),
            failed=tuple(name for name, _ in fell_short),
            required_failed=tuple(name for name, role in fell_short if role == Role.REQUIRED.value),
            unscored=tuple(names[key][0] for key in (unscored or "").split(",") if key),
        )
