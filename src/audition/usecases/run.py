"""Plays a suite: definitions → plan → trials → grades → run file."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from audition.agent import Loop, Replay
from audition.errors import RecordingMiss, UsageError
from audition.models.protocol import Subject
from audition.models.recorded import HOW_TO_RECORD
from audition.project.world import World, load_world, load_world_of, places_of
from audition.records.evidence import CaseId, TrialId
from audition.records.findings import Mode, RunFacts
from audition.redaction import known_secrets
from audition.running.confidential import refuse_secrets
from audition.running.facts import facts_of, refuse_changes
from audition.running.instruments import Instruments, instruments_for
from audition.running.looks import play_out
from audition.running.order import Order
from audition.running.performance import Done, Performance
from audition.running.plan import Plan, make_plan, seed_of, subject_of
from audition.running.progress import Progress
from audition.store.run_file import RunFile
from audition.store.run_ids import new_run_id, run_path


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A run that can start: everything is loaded, planned and found to be there."""

    world: World
    instruments: Instruments
    order: Order
    plan: Plan
    facts: RunFacts

    def only(self, cases: Collection[CaseId]) -> Prepared:
        """The same run with these of its cases alone: the others are outside it, not missing from it."""
        plan = replace(self.plan, subjects=tuple(s for s in self.plan.subjects if s.id.case in cases))
        variants, scenarios = {trial.variant for trial in plan.ids}, {trial.scenario for trial in plan.ids}
        facts = replace(
            self.facts,
            planned=plan.ids,
            variants={name: known for name, known in self.facts.variants.items() if name in variants},
            scenarios={name: known for name, known in self.facts.scenarios.items() if name in scenarios},
        )
        return replace(self, plan=plan, facts=facts)


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
        return play_out(performance, prepared.plan.subjects, progress)


def prepare(root: Path, order: Order, run_id: str | None = None) -> Prepared:
    """Everything that a run needs, checked; nothing has run and nothing is stored.

    Raises:
        UsageError, RecordingMiss, NothingSelected: As `run`.
    """
    world = load_world(root, order.suite, order.selection.variants)
    refuse_secrets(world.suite, known_secrets(os.environ))
    instruments = instruments_for(world, order.live, order.player)
    run_id = run_id or new_run_id(world.suite.id, order.clock())
    plan = make_plan(world.suite, order.selection, seed=seed_of(run_id), available=instruments.available)
    _refuse_misses(instruments, plan.subjects)
    if order.looks is not None and len({trial.variant for trial in plan.ids}) < 2:
        raise UsageError("a sequential run decides between variants: select at least two")
    facts = replace(
        facts_of(world, plan, run_id, instruments),
        looks=order.looks,
        fresh=order.live is not None and order.live.fresh,
        created_at=order.clock().isoformat(timespec="seconds"),
    )
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
            record=_records(prepared.order),
        )


def resume(root: Path, run_name: str, order: Order, progress: Progress | None = None) -> Done:
    """Play what a stored run still lacks, failed trials again; nothing that finished is played twice.

    Args:
        root: The project's folder.
        run_name: As `Places.run_file` understands it.
        order: `suite` and `selection` are the stored run's own, whatever it says.
        progress: Is told what happens.

    Raises:
        UsageError: There is no such run, what it played has changed since (its trials would not be alike), or it
            is live and the order is not: nothing is spent unless it is said, and nothing that waits in a batch twice.
        StoreError: Another process writes it.
    """
    with RunFile.open(places_of(root).run_file(run_name)) as file:
        _refuse_another_way(file.facts, order)
        world = load_world_of(root, file.facts)
        refuse_changes(file.facts, world)
        refuse_secrets(world.suite, known_secrets(os.environ))
        live = order.live and replace(order.live, fresh=order.live.fresh or file.facts.fresh)
        instruments = instruments_for(world, None if file.facts.mode is Mode.REPLAY else live, order.player)
        waiting = {*file.missing(), *file.retriable()}
        subjects = [subject_of(world.suite, trial) for trial in file.facts.planned if trial in waiting]
        _refuse_misses(instruments, subjects)
        performance = Performance(
            world=world, instruments=instruments, options=order.options, file=file, record=_records(order)
        )
        return play_out(performance, subjects, progress)


def _records(order: Order) -> bool:
    return order.live is not None and order.live.record


def _refuse_another_way(facts: RunFacts, order: Order) -> None:
    """Let a run be gone on with only by what played it, and in the way in which it called."""
    known, given = facts.played_by, order.player
    if given is None and (facts.mode is Mode.SCRIPTED or known.name not in (Loop.name, Replay.name)):
        by = "a script" if facts.mode is Mode.SCRIPTED else known
        raise UsageError(f"run {facts.id} was played by {by}, and only that can go on with it")
    if given is not None and (known.name, known.version) != (given.name, given.version):
        raise UsageError(f"run {facts.id} was played by {known}, not by {given.name} {given.version}")
    if given is not None or facts.mode is Mode.REPLAY:
        return
    if order.live is None:
        raise UsageError(f"run {facts.id} is live, and going on with it spends money: add --live, and --cap with it")
    if order.live.batch is not (facts.mode is Mode.BATCH):
        how = "in batches, of which some may be paid for" if facts.mode is Mode.BATCH else "call by call"
        raise UsageError(f"run {facts.id} was begun {how}: `{facts.resuming}` goes on with it")


def _refuse_misses(instruments: Instruments, subjects: Iterable[Subject]) -> None:
    """Find every recording that cannot answer before anything runs; trials that miss for one reason share a line."""
    if instruments.recorded is None:
        return
    stale: dict[str, list[TrialId]] = {}
    for subject in subjects:
        if (miss := instruments.recorded.miss(subject)) is not None:
            stale.setdefault(miss, []).append(subject.id)
    if stale:
        lines = [f"{'; '.join(_by_variant(trials))}: {miss}" for miss, trials in stale.items()]
        raise RecordingMiss("\n".join([*lines, HOW_TO_RECORD]))


def _by_variant(trials: Iterable[TrialId]) -> Iterator[str]:
    """Each variant with its trials by scenario, such as `letters/clerk: late-fee #0 #1, lost-card #0`."""
    cases: dict[str, dict[str, list[str]]] = {}
    for trial in sorted(trials):
        cases.setdefault(trial.variant, {}).setdefault(trial.scenario, []).append(f"#{trial.index}")
    for variant, scenarios in cases.items():
        yield f"{variant}: {', '.join(' '.join([name, *found]) for name, found in scenarios.items())}"
