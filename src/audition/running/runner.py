"""Plays a plan concurrently and hands every finished trial on at once, whatever happens to the rest."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from audition.agent import Conditions, Player
from audition.errors import AuditionError, crash_text
from audition.models.protocol import Subject
from audition.records.evidence import Ending, Origin, Trial
from audition.records.grades import Grade
from audition.records.outcome import start_of
from audition.running.progress import Progress, Silent

Grader = Callable[[Trial], Awaitable[tuple[Grade, ...]]]
"""Reads a finished trial."""


@dataclass(frozen=True, kw_only=True)
class Options:
    """How a plan is run."""

    concurrency: int = 8
    """Trials under way at once."""
    attempts: int = 2
    """How often a trial is started before a failure of the machinery is final."""


@dataclass(kw_only=True)
class Runner:
    """One run over a plan: `run` plays it, `stop` asks it to finish what is under way."""

    player: Player
    conditions: Conditions
    grade: Grader
    keep: Callable[[Trial, Sequence[Grade]], None]
    """Stores a trial for good; called once a trial."""
    clean: Callable[[Trial, Subject], Trial] = lambda trial, _: trial
    """Makes of a trial as it ended what may be read and kept."""
    options: Options = field(default_factory=Options)
    progress: Progress = field(default_factory=Silent)
    stopped: str | None = field(default=None, init=False)
    """Why no further trial starts; None: nothing stops it."""

    def stop(self, why: str) -> None:
        """Start no further trial; those under way are finished and kept."""
        self.stopped = self.stopped or why

    async def run(self, subjects: Iterable[Subject]) -> None:
        """Play the subjects in order; returns when all are kept or the run was stopped.

        Raises:
            AuditionError: The run cannot go on (access denied, a store that cannot be written, a recording missed);
                what was under way is cancelled, what was finished is kept.
        """
        waiting = iter(subjects)
        try:
            async with asyncio.TaskGroup() as group:
                for _ in range(self.options.concurrency):
                    group.create_task(self._work(waiting))
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None

    async def _work(self, waiting: Iterator[Subject]) -> None:
        for subject in waiting:
            if self.stopped:
                return
            self.progress.started(subject.id)
            trial = self.clean(await self._play(subject), subject)
            if trial.ending is Ending.BUDGET:
                self.stop(trial.detail)
            grades = await self.grade(trial)
            self.keep(trial, grades)
            self.progress.finished(trial, grades)
            await asyncio.sleep(0)  # replays wait for nothing: let interrupts be heard, and the others have their turn

    async def _play(self, subject: Subject) -> Trial:
        """One trial; started again while the machinery fails and attempts are left."""
        for attempt in range(1, self.options.attempts + 1):
            trial = replace(await self._attempt(subject), attempts=attempt)
            if trial.ending is not Ending.FAILED or self.stopped:
                break
        return trial

    async def _attempt(self, subject: Subject) -> Trial:
        """The one place where a crash of the machinery becomes evidence: a failed trial with its traceback."""
        try:
            return await self.player.play(subject, self.conditions)
        except AuditionError:
            raise
        except Exception as crash:  # noqa: BLE001  # the design's one place where a crash becomes evidence
            return failed_trial(subject, self.player.origin, crash_text(crash))


def failed_trial(subject: Subject, origin: Origin, detail: str) -> Trial:
    """A trial of which nothing is known but that the machinery broke."""
    return Trial(
        id=subject.id,
        origin=origin,
        ending=Ending.FAILED,
        detail=detail,
        messages=({"role": "user", "content": subject.scenario.request},),
        turns=(),
        inputs=start_of(subject.scenario),
        outcome={},
    )
