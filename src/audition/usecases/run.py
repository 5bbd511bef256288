"""Plays a suite: definitions → plan → trials → grades → run file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from audition.agent import Loop, Replay
from audition.errors import UsageError
from audition.project.world import load_world, load_world_of, places_of
from audition.records.findings import Mode, RunFacts
from audition.redaction import known_secrets
from audition.running.confidential import refuse_secrets
from audition.running.ensemble import refuse_unplayable
from audition.running.facts import facts_of, refuse_changes
from audition.running.misses import misses_of, told_misses
from audition.running.order import Order
from audition.running.parts import put_leftovers_together
from audition.running.plan import make_plan, seed_of, subject_of
from audition.running.progress import Progress
from audition.running.run import Done, Run, done_before
from audition.running.source import source_of
from audition.store.run_file import RunFile, RunState
from audition.store.run_ids import new_run_id, run_path, stored_runs


@contextmanager
def played(
    root: Path, order: Order, progress: Progress | None = None, *, resume: str | None = None
) -> Iterator[tuple[Run, RunFile, Done]]:
    """Play what the order asks for and store it, trial by trial; its file is open as long as the block lasts.

    Args:
        root: A folder of the project.
        order: What to play.
        progress: Is told what happens.
        resume: A stored run, as `Places.run_file` understands it: what it lacks is played, failed trials again, and
            nothing that finished twice. Suite and selection are its own, whatever the order says. None: a new run.

    Raises:
        UsageError: The order asks for what is not there, or definitions are faulty. Or the stored run is not there,
            what it played has changed since (its trials would not be alike), or it is live and the order is not:
            nothing is spent unless it is said, and nothing that waits in a batch twice.
        RecordingMiss: In replay: no recording holds any of it as it is today, or one variant that was named.
        NothingSelected: No case is left.
        EngineError: The machinery broke; what was finished is kept and can be resumed.
    """
    if resume is None:
        new = prepare(root, order)
        with RunFile.create(run_path(new.world.places.runs, new.facts.id), new.facts) as file:
            yield new, file, new.play_out(file, progress)
    else:
        with RunFile.open(places_of(root).run_file(resume)) as file:
            rest = _rest(root, file, order)
            yield rest, file, rest.play_out(file, progress)


def run(root: Path, order: Order, progress: Progress | None = None, *, resume: str | None = None) -> Done:
    """What became of a run that was played and stored; see `played`."""
    with played(root, order, progress, resume=resume) as (_, _, done):
        return done


def run_errand(root: Path, order: Order, progress: Progress | None, *, since: date, finished: bool = True) -> Done:
    """What became of the run of an errand: of one that was stored since a day and is gone on with, or of a new one.

    Only what costs money is gone on with, and nothing whose definitions have changed since.

    Args:
        root: A folder of the project.
        order: What to play, with its errand.
        progress: Is told what happens.
        since: The first day whose runs count.
        finished: Whether one that is complete does the errand, too.

    Raises:
        UsageError, EngineError: As `played`.
    """
    for path in stored_runs(places_of(root).runs) if order.live else ():
        if path.stem[:8] < f"{since:%Y%m%d}":
            break
        with RunFile.open_readonly(path) as file:
            if file.facts.errand != order.errand or not _is_of_today(root, file.facts):
                continue
            if file.state is RunState.COMPLETE and not file.retriable():
                if finished:
                    return done_before(file)
                break
        return run(root, order, progress, resume=str(path))
    return run(root, order, progress)


def _is_of_today(root: Path, facts: RunFacts) -> bool:
    try:
        refuse_changes(facts, load_world_of(root, facts))
    except UsageError:
        return False
    return True


def prepare(root: Path, order: Order, run_id: str | None = None) -> Run:
    """Everything that a run needs, checked; nothing has run and nothing is stored.

    Raises:
        UsageError, RecordingMiss, NothingSelected: As `played`.
    """
    world = load_world(root, order.suite, order.selection.variants, order.selection.players, order.selection.scenarios)
    put_leftovers_together(world.places, besides=run_id)
    refuse_secrets(world.suite, known_secrets(os.environ))
    source = source_of(world, order)
    run_id = run_id or new_run_id(world.suite.id, order.clock(), world.places.runs)
    miss = source.recorded.miss if source.recorded else None
    plan = make_plan(world.suite, order.selection, seed=seed_of(run_id), miss=miss)
    missed = misses_of(world, plan, order.selection)
    refuse_unplayable((subject for subject in plan.subjects if source.starts(subject)), batch=source.mode is Mode.BATCH)
    if order.looks is not None and len({trial.variant for trial in plan.ids}) < 2:
        raise UsageError("a sequential run decides between variants: select at least two")
    facts = replace(
        facts_of(world, plan, run_id, source),
        looks=order.looks,
        fresh=order.live is not None and order.live.fresh,
        errand=order.errand,
        created_at=order.clock().isoformat(timespec="seconds"),
    )
    source.fit(facts.variants)
    return Run(world=world, source=source, order=order, subjects=plan.subjects, facts=facts, missed=missed)


def _rest(root: Path, file: RunFile, order: Order) -> Run:
    """What a stored run still lacks."""
    _refuse_another_way(file.facts, order)
    world = load_world_of(root, file.facts)
    refuse_changes(file.facts, world)
    refuse_secrets(world.suite, known_secrets(os.environ))
    live = order.live and replace(
        order.live,
        fresh=order.live.fresh or file.facts.fresh,
        cap_usd=file.facts.cap_usd if order.live.cap_usd is None else order.live.cap_usd,
    )
    order = replace(order, live=None if file.facts.mode is Mode.REPLAY else live)
    source = source_of(world, order)
    waiting = {*file.missing(), *file.retriable()}
    subjects = tuple(subject_of(world.suite, trial) for trial in file.facts.planned if trial in waiting)
    refuse_unplayable((subject for subject in subjects if source.starts(subject)), batch=source.mode is Mode.BATCH)
    if source.recorded is not None:
        missed = {each.id: why for each in subjects if (why := source.recorded.miss(each)) is not None}
        told_misses(world, missed).refuse()
    source.fit(file.facts.variants)
    return Run(world=world, source=source, order=order, subjects=subjects, facts=file.facts)


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
