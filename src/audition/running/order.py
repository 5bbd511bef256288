"""What a run is asked to do, whichever door asks."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from audition.agent import Player
from audition.concluding.findings import findings_of
from audition.models.claude.waves import BatchSettings
from audition.models.protocol import WIDTH
from audition.records.findings import Looks
from audition.records.identity import digest
from audition.records.results import Price
from audition.running.cluster.joining import Cluster
from audition.running.plan import Selection
from audition.running.runner import Options
from audition.store.run_file import RunFile

BATCHED = 400
"""Trials at once in batches, which wait for hours: a wave takes them all."""


def decided_by_verdict(file: RunFile, trials: int) -> Collection[str]:
    """The variants of a sequential run that its verdicts have decided on, at a look at so many trials a case."""
    comparisons = findings_of(file, trials).comparisons
    return {comparison.candidate.variant for comparison in comparisons if comparison.verdict.decided}


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class Live:
    """How live calls are made."""

    cap_usd: float | None = None
    """Dollars for the whole run, its judge and all its processes; None: no cap."""
    fresh: bool = False
    """Take no answer of another run from the cache."""
    most: int = WIDTH
    """Requests under way at once, and programs that play, at the most; the API's limits decide how many there are."""
    record: bool = False
    """Write a recording of every trial that finishes, and what the judge said of it."""
    batch: bool = False
    """Send through the Message Batches API: half the price, and hours instead of minutes."""
    batching: BatchSettings = field(default_factory=BatchSettings)
    """How batches are made."""
    judged: bool = True
    """Whether the judge is asked about what it has not judged yet."""
    shared: bool = False
    """Whether several processes play the run, under one cap."""
    tell: Callable[[Price | None], None] | None = field(default=None, compare=False)
    """Is told before a judge alone is asked what that is likely to cost, None: unknown; None: nobody is told."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a run is asked to do."""

    suite: str | None = None
    """None: the project's only suite."""
    selection: Selection = field(default_factory=Selection)
    options: Options = field(default_factory=Options)
    live: Live | None = None
    """How live calls are made; None: recordings answer, and nothing is called."""
    looks: Looks | None = None
    """Stop at one of these planned looks as soon as the verdict is decided; None: play all trials."""
    decided: Callable[[RunFile, int], Collection[str]] = decided_by_verdict
    """Which variants need no further trial, asked at every look."""
    player: Player | None = None
    """Plays in place of the engine's own loop: a script, another program."""
    on: Cluster | None = None
    """The machines that play; None: this process does."""
    errand: str = ""
    """What it is played for, by which whoever is sent again goes on with it; empty: for itself."""
    clock: Callable[[], datetime] = _now
    """Tells the run's day."""

    @property
    def replays(self) -> bool:
        """Whether recordings answer."""
        return self.live is None and self.player is None

    @property
    def chosen(self) -> str:
        """What is selected, in short: another selection is another errand."""
        known = self.selection
        cases = None if known.cases is None else sorted(known.cases)
        return digest([self.suite, known.variants, known.scenarios, known.tags, known.keyword, cases, known.trials])[
            :12
        ]

    @property
    def broke(self) -> bool:
        """Whether the cap is spent."""
        return self.live is not None and self.live.cap_usd == 0.0

    def after(self, spent_usd: float) -> Order:
        """The same with what a run left of the cap: several runs of one command have one purse."""
        if self.live is None or self.live.cap_usd is None:
            return self
        return replace(self, live=replace(self.live, cap_usd=max(self.live.cap_usd - spent_usd, 0.0)))

    def played_by(self, workers: int, concurrency: int | None = None) -> Order:
        """The order as one of so many processes plays it, which share its cap and divide its width.

        Args:
            workers: How many processes there are.
            concurrency: Trials at once in all of them; None: as many as fit the way in which they are played.
        """
        if self.live is None:
            return replace(self, options=replace(self.options, concurrency=concurrency or self.options.concurrency))
        trials = concurrency or (BATCHED if self.live.batch else WIDTH)
        live = replace(self.live, most=max(1, (concurrency or WIDTH) // workers), shared=workers > 1)
        return replace(self, live=live, options=replace(self.options, concurrency=max(1, trials // workers)))
