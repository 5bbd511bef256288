"""The author's loop: on save, lint, play the affected cases again, show what moved."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from glob import escape
from itertools import product
from pathlib import Path

from audition.analysis.moves import moves
from audition.analysis.prompt_change import prompt_change
from audition.errors import NothingSelected, UsageError
from audition.loading.prompt_lint import Remark
from audition.models.recorded import RecordedModel
from audition.project.world import World, load_worlds, places_of
from audition.records.evidence import CaseId, TrialId
from audition.records.grades import Mark, Score
from audition.records.moves import Move
from audition.records.prompt_change import PromptChange
from audition.records.results import Played, Reaction
from audition.records.variants import Variant
from audition.running.affected import affected_cases
from audition.running.misses import Misses, told_misses
from audition.running.order import Order
from audition.running.plan import subject_of
from audition.running.recorded import recordings_of
from audition.store.baselines import read_baseline
from audition.store.run_file import RunFile
from audition.store.run_ids import stored_runs
from audition.usecases.check import lint
from audition.usecases.run import run

WATCHED = ("pyproject.toml", "agents/*/*.md", "scenarios/*/*.yaml", "rubrics/**/*.yaml", "evals/**/*.py")
"""What people write, as patterns relative to the project; prompts and a suite's checks elsewhere are watched too."""

Stamp = tuple[int, int]
"""When a file was changed last, in nanoseconds, and its bytes."""


def snapshot(root: Path, elsewhere: Iterable[str] = ()) -> Mapping[str, Stamp]:
    """Every watched file with its stamp.

    A look at all of them takes about a millisecond for a hundred files, works on every file system and in containers,
    and costs no dependency; that is why nothing is asked of the operating system's own watchers.

    Args:
        root: The project's folder.
        elsewhere: Further patterns.
    """
    found = {}
    for pattern in (*WATCHED, *elsewhere):
        for path in root.glob(pattern):
            try:
                status = path.stat()
            except OSError:  # it went away meanwhile
                continue
            found[path.relative_to(root).as_posix()] = (status.st_mtime_ns, status.st_size)
    return found


def changed_paths(before: Mapping[str, Stamp], after: Mapping[str, Stamp]) -> tuple[str, ...]:
    """Files that are new, gone or other than before, sorted."""
    return tuple(sorted(path for path in before.keys() | after.keys() if before.get(path) != after.get(path)))


@dataclass(kw_only=True)
class Watch:
    """A project under watch: what was last seen of it, and what may still be spent."""

    root: Path
    suites: tuple[str, ...]
    """Empty: all."""
    order: Order
    """How affected cases are played; its selection narrows them further."""
    _variants: dict[str, Variant] = field(init=False, default_factory=dict)
    _said: dict[str, frozenset[str]] = field(init=False, default_factory=dict)
    """Variant id → what lint said of it."""
    _elsewhere: tuple[str, ...] = field(init=False, default=())
    """Patterns of prompts, of what lies beside them, and of checks."""

    def __post_init__(self) -> None:
        self.root = places_of(self.root).root
        worlds = load_worlds(self.root, self.suites)
        self._remember(worlds)
        for world in worlds:
            self._said |= {v.id: frozenset(map(_gist, lint(world, v))) for v in world.suite.variants}

    def look(self) -> Mapping[str, Stamp]:
        """What is watched, as it stands."""
        return snapshot(self.root, self._elsewhere)

    def react(self, changed: Sequence[str]) -> Reaction:
        """Lint what changed, play the cases that it affects, and say what moved.

        Raises:
            EngineError: The machinery broke.
        """
        try:
            worlds = load_worlds(self.root, self.suites)
        except UsageError as error:
            return Reaction(changed=tuple(changed), faults=str(error))
        known = dict(self._variants)
        self._remember(worlds)
        edited = [(world, variant) for world in worlds for variant in world.suite.variants if variant.path in changed]
        return Reaction(
            changed=tuple(changed),
            remarks=tuple(str(remark) for world, variant in edited for remark in self._new_remarks(world, variant)),
            prompts=tuple(_edited(known[variant.id], variant) for _, variant in edited if variant.id in known),
            plays=tuple(self._plays(worlds, changed)),
        )

    def _new_remarks(self, world: World, variant: Variant) -> Iterator[Remark]:
        """What lint did not say of the file when it was seen before, wherever it stood then."""
        known = self._said.get(variant.id, frozenset())
        remarks = lint(world, variant)
        self._said[variant.id] = frozenset(map(_gist, remarks))
        return (remark for remark in remarks if _gist(remark) not in known)

    def _remember(self, worlds: Iterable[World]) -> None:
        for world in worlds:
            self._variants |= {variant.id: variant for variant in world.suite.variants}
        suites = [world.suite for world in worlds]
        checks = (f"{suite.checks_folder}/*.py" for suite in suites if suite.checks_folder)
        prompts = (path for suite in suites for variant in suite.variants for path in variant.sources)
        # what a link outside the project led to is no place below it, which a pattern could find
        inside = (escape(path) for path in prompts if not path.startswith("../"))
        self._elsewhere = tuple(dict.fromkeys([*checks, *inside]))

    def _plays(self, worlds: Iterable[World], changed: Sequence[str]) -> Iterator[Played]:
        for world in worlds:
            cases = affected_cases(world.suite, changed)
            if cases:
                yield self._play(world, cases)

    def _play(self, world: World, cases: frozenset[CaseId]) -> Played:
        trials = self.order.selection.trials or world.suite.trials
        misses = _missed(world, cases, trials) if self.order.replays else Misses()
        missed = tuple(misses.lines())
        pairs = frozenset((case.scenario, case.variant) for case in cases - misses.cases)
        if not pairs:
            return Played(missed=missed)
        if self.order.broke:
            return Played(why_not="the cap of this watch is spent")
        order = replace(self.order, suite=world.suite.id, selection=replace(self.order.selection, cases=pairs))
        earlier = stored_runs(world.places.runs)
        try:
            done = run(self.root, order)
        except NothingSelected as why:
            return Played(missed=missed, why_not="" if missed else str(why))
        self.order = self.order.after(done.spent_usd)
        with RunFile.open_readonly(done.path) as file:
            against, before = _reference(world, earlier)
            found = moves(before, file.marks()) if against else ()
            told = tuple(_with_reason(move, file) for move in found)
            return Played(
                trials=len(done.facts.planned),
                cases=len({trial.case for trial in done.facts.planned}),
                stopped=done.stopped,
                interrupted=done.interrupted,
                missed=missed,
                spent_usd=None if self.order.live is None else done.spent_usd,
                left_usd=self.order.live.cap_usd if self.order.live else None,
                against=against,
                moves=told,
            )


def _missed(world: World, cases: Iterable[CaseId], trials: int) -> Misses:
    """Those of the affected trials that are recorded, but as something else."""
    kept = recordings_of(world)
    recorded, found = RecordedModel(kept), {}
    for case, index in product(cases, range(trials)):
        trial = TrialId(case.scenario, case.variant, index)
        why = recorded.miss(subject_of(world.suite, trial)) if trial.recorded_as in kept else None
        if why is not None:
            found[trial] = why
    return told_misses(world, found)


def _gist(remark: Remark) -> str:
    """What it says but for lines and amounts, which every edit shifts."""
    return re.sub(r"\d[\d,]*", "#", remark.what)


def _edited(before: Variant, after: Variant) -> PromptChange:
    return replace(prompt_change(before, after), baseline="the save before", candidate=after.path)


def _reference(world: World, earlier: Sequence[Path]) -> tuple[str, list[Mark]]:
    """What to measure from, and its marks: each variant's accepted scores, or those of the suite's last run."""
    try:
        sheets = read_baseline(world.places.baseline(world.suite.agent)).sheets
    except FileNotFoundError:
        sheets = {}
    days = " and ".join(sorted({sheet.facts.created_at[:10] for sheet in sheets.values()}))
    told = [f"the baseline accepted from {days}"] if sheets else []
    marks = [mark for sheet in sheets.values() for mark in sheet.marks()]
    new = {variant.id for variant in world.suite.variants} - sheets.keys()
    for path in earlier if new else ():
        with RunFile.open_readonly(path) as file:
            if file.facts.suite == world.suite.id and new & file.facts.variants.keys():
                told.append(f"run {file.facts.id}")
                marks += [mark for mark in file.marks() if mark.trial.variant in new]
                break
    return " and ".join(told), marks


def _with_reason(move: Move, file: RunFile) -> Move:
    """The move with why a trial fails now."""
    if move.is_gate or move.after is None or move.after.passed == move.after.scored:
        return move
    for trial in file.facts.planned:
        for grade in file.grades(trial) if trial.case == move.case else ():
            reading = grade.reading
            if grade.grader == move.grader and isinstance(reading, Score) and not reading.passed:
                return replace(move, reason=reading.reason)
    return move
