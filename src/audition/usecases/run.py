"""Plays a suite: definitions → plan → trials → grades → run file."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from audition.agent import Stage
from audition.agent.recording import recording_of
from audition.errors import RecordingMiss
from audition.grading.grade import judge_and_grade
from audition.models.protocol import Model, Subject
from audition.records.evidence import Ending, Origin, Trial
from audition.records.findings import Grade, Mode, RunFacts
from audition.running.plan import Plan, Selection, make_plan, seed_of, subject_of
from audition.running.progress import Progress, Silent
from audition.running.runner import Options, Runner
from audition.store.recordings import write_recording
from audition.store.run_file import RunFile
from audition.store.run_ids import new_run_id, run_path
from audition.usecases.facts import facts_of, refuse_changes
from audition.usecases.instruments import Cast, Instruments, Live, instruments_for
from audition.usecases.world import World, load_world, places_of


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a run is asked to do."""

    suite: str | None = None
    """None: the project's only suite."""
    selection: Selection = field(default_factory=Selection)
    mode: Mode = Mode.REPLAY
    options: Options = field(default_factory=Options)
    live: Live = field(default_factory=Live)
    model: Model | None = None
    """Answers in place of the mode's own model: a script."""


@dataclass(frozen=True, kw_only=True)
class Done:
    """What became of a run."""

    path: Path
    facts: RunFacts
    stopped: str | None
    """Why it ended before its plan did; None: it did not."""
    interrupted: bool = False


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A run that can start: everything is loaded, planned and found to be there."""

    world: World
    instruments: Instruments
    order: Order
    plan: Plan
    facts: RunFacts


@dataclass(frozen=True, kw_only=True)
class Performance:
    """A run with its file open."""

    world: World
    instruments: Instruments
    options: Options
    file: RunFile
    record: bool = False
    """Whether finished live trials become recordings."""

    def play(self, subjects: Sequence[Subject], progress: Progress | None = None) -> Done:
        """Play these trials and store each as it ends; an interrupt finishes what is under way."""
        return asyncio.run(self._play(subjects, progress or Silent()))

    async def _play(self, subjects: Sequence[Subject], progress: Progress) -> Done:
        spent_usd = sum(summary.spent_usd or 0.0 for summary in self.file.summaries())
        async with self.instruments.cast(self.file.facts.id, spent_usd) as cast:
            runner = self._runner(cast, progress)
            progress.begins(len(subjects), cast.status)
            interrupted = await _until_interrupted(runner, subjects)
        if not self.file.missing():
            self.file.finish()
        return Done(path=self.file.path, facts=self.file.facts, stopped=runner.stopped, interrupted=interrupted)

    def _runner(self, cast: Cast, progress: Progress) -> Runner:
        suite = self.world.suite
        return Runner(
            model=cast.model,
            stage=Stage(schema=suite.schema, limits=suite.limits, shell=self.instruments.shell),
            grade=lambda trial: judge_and_grade(trial, self.world.graders, cast.judge),
            keep=self.keep,
            options=self.options,
            progress=progress,
        )

    def keep(self, trial: Trial, grades: Sequence[Grade]) -> None:
        """Store a trial; one that a live model finished is recorded too where that was asked for."""
        self.file.add_trial(trial, grades)
        if self.record and trial.ending is Ending.FINISHED and trial.origin in (Origin.LIVE, Origin.BATCH):
            suite = self.world.suite
            recording = recording_of(trial, subject_of(suite, trial.id), max_tokens=suite.limits.output_tokens)
            write_recording(self.world.places.recordings(suite.agent), recording)


def run(root: Path, order: Order, progress: Progress | None = None) -> Done:
    """Play what the order asks for and store it, trial by trial.

    Raises:
        UsageError: The order asks for what is not there, or definitions are faulty.
        RecordingMiss: In replay: recordings were made from something else; every one is named.
        NothingSelected: No case is left.
        EngineError: The machinery broke; what was finished is kept and can be resumed.
    """
    prepared = prepare(root, order)
    with performing(prepared, run_path(prepared.world.places.runs, prepared.facts.id)) as performance:
        return performance.play(prepared.plan.subjects, progress)


def prepare(root: Path, order: Order, run_id: str | None = None) -> Prepared:
    """Everything that a run needs, checked; nothing has run and nothing is stored.

    Raises:
        UsageError, RecordingMiss, NothingSelected: As `run`.
    """
    world = load_world(root, order.suite)
    instruments = instruments_for(world, order.mode, order.live, order.model)
    run_id = run_id or new_run_id(world.suite.id, datetime.now(UTC))
    plan = make_plan(world.suite, order.selection, seed=seed_of(run_id), available=instruments.available)
    _refuse_misses(instruments, plan.subjects)
    facts = facts_of(world, plan, run_id, instruments)
    return Prepared(world=world, instruments=instruments, order=order, plan=plan, facts=facts)


@contextmanager
def performing(prepared: Prepared, path: Path) -> Iterator[Performance]:
    """A new run file, open as long as the block lasts."""
    with RunFile.create(path, prepared.facts) as file:
        yield Performance(
            world=prepared.world,
            instruments=prepared.instruments,
            options=prepared.order.options,
            file=file,
            record=prepared.order.live.record,
        )


def resume(root: Path, run_name: str, order: Order, progress: Progress | None = None) -> Done:
    """Play what a stored run still lacks, failed trials again; nothing that finished is played twice.

    Args:
        root: The project's folder.
        run_name: As `Places.run_file` understands it.
        order: `suite`, `selection` and `mode` are the stored run's own, whatever it says.
        progress: Is told what happens.

    Raises:
        UsageError: There is no such run, or what it played has changed since: its trials would not be alike.
        StoreError: Another process writes it.
    """
    with RunFile.open(places_of(root).run_file(run_name)) as file:
        world = load_world(root, file.facts.suite)
        refuse_changes(file.facts, world)
        instruments = instruments_for(world, file.facts.mode, order.live, order.model)
        waiting = {*file.missing(), *file.retriable()}
        subjects = [subject_of(world.suite, trial) for trial in file.facts.planned if trial in waiting]
        _refuse_misses(instruments, subjects)
        performance = Performance(
            world=world, instruments=instruments, options=order.options, file=file, record=order.live.record
        )
        return performance.play(subjects, progress)


async def _until_interrupted(runner: Runner, subjects: Iterable[Subject]) -> bool:
    """Run; the first interrupt lets trials under way finish, the second ends them too. Whether one came."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    interrupts = 0

    def interrupt() -> None:
        nonlocal interrupts
        interrupts += 1
        runner.stop("interrupted")
        if interrupts > 1 and task is not None:
            task.cancel()

    with suppress(ValueError, RuntimeError, NotImplementedError):  # only a main thread hears signals
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, interrupt)
    try:
        await runner.run(subjects)
    except asyncio.CancelledError:
        if not interrupts:
            raise
    return bool(interrupts)


def _refuse_misses(instruments: Instruments, subjects: Iterable[Subject]) -> None:
    """Find every recording that cannot answer before anything runs."""
    if instruments.recorded is None:
        return
    misses = []
    for subject in subjects:
        try:
            instruments.recorded.open(subject)
        except RecordingMiss as miss:
            misses.append(str(miss))
    if misses:
        raise RecordingMiss("\n".join(misses))
