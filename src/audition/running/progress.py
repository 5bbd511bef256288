"""What a run tells whoever watches it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from audition.records.evidence import Trial, TrialId
from audition.records.grades import Grade


@dataclass(frozen=True, kw_only=True)
class Status:
    """Where the calls of a live run stand."""

    running: int
    """Requests under way."""
    waiting: int
    why: str
    """What the waiting ones wait for; empty: for nothing."""
    spent_usd: float
    unpriced: int = 0
    """Calls whose price nobody knows; they are in no sum."""
    cap_usd: float | None
    from_cache: int
    """Answers that came from the response cache."""
    oldest: datetime | None = None
    """When the oldest of them was given, UTC; None: there are none."""


class Progress(Protocol):
    """Is told what happens while it happens."""

    def begins(self, trials: int, status: Callable[[], Status] | None) -> None:
        """So many trials more will be played; `status` tells of live calls, None: nothing is called.

        Called in the event loop that plays; more than once where a run is looked at on its way.
        """

    def started(self, trial: TrialId) -> None:
        """A trial is under way."""

    def finished(self, trial: Trial, grades: Sequence[Grade]) -> None:
        """A trial has been stored."""

    def interrupted(self) -> None:
        """Somebody asked for the end: what is under way is finished, nothing else starts."""


class Silent:
    """Shows nothing."""

    def begins(self, trials: int, status: Callable[[], Status] | None) -> None:
        """Nothing to show."""

    def started(self, trial: TrialId) -> None:
        """Nothing to show."""

    def finished(self, trial: Trial, grades: Sequence[Grade]) -> None:
        """Nothing to show."""

    def interrupted(self) -> None:
        """Nothing to show."""
