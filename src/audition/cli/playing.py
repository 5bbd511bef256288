"""Plays a run in front of a reader: progress on standard error, the findings on standard output."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from audition.cli.cap import foretell
from audition.cli.saying import say, say_conclusion
from audition.errors import EngineError, RecordingMiss
from audition.records.evidence import Trial, TrialId
from audition.records.grades import Grade

if TYPE_CHECKING:
    from audition.running.order import Order
    from audition.running.progress import Status
    from audition.running.run import Done

_BAR = 20
"""Columns of the bar."""
_NAMED = 5
"""Trials of many that are named."""
PLAIN_SECONDS = 15.0
"""How often a log hears of the run, at the most."""


class Watched:
    """Shows a run: a live line on a terminal, in a log a line now and then when something has changed.

    Where nobody can be told any more, as when the terminal was closed, the run goes on untold.
    """

    def __init__(self, every_seconds: float = PLAIN_SECONDS, before: Callable[[], None] | None = None) -> None:
        """Nothing is shown before the first trial.

        Args:
            every_seconds: How often a log hears of the run.
            before: What is said before the first trial, once nothing stands against playing it.
        """
        self._every_seconds = every_seconds
        self._before = before
        self._trials = 0
        self._done = 0
        self._failed = 0
        self._running = 0
        self._done_before = 0
        self._start = time.monotonic()
        self._status: Callable[[], Status] | None = None
        self._stopping = False
        self._concluding = False
        self._said = ""
        self._live: Any = None
        self._next: asyncio.TimerHandle | None = None

    def begins(self, trials: int, status: Callable[[], Status] | None) -> None:
        """Trials are about to be played; after a look at a run, those of its next part."""
        if self._before is not None:
            self._before()
            self._before = None
        self._trials += trials
        self._done_before, self._running, self._start = self._done, 0, time.monotonic()
        self._status = status
        if self._live is None:
            self._arm()

    def started(self, trial: TrialId) -> None:  # noqa: ARG002  # the count is what is shown
        """One more is under way."""
        self._running += 1

    def finished(self, trial: Trial, grades: Sequence[Grade]) -> None:  # noqa: ARG002
        """One more is stored."""
        self._running -= 1
        self._done += 1
        self._failed += not trial.ending.scored

    def interrupted(self) -> None:
        """The reader has asked for the end, and may ask for it now."""
        self._stopping = True
        if self._live is None:
            self._say()

    def concludes(self) -> None:
        """Nothing more is played; what it shows is worked out."""
        self._concluding = True

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            self._live = self._shown()
        return self

    def __exit__(self, *_: object) -> None:
        if self._next is not None:
            self._next.cancel()
        if self._live is not None:
            with suppress(OSError):
                self._live.stop()

    def _shown(self) -> Any:
        from rich.console import Console
        from rich.live import Live
        from rich.progress_bar import ProgressBar
        from rich.table import Table
        from rich.text import Text

        def picture() -> Table:
            bar = ProgressBar(
                total=max(self._trials, 1),
                completed=self._done,
                width=_BAR,
                complete_style="cyan",
                finished_style="cyan",
            )
            found = Table.grid(padding=(0, 1))
            found.add_row(bar, Text(self._line()))
            return found

        live = Live(
            get_renderable=picture,
            console=Console(stderr=True),
            refresh_per_second=4,
            transient=True,
        )
        live.start()
        return live

    def _arm(self) -> None:
        if self._next is not None:
            self._next.cancel()
        self._next = asyncio.get_running_loop().call_later(self._every_seconds, self._tick)

    def _tick(self) -> None:
        self._say()
        self._arm()

    def _say(self) -> None:
        facts = self._facts()
        if facts != self._said:
            with suppress(OSError):
                say([self._line()], err=True)
        self._said = facts

    def _line(self) -> str:
        done = self._done - self._done_before
        if not done or self._done == self._trials or self._stopping:
            return self._facts()
        left = (time.monotonic() - self._start) / done * (self._trials - self._done)
        return f"{self._facts()} · about {_duration(left)} left"

    def _facts(self) -> str:
        if not self._trials:
            return "reading prompts, scenarios and recordings"
        if self._concluding:
            return f"{self._done} of {self._trials} trials done · comparing and writing the report"
        parts = [f"{self._done} of {self._trials} trials done", f"{self._running} running"]
        if self._failed:
            parts.append(f"{self._failed} failed")
        if self._status is not None:
            parts += _live_parts(self._status())
        if self._stopping:
            parts.append("interrupted: what is running is finished first, another interrupt ends it now")
        return " · ".join(parts)


def _live_parts(status: Status) -> list[str]:
    from audition.models.budget import as_given
    from audition.reporting.words import dollars

    cap = "" if status.cap_usd is None else f" of {as_given(status.cap_usd)}"
    waiting = f"{status.waiting} waiting" + (f" ({status.why})" if status.why else "")
    return [
        f"{status.running} {'call' if status.running == 1 else 'calls'} under way",
        *([waiting] if status.waiting else []),
        f"{dollars(status.spent_usd)}{cap}",
        *([f"{status.unpriced} of unknown price"] if status.unpriced else []),
        *([f"{status.from_cache} from the cache{_age(status.oldest)}"] if status.from_cache else []),
    ]


def _age(oldest: datetime | None) -> str:
    return "" if oldest is None else f", up to {_duration((datetime.now(UTC) - oldest).total_seconds())} old"


def _duration(seconds: float) -> str:
    for size, unit in ((86_400.0, "days"), (3_600.0, "h"), (60.0, "min")):
        if seconds >= 1.5 * size:
            return f"{seconds / size:.0f} {unit}"
    return f"{max(seconds, 0.0):.0f} s"


def watched(root: Path, order: Order, resume: str | None = None) -> Watched:
    """A run that is shown, and begins with what it likely costs; one that is gone on with has said so before."""
    return Watched(before=None if order.live is None or resume else lambda: foretell(root, order))


def play_and_show(root: Path, order: Order, *, resume: str | None, report: Path | None, verbose: bool) -> int:
    """The exit code of a run that was played, shown and reported."""
    with ExitStack() as stack, watched(root, order, resume) as progress:
        from audition.usecases.report import conclude_played
        from audition.usecases.run import played

        run, file, done = stack.enter_context(played(root, order, progress, resume=resume))
        progress.concludes()
        conclusion = conclude_played(run.world, file, report)
    return ending(done, say_conclusion(replace(conclusion, first=done.missed.playing), verbose=verbose))


def play_and_store(root: Path, order: Order, *, resume: str | None) -> int:
    """The exit code of a run that was played and of which nothing is concluded yet."""
    from audition.usecases.run import run

    with watched(root, order, resume) as progress:
        done = run(root, order, progress, resume=resume)
    say([f"Stored  {os.path.relpath(done.path)}", f"Next    audition report {done.facts.id}"])
    return ending(done, 0)


def ending(done: Done, exit_code: int) -> int:
    """The exit code of a run, with what to type when it ended before its plan did; `exit_code` when it did not."""
    further = "the same command goes on" if done.facts.errand else f"`{done.facts.resuming}` goes on"
    if done.leaked:
        say([f"a secret of this machine stood in {_some(done.leaked)}: change it"], err=True)
    for why in dict.fromkeys(done.unrecorded.values()):
        trials = [trial for trial, told in done.unrecorded.items() if told == why]
        say([f"stored, graded and not recorded: {_some(trials)}: {why}"], err=True)
    if done.interrupted:
        say([f"interrupted: what was finished is kept; {further}"], err=True)
        return 130
    if done.stopped:
        say([f"stopped: {done.stopped}; {further}"], err=True)
    say(done.missed.lines(), err=True)
    if done.unjudged:
        asking = f"`audition grade {done.facts.id} --live` with a higher --cap asks for the rest"
        say([f"the judge was not asked about every trial: {done.unjudged}; {asking}"], err=True)
    if done.stopped or done.unjudged:
        return 4
    return exit_code or (RecordingMiss.exit_code if done.missed else EngineError.exit_code if done.unrecorded else 0)


def _some(trials: Sequence[TrialId]) -> str:
    """How many, and which the first are."""
    more = ", …" if len(trials) > _NAMED else ""
    noun = "trial" if len(trials) == 1 else "trials"
    return f"{len(trials)} {noun} ({', '.join(map(str, trials[:_NAMED]))}{more})"
