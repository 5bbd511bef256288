"""One stored trial with everything that is known of it, to be looked at."""

from __future__ import annotations

from dataclasses import dataclass

from audition.records.evidence import Trial
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
