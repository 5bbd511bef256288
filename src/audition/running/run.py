"""A run: what is loaded and planned is played into its file, trial by trial; interrupts are heard."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from audition.agent import Conditions
from audition.agent.recording import Unrecordable, recording_of
from audition.analysis.sequential import plan_of
from audition.grading.grade import judge_and_grade
from audition.models.protocol import Subject
from audition.project.world import World
from audition.records.evidence import CaseId, Ending, Origin, Trial, TrialId
from audition.records.findings import RunFacts
from audition.records.grades import Grade
from audition.redaction import known_secrets
from audition.running.answering import Answering
from audition.running.confidential import LEAKED, without_secrets
from audition.running.misses import Misses
from audition.running.order import Order
from audition.running.plan import subject_of
from audition.running.progress import Progress, Silent
from audition.running.runner import Runner
from audition.running.source import Source
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
    """Dollars that it has cost in all, agent and judge, answers of no use and calls that a kill cut among them."""
    interrupted: bool = False
    leaked: tuple[TrialId, ...] = ()
    """Trials in which the value of a secret of this machine stood; it was taken out."""
    unjudged: str | None = None
    """Why the judge was not asked about every trial: the cap in dollars; None: it was."""
    missed: Misses = field(default_factory=Misses)
    """What a replay was asked for and no recording holds as it is today."""
    unrecorded: Mapping[TrialId, str] = field(default_factory=dict)
    """Trials that are stored and were to be recorded too, each with why no recording can hold it."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run that can play: everything is loaded, planned and found to be there."""

    world: World
    source: Source
    order: Order
    subjects: tuple[Subject, ...]
    """What is played, in the order in which it starts."""
    facts: RunFacts
    missed: Misses = field(default_factory=Misses)
    """What a replay was asked for and no recording holds as it is today."""
    _leaked: list[TrialId] = field(default_factory=list, init=False)
    _unrecorded: dict[TrialId, str] = field(default_factory=dict, init=False)

    def only(self, cases: Collection[CaseId]) -> Run:
        """The same run with these of its cases alone: the others are outside it, not missing from it."""
        subjects = tuple(subject for subject in self.subjects if subject.id.case in cases)
        variants, scenarios = ({getattr(s.id, part) for s in subjects} for part in ("variant", "scenario"))
        facts = replace(
            self.facts,
            planned=tuple(subject.id for subject in subjects),
            variants={name: known for name, known in self.facts.variants.items() if name in variants},
            scenarios={name: known for name, known in self.facts.scenarios.items() if name in scenarios},
            caveat=self.source.caveat(subjects),
        )
        return replace(self, subjects=subjects, facts=facts)

    def play_out(self, file: RunFile, progress: Progress | None = None) -> Done:
        """Play all of it; in a sequential run a variant ends at the first look that decides its comparison."""
        if self.facts.looks is None:
            return self.play(file, self.subjects, progress)
        done, decided = None, set[str]()
        for trials in plan_of(self.facts.looks, self.facts.margin).schedule:
            missing = {*file.missing(), *file.retriable()}
            wave = [subject for subject in self.subjects if subject.id.index < trials and subject.id in missing]
            if wave:
                done = self.play(file, wave, progress)
                if done.stopped or done.interrupted:
                    return done
            decided.update(self.order.decided(file, trials))
            if len(decided) >= len(self.facts.variants) - 1:
                break
            file.give_up(decided)
        file.give_up()
        file.finish()
        return replace(done, facts=file.facts) if done else done_before(file)

    def play(self, file: RunFile, subjects: Sequence[Subject], progress: Progress | None = None) -> Done:
        """Play these trials and store each as it ends; an interrupt finishes what is under way."""
        return asyncio.run(self._play(file, subjects, progress or Silent()))

    async def _play(self, file: RunFile, subjects: Sequence[Subject], progress: Progress) -> Done:
        async with self.source.answering(file) as answering:
            runner = self._runner(file, answering, progress)
            progress.begins(len(subjects), answering.status)
            interrupted = await _until_interrupted(runner, subjects)
        if not file.missing():
            file.finish()
        return Done(
            path=file.path,
            facts=file.facts,
            stopped=runner.stopped,
            interrupted=interrupted,
            leaked=tuple(self._leaked),
            unjudged=answering.judge.capped,
            spent_usd=file.calls().spent_usd,
            missed=self.missed,
            unrecorded=dict(self._unrecorded),
        )

    def _runner(self, file: RunFile, answering: Answering, progress: Progress) -> Runner:
        return Runner(
            player=answering.player,
            conditions=Conditions(limits=self.world.suite.limits, shell=self.source.shell),
            grade=lambda trial: judge_and_grade(trial, self.world.graders, answering.judge),
            keep=lambda trial, grades: self._keep(file, trial, grades),
            clean=lambda trial, subject: self._clean(trial, subject, leaked=trial.id in answering.leaked),
            options=self.order.options,
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

    def _keep(self, file: RunFile, trial: Trial, grades: Sequence[Grade]) -> None:
        """Store a trial; one that a live model finished is recorded too where that was asked for.

        Recordings are of working files alone: those of another revision would take their place.
        """
        file.add_trial(trial, grades)
        played_live = trial.ending is Ending.FINISHED and trial.origin in (Origin.LIVE, Origin.BATCH)
        record = self.order.live is not None and self.order.live.record
        if record and played_live and trial.id == trial.id.recorded_as:
            suite = self.world.suite
            subject = subject_of(suite, trial.id)
            limits = subject.variant.limited(suite.limits)
            try:
                recording = recording_of(trial, subject, max_tokens=limits.output_tokens)
            except Unrecordable as why:
                self._unrecorded[trial.id] = str(why)
            else:
                write_recording(self.world.places.recordings(suite.agent), recording)


def done_before(file: RunFile) -> Done:
    """What became of a run of which nothing is left to play."""
    return Done(path=file.path, facts=file.facts, stopped=None, spent_usd=file.calls().spent_usd)


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
