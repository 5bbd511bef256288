"""Who answers and who judges while a run lasts, and how live calls are made."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from audition.grading.judging.judge import Judge
from audition.models.claude.waves import BatchSettings, Journal
from audition.models.protocol import Model
from audition.running.progress import Status
from audition.store.judge_book import JudgeBook


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
class Stint:
    """One time of playing on a run."""

    run: str
    """The run's id."""
    spent_usd: float
    """Dollars spent on it before."""
    journal: Journal | None = None
    """Where batch requests are noted before they go out; None: nothing goes in batches."""
    judging: JudgeBook | None = None
    """Where the judge's answers are kept as they come; None: there is no run file."""


@dataclass(frozen=True, kw_only=True)
class Cast:
    """Who answers and who judges, as long as a run lasts."""

    model: Model
    judge: Judge
    status: Callable[[], Status] | None = None
    """None: nothing is called."""
