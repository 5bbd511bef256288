"""Who answers and who judges while a run lasts, and how live calls are made."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from audition.grading.judging.judge import Judge
from audition.models.claude.waves import BatchSettings
from audition.models.protocol import Model
from audition.records.evidence import TrialId
from audition.running.progress import Status
from audition.store.run_file import RunFile


@dataclass(frozen=True, kw_only=True)
class Live:
    """How live calls are made."""

    cap_usd: float | None = None
    """Dollars for the whole run, its judge and all its processes; None: no cap."""
    fresh: bool = False
    """Take no answer of another run from the cache."""
    most: int = 64
    """Requests under way at once, at the most; the API's limits decide how many there are."""
    record: bool = False
    """Write a recording of every trial that finishes, and what the judge said of it."""
    batch: bool = False
    """Send through the Message Batches API: half the price, and hours instead of minutes."""
    batching: BatchSettings = field(default_factory=BatchSettings)
    """How batches are made."""
    shared: bool = False
    """Whether several processes play the run, under one cap."""


@dataclass(frozen=True, kw_only=True)
class Answering:
    """Who answers and who judges."""

    model: Model
    judge: Judge
    status: Callable[[], Status] | None = None
    """Where its calls stand; None: nothing is called."""
    leaked: Collection[TrialId] = ()
    """Trials in whose answers the value of a secret of this machine stood; it was taken out."""


def spent_on(file: RunFile) -> float:
    """Dollars that a stored run has cost so far, agent and judge; what is unknown counts nothing."""
    return sum(summary.spent_usd or 0.0 for summary in file.summaries()) + file.judging.spent_usd
