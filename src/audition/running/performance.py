"""A run while it plays: its file open, who answers entered, interrupts heard."""

from __future__ import annotations

import asyncio
import math
import os
import signal
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from audition.agent import Conditions
from audition.agent.recording import recording_of
from audition.grading.grade import judge_and_grade
from audition.models.protocol import Subject
from audition.project.world import World
from audition.records.evidence import Ending, Origin, Trial, TrialId
from audition.records.findings import Mode, RunFacts
from audition.records.grades import Grade
from audition.redaction import known_secrets
from audition.running.answering import Answering, spent_on
from audition.running.confidential import LEAKED, without_secrets
from audition.running.instruments import Instruments
from audition.running.plan import subject_of
from audition.running.progress import Progress, Silent
from audition.running.runner import Options, Runner
from audition.store.recordings import write_recording
from audition.store.run_file import RunFile


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of a run."""

    path: Path
    facts: RunFacts
    stopped: str | None
    """Why it ended before its plan did; None: it did not."""
    spent_usd: float = 0.0
    """Dollars that it has cost in all, agent and judge; what is unknown counts nothing."""
    interrupted: bool = False
    leaked: tuple[TrialId, ...] = ()
    """Trials in which the value of a secret of this machine stood; it was taken out."""
    unjudged: str | None = None
    """Why the judge was not asked about every trial: the cap in dollars; None: it was."""


@dataclass(frozen=True, kw_only=True)
class Performance:
    """A run with its file open."""

    world: World
    instruments: Instruments
    options: Options
    file: RunFile
    record: bool = False
    """Whether finished live trials become recordings."""
    _leaked: list[TrialId] = field(default_factory=list, init=False)

    def play(self, subjects: Sequence[Subject], progress: Progress | None = None) -> Done:
        """Play these trials and store each as it ends; an interrupt finishes what is under way."""
        return asyncio.run(self._play(subjects, progress or Silent()))

    async def _play(self, subjects: Sequence[Subject], progress: Progress) -> Done:
        async with self.instruments.answering(self.file) as answering:
            runner = self._runner(answering, progress)
            progress.begins(len(subjects), answering.status)
            interrupted = await _until_interrupted(runner, subjects)
        if not self.file.missing():
            self.file.finish()
        return Done(
            path=self.file.path,
            facts=self.file.facts,
            stopped=runner.stopped,
            interrupted=interrupted,
            leaked=tuple(self._leaked),
            unjudged=answering.judge.capped,
            spent_usd=spent_on(self.file),
        )

    def _runner(self, answering: Answering, progress: Progress) -> Runner:
        suite = self.world.suite
        # a batched answer's seconds are the batch's, not the agent's
        patient = self.instruments.mode is Mode.BATCH
        limits = replace(suite.limits, seconds=math.inf) if patient else suite.limits
        return Runner(
            player=answering.player,
            conditions=Conditions(schema=suite.schema, limits=limits, shell=self.instruments.shell),
            grade=lambda trial: judge_and_grade(trial, self.world.graders, answering.judge),
            keep=self.keep,
            clean=lambda trial, subject: self._clean(trial, subject, leaked=trial.id in answering.leaked),
            options=self.options,
            progress=progress,
        )

    def _clean(self, trial: Trial, subject: Subject, *, leaked: bool) -> Trial:
        clean = without_secrets(trial, subject, self._secrets, leaked=leaked)
        if LEAKED in clean.notes:
            self._leaked.append(trial.id)
        return clean

    @cached_property
    def _secrets(self) -> tuple[str, ...]:
        return known_secrets(os.environ)

    def keep(self, trial: Trial, grades: Sequence[Grade]) -> None:
        """Store a trial; one that a live model finished is recorded too where that was asked for.

        Recordings are of working files alone: those of another revision would take their place.
        """
        self.file.add_trial(trial, grades)
        played_live = trial.ending is Ending.FINISHED and trial.origin in (Origin.LIVE, Origin.BATCH)
        if self.record and played_live and trial.id == trial.id.recorded_as:
            suite = self.world.suite
            recording = recording_of(trial, subject_of(suite, trial.id), max_tokens=suite.limits.output_tokens)
            write_recording(self.world.places.recordings(suite.agent), recording)


async def _until_interrupted(runner: Runner, subjects: Iterable[Subject]) -> bool:
    """Run; the first interrupt lets trials under way finish, the second ends them too. Whether one came."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    interrupts = 0

    def interrupt() -> None:
        nonlocal interrupts
        interrupts += 1
        runner.stop("interrupted")
        runner.progress.interrupted()
        if interrupts > 1 and task is not None:
            task.cancel()

    with suppress(ValueError, RuntimeError, NotImplementedError):  # only a main thread hears signals
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is not signal.SIG_IGN:  # as `nohup` has it for a closed terminal
                loop.add_signal_handler(number, interrupt)
    try:
        await runner.run(subjects)
    except asyncio.CancelledError:
        if not interrupts:
            raise
    return bool(interrupts)
