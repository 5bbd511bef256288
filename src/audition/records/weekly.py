"""What a weekly run concludes of each variant: a screen against the baseline, confirmed by fresh trials."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audition.records.attribution import Change
from audition.records.comparison import Comparison


class Finding(StrEnum):
    """What a week says of a variant."""

    QUIET = "quiet"
    """The screen saw nothing: no alarm, and no claim of equivalence."""
    REGRESSED = "regressed"
    """The screen fired and fresh trials confirmed it."""
    UNCONFIRMED = "unconfirmed"
    """The screen fired and fresh trials did not confirm it."""
    OPEN = "open"
    """The screen fired and no fresh trials could be had: replays and met budgets bring none."""
    INVALID = "invalid"
    """Nothing, or too little, could be held against the baseline."""
    FAILED = "failed"
    """The screen saw nothing in the scores, but what is required failed that the accepted run passed."""

    @property
    def mark(self) -> str:
        """What its sentence begins with."""
        return _MARKS[self]


_MARKS = {
    Finding.FAILED: "✗",
    Finding.REGRESSED: "▼",
    Finding.OPEN: "?",
    Finding.INVALID: "!",
    Finding.UNCONFIRMED: "✓",
    Finding.QUIET: "✓",
}
"""The worst first."""
WORST_FIRST = tuple(_MARKS)


@dataclass(frozen=True, kw_only=True)
class WeeklyLine:
    """One variant's week."""

    variant: str
    finding: Finding
    sentence: str
    advice: str = ""
    explanation: str = ""
    """What could be behind a fall, and what to run to tell; empty: none is claimed."""
    screen_p: float | None = None
    """One-sided p-value of the screen; None: nothing to screen."""
    broken: tuple[str, ...] = ()
    """Scenarios that the screen found broken on their own."""
    markers: tuple[Change, ...] = ()
    """What differs from the accepted run; empty behind a regression: the model behind the same id, or noise."""
    confirmation: Comparison | None = None
    confirmation_run: str | None = None
