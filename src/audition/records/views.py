"""Stored runs and trials as they are looked at."""

from __future__ import annotations

from dataclasses import dataclass

from audition.records.evidence import Ending, Trial, TrialId
from audition.records.grades import Grade, Reading


@dataclass(frozen=True, kw_only=True)
class TrialView:
    """A trial and how it was read."""

    run: str
    trial: Trial
    trials: int
    """Trials of its case that the run holds."""
    grades: tuple[Grade, ...]
    gate: Reading
    """The gate score."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialLine:
    """A trial in a line of a list."""

    id: TrialId
    ending: Ending
    diverged: bool
    gate: float | None
    """The gate score; None: part of it is unscored, or nothing of it applies."""
    failed: tuple[str, ...]
    """Graders that it fell short of."""
    required_failed: tuple[str, ...]
    """Those of them that are required."""
    unscored: tuple[str, ...]
    """Graders that broke on it."""

    @property
    def broke(self) -> bool:
        """Whether the trial says less than it should: it failed, was cut, diverged, or a grader broke on it."""
        return not self.ending.scored or self.diverged or bool(self.unscored)


@dataclass(frozen=True, kw_only=True)
class RunCard:
    """A stored run in a line of a list."""

    id: str
    """Of a file that cannot be read: its name."""
    suite: str = ""
    agent: str = ""
    mode: str = ""
    created_at: str = ""
    """UTC, ISO 8601."""
    variants: tuple[str, ...] = ()
    scenarios: int = 0
    planned: int = 0
    done: int = 0
    """Trials that were played to their end."""
    state: str = ""
    """`running`, `interrupted` or `complete`."""
    spent_usd: float = 0.0
    errand: str = ""
    problem: str = ""
    """Why its file cannot be read; empty: it can."""
