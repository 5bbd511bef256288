"""Recordings by themselves: of what each is, whether a replay plays it today, and how today's graders read it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from threading import Lock

from audition.errors import AuditionError, DefinitionError, StoreError, UsageError
from audition.grading.grade import judge_and_grade
from audition.loading.suite import list_suites
from audition.models.recorded import RecordedModel
from audition.project.places import Places
from audition.project.world import World, load_world
from audition.records.evidence import Recording, Trial, TrialId
from audition.records.grades import Grade
from audition.running.judging import recorded_judge
from audition.running.plan import subject_of
from audition.running.recorded import is_of_today, recorded_trial, recordings_of
from audition.store.recordings import read_recording
from audition.store.trial_files import file_name, misplaced
from audition.usecases.view.search import texts_of
from audition.usecases.view.stamps import DEFINED, stamp_of_files

_WATCHED = (*DEFINED, "evals/recordings", "evals/judgements", "evals/mutants", "evals/labels", "evals/calibrations")
_FOLDERS = {"recordings": "", "mutants": "mutants"}
"""What a folder is called in addresses → the part of `evals/` that it lies in."""


@dataclass(frozen=True, kw_only=True)
class RecordedLine:
    """A recording in a line of a list."""

    id: TrialId
    suite: str
    """The suite that has its scenario and variant today; empty: none."""
    title: str
    """The scenario's; empty: no suite has it."""
    day: str
    model: str
    """That was asked for."""
    provenance: str
    missed: str
    """Why a replay does not play it today; empty: it does."""


@dataclass(frozen=True, kw_only=True)
class RecordedFolder:
    """The recordings of one agent."""

    agent: str
    of: str
    """`recordings`, or `mutants`: of prompts with a rule taken out or changed, and of the prompts beside them."""
    lines: tuple[RecordedLine, ...]
    """By variant, scenario and index."""
    unread: tuple[str, ...]
    """Files that cannot be read or must not be used, each with why."""


@dataclass(frozen=True, kw_only=True)
class _Kept:
    """A folder with what it was read by."""

    folder: RecordedFolder
    worlds: tuple[World, ...]
    recordings: Mapping[TrialId, Recording]

    @cached_property
    def texts(self) -> Mapping[TrialId, str]:
        """All that stands in a recording, in lower case."""
        trials = {name: recorded_trial(recording) for name, recording in self.recordings.items()}
        return {name: "\n".join(text for *_, text in texts_of(trial)).lower() for name, trial in trials.items()}


@dataclass
class RecordedTrials:
    """Reads a project's recordings once, and again when they or what they are read by change; any thread may ask."""

    places: Places
    _kept: dict[tuple[str, str], _Kept] = field(default_factory=dict, init=False)
    _stamp: str = field(default="", init=False)
    _faults: tuple[str, ...] = field(default=(), init=False)
    _lock: Lock = field(default_factory=Lock, init=False)

    def folders(self) -> tuple[Sequence[RecordedFolder], Sequence[str]]:
        """Every folder that holds recordings; and what is wrong with suites, whose recordings are then left out."""
        kept = self._fresh()
        return [one.folder for one in kept.values() if one.folder.lines or one.folder.unread], self._faults

    def folder(self, agent: str, of: str) -> RecordedFolder:
        """One of them.

        Raises:
            UsageError: There is none.
        """
        return self._one(agent, of).folder

    def found(self, agent: str, of: str, words: str) -> Sequence[RecordedLine]:
        """The recordings whose variant, scenario or title holds every word, or in which the words stand as they are.

        Upper and lower case are alike; no words find all.

        Raises:
            UsageError: There is no such folder.
        """
        kept, wanted = self._one(agent, of), words.lower()

        def is_named(line: RecordedLine) -> bool:
            said = f"{line.id.variant} {line.id.scenario} {line.title}".lower()
            return all(word in said for word in wanted.split())

        return [line for line in kept.folder.lines if is_named(line) or wanted in kept.texts[line.id]]

    def trial(self, agent: str, of: str, name: TrialId) -> tuple[Trial, Sequence[Grade]]:
        """A recording as a trial, and how today's graders and the kept judgements read it: not at all without a suite.

        Raises:
            UsageError: There is no such recording.
        """
        kept = self._one(agent, of)
        if name not in kept.recordings:
            raise UsageError(f"no recording of {name} is kept in the {of} of {agent}")
        trial = recorded_trial(kept.recordings[name])
        line = next(line for line in kept.folder.lines if line.id == name)
        world = next((world for world in kept.worlds if world.suite.id == line.suite), None)
        grades = asyncio.run(judge_and_grade(trial, world.graders, recorded_judge(world))) if world else ()
        return replace(trial, notes=tuple(_told(line))), grades

    def _one(self, agent: str, of: str) -> _Kept:
        kept = self._fresh().get((agent, of))
        if kept is None:
            raise UsageError(f"no {of} of an agent {agent!r} are kept here")
        return kept

    def _fresh(self) -> Mapping[tuple[str, str], _Kept]:
        with self._lock:
            variants = [
                variant for one in self._kept.values() for world in one.worlds for variant in world.suite.variants
            ]
            if not self._stamp or self._stamp != stamp_of_files(self.places.root, _WATCHED, variants):
                self._kept, self._faults = _read(self.places)
                read = [
                    variant for one in self._kept.values() for world in one.worlds for variant in world.suite.variants
                ]
                self._stamp = stamp_of_files(self.places.root, _WATCHED, read)
            return self._kept


def _read(places: Places) -> tuple[dict[tuple[str, str], _Kept], tuple[str, ...]]:
    agents: dict[str, list[str]] = {}
    faults: list[str] = []
    for suite in list_suites(places.root):
        try:
            agents.setdefault(load_world(places.root, suite).suite.agent, []).append(suite)
        except DefinitionError as error:
            faults += str(error).splitlines()
    return {
        (agent, of): _folder(places.root, agent, of, suites) for agent, suites in agents.items() for of in _FOLDERS
    }, tuple(faults)


def _folder(root: Path, agent: str, of: str, suites: Iterable[str]) -> _Kept:
    places = Places(root, apart=_FOLDERS[of])
    found: dict[TrialId, Recording] = {}
    unread = []
    for path in sorted(places.recordings(agent).glob("[!.]*.json")):
        try:
            recording = read_recording(path)
            if path.name != file_name(recording.id):
                raise misplaced(path, recording.id)
            found[recording.id] = recording
        except StoreError as error:
            unread.append(str(error).replace(f"{root}/", ""))
    variants = sorted({name.variant for name in found})
    worlds = tuple(replace(_world(root, suite, variants), places=places) for suite in suites)
    admitted: dict[TrialId, Recording] = {}
    for name in sorted(found, key=lambda each: (each.variant, each.scenario, each.index)):
        try:
            admitted[name] = recordings_of(worlds[0])[name]
        except AuditionError as error:
            unread.append(str(error).replace(f"{root}/", ""))
    lines = tuple(_line(worlds, recording) for recording in admitted.values())
    folder = RecordedFolder(agent=agent, of=of, lines=lines, unread=tuple(unread))
    return _Kept(folder=folder, worlds=worlds, recordings=admitted)


def _world(root: Path, suite: str, variants: Sequence[str]) -> World:
    """The suite with those of these variants that it can still have: mutants of rules that stand, known players."""
    known = {variant.id for variant in load_world(root, suite).suite.variants}
    others = [name for name in variants if name not in known]
    try:
        return load_world(root, suite, others)
    except UsageError:
        return load_world(root, suite, [name for name in others if _stands(root, suite, name)])


def _stands(root: Path, suite: str, variant: str) -> bool:
    try:
        load_world(root, suite, [variant])
    except UsageError:
        return False
    return True


def _line(worlds: Iterable[World], recording: Recording) -> RecordedLine:
    name = recording.id
    world = next((one for one in worlds if is_of_today(one, name.scenario, name.variant)), None)
    missed = "no suite has its scenario and its variant any more"
    if world is not None:
        missed = RecordedModel({name: recording}).miss(subject_of(world.suite, name)) or ""
    return RecordedLine(
        id=name,
        suite=world.suite.id if world else "",
        title=world.suite.scenario(name.scenario).title if world else "",
        day=recording.recorded_at[:10],
        model=recording.model,
        provenance=recording.provenance,
        missed=missed,
    )


def _told(line: RecordedLine) -> Iterator[str]:
    """What a reader must know of a recording."""
    yield f"A recording of {line.day}, with {line.model or 'a model that is not known'}: {line.provenance}"
    if not line.suite:
        yield f"Nobody reads it today: {line.missed}."
    elif line.missed:
        yield f"Read by today's graders; a replay does not play it: {line.missed}."
    else:
        yield f"Read by today's graders of {line.suite}; a replay plays it."
