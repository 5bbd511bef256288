"""Works that can be judged or labelled: those recorded, and those of a stored run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audition.grading.check import Work
from audition.grading.work import work_of
from audition.project.world import World, load_world, load_world_of, places_of
from audition.records.judgements import Judgement
from audition.running.recorded import is_of_today, recorded_works
from audition.store.run_file import RunFile


@dataclass(frozen=True, kw_only=True)
class KeptWorks:
    """Works of one suite, and what judges said of them in their own run."""

    world: World
    works: tuple[Work, ...]
    judgements: tuple[Judgement, ...] = ()
    run: str | None = None
    """The run's id; None: they are recorded."""


def load_works(root: Path, suite: str | None, run: str | None) -> KeptWorks:
    """The works of a stored run, or those recorded where no run is named.

    Raises:
        UsageError: There is no such suite or run.
        DefinitionError: The suite's files are faulty.
    """
    if run is None:
        world = load_world(root, suite)
        return KeptWorks(world=world, works=tuple(recorded_works(world)))
    with RunFile.open_readonly(places_of(root).run_file(run)) as file:
        world = load_world_of(root, file.facts)
        works = tuple(run_works(world, file))
        return KeptWorks(world=world, works=works, judgements=tuple(file.judging.judgements()), run=file.facts.id)


def run_works(world: World, file: RunFile) -> Iterator[Work]:
    """The works of a run that say something of the agent."""
    for trial in file.trials():
        if trial.ending.scored and trial.diverged is None and is_of_today(world, trial.id.scenario, trial.id.variant):
            yield work_of(trial, world.suite)
