"""Plays a suite: definitions → plan → trials → grades → run file."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from audition.agent import Stage
from audition.errors import RecordingMiss
from audition.grading.grade import judge_and_grade
from audition.models.protocol import Model, Subject
from audition.records.findings import Mode, RunFacts
from audition.running.plan import Plan, Selection, make_plan, seed_of, subject_of
from audition.running.runner import Options, Progress, Runner, Silent
from audition.store.run_file import RunFile
from audition.store.run_ids import new_run_id, run_path
from audition.usecases.facts import facts_of, refuse_changes
from audition.usecases.instruments import Instruments, instruments_for
from audition.usecases.world import World, load_world, places_of


@dataclass(frozen=True, kw_only=True)
class Order:
    """What a run is asked to do."""

    suite: str | None = None
    """None: the project's only suite."""
    selection: Selection = field(default_factory=Selection)
    mode: Mode = Mode.REPLAY
    options: Options = field(default_factory=Options)
    cap_usd: float | None = None
    """Dollars for the whole run; None: no cap."""
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

    def play(self, subjects: Iterable[Subject], progress: Progress | None = None) -> Done:
        """Play these trials and store each as it ends; an interrupt finishes what is under way."""
        runner = Runner(
            model=self.instruments.model,
            stage=Stage(schema=self.world.suite.schema, limits=self.world.suite.limits, shell=self.instruments.shell),
            grade=lambda trial: judge_and_grade(trial, self.world.graders, self.instruments.judge),
            keep=self.file.add_trial,
            options=self.options,
            progress=progress or Silent(),
        )
        interrupted = asyncio.run(_until_interrupted(runner, subjects))
        if not self.file.missing():
            self.file.finish()
        return Done(path=self.file.path, facts=self.file.facts, stopped=runner.stopped, interrupted=interrupted)


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
    instruments = instruments_for(world, order.mode, order.model)
    run_id = run_id or new_run_id(world.suite.id, datetime.now(UTC))
    plan = make_plan(world.suite, order.selection, seed=seed_of(run_id), available=instruments.available)
    _refuse_misses(instruments.model, plan.subjects)
    facts = facts_of(world, plan, run_id, instruments)
    return Prepared(world=world, instruments=instruments, order=order, plan=plan, facts=facts)


@contextmanager
def performing(prepared: Prepared, path: Path) -> Iterator[Performance]:
    """A new run file, open as long as the block lasts."""
    with RunFile.create(path, prepared.facts) as file:
        yield Performance(
            world=prepared.world, instruments=prepared.instruments, options=prepared.order.options, file=file
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
        instruments = instruments_for(world, file.facts.mode, order.model)
        waiting = {*file.missing(), *file.retriable()}
        subjects = [subject_of(world.suite, trial) for trial in file.facts.planned if trial in waiting]
        _refuse_misses(instruments.model, subjects)
        performance = Performance(world=world, instruments=instruments, options=order.options, file=file)
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


def _refuse_misses(model: Model, subjects: Iterable[Subject]) -> None:
    """Find every recording that cannot answer before anything runs."""
    misses = []
    for subject in subjects:
        try:
            model.open(subject)
        except RecordingMiss as miss:
            misses.append(str(miss))
    if misses:
        raise RecordingMiss("\n".join(misses))
