"""What moved from one reading of the same cases to the next: observations, never a verdict."""

from __future__ import annotations

from dataclasses import dataclass

from audition.records.definitions import Role
from audition.records.evidence import CaseId
from audition.records.rows import Tally


@dataclass(frozen=True, kw_only=True)
class Move:
    """One grader that reads a case otherwise than before."""

    case: CaseId
    grader: str
    """A grader's id, or the gate score."""
    is_gate: bool = False
    """Whether it is the case's gate score."""
    role: Role = Role.GATE
    """What the grader's score is for."""
    before: Tally | None
    """None: it did not read this case."""
    after: Tally | None
    regraded: bool = False
    """Whether the grader itself is another: the work may be the same."""
    reason: str = ""
    """Why a trial fails it now; empty: none does, or nobody knows."""
