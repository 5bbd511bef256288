"""What a run will play, decided before anything runs; pure."""

from __future__ import annotations

import fnmatch
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from audition.errors import NothingSelected, NotInSuite
from audition.models.protocol import Subject
from audition.project.players import cast_names
from audition.records.definitions import Scenario, Suite
from audition.records.evidence import TrialId
from audition.records.findings import LeftOut
from audition.records.identity import text_digest
from audition.records.variants import Variant
from audition.text import counted, did_you_mean


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which cases of a suite are wanted; empty tuples mean all."""

    variants: tuple[str, ...] = ()
    """Ids such as `account-manager/sales`, or the part after the slash."""
    players: tuple[str, ...] = ()
    """Who plays them in place of whom the suite says; several make a side each."""
    scenarios: tuple[str, ...] = ()
    """Ids or glob patterns."""
    tags: tuple[str, ...] = ()
    """A scenario is taken when it has any of them."""
    keyword: str = ""
    """A part of `<scenario>[<variant>]`."""
    cases: frozenset[tuple[str, str]] | None = None
    """(scenario, variant) pairs, such as those that failed last time; None: all."""
    trials: int | None = None
    """Trials a case; None: as the suite says."""
    allocation: Mapping[str, int] = field(default_factory=dict)
    """Scenario → its trials a case, where they are spread unevenly: `trials` is their mean."""


@dataclass(frozen=True, kw_only=True)
class Plan:
    """The trials of a run, in the order in which they start."""

    subjects: tuple[Subject, ...]
    trials: int
    """Trials a case."""
    left_out: tuple[LeftOut, ...] = ()
    missed: Mapping[TrialId, str] = field(default_factory=dict)
    """In replay: what is wanted and no recording holds as it is today, with why."""

    @property
    def ids(self) -> tuple[TrialId, ...]:
        """What is planned, in that order."""
        return tuple(subject.id for subject in self.subjects)


def make_plan(
    suite: Suite, selection: Selection, *, seed: int = 0, miss: Callable[[Subject], str | None] | None = None
) -> Plan:
    """The selected cases, each with its trials.

    Trials of one index start together and their arms in random order, so that drift in time meets every variant alike.

    Args:
        suite: As loaded.
        selection: Which cases are wanted.
        seed: Decides the order.
        miss: In replay: why no recording holds a trial as it is today; such trials are left out and named.

    Raises:
        UsageError: A name in the selection fits nothing.
        NothingSelected: The selection holds no case.
    """
    trials = suite.trials if selection.trials is None else selection.trials
    variants = _selected_variants(suite, selection)
    scenarios = _selected_scenarios(suite, selection)
    cases = [
        (scenario, variant) for scenario in scenarios for variant in variants if _wanted(scenario, variant, selection)
    ]
    if not cases:
        raise NothingSelected("the selection holds no case: no scenario fits all of its conditions")
    wanted = [
        subject_of(suite, TrialId(scenario.id, variant.id, index))
        for scenario, variant in cases
        for index in range(selection.allocation.get(scenario.id, trials))
    ]
    found = ((subject.id, None if miss is None else miss(subject)) for subject in wanted)
    missed = {trial: why for trial, why in found if why is not None}
    return Plan(
        subjects=_interleaved([subject for subject in wanted if subject.id not in missed], seed),
        trials=trials,
        left_out=tuple(_left_out([subject.id for subject in wanted], missed, trials)),
        missed=missed,
    )


def subject_of(suite: Suite, trial: TrialId) -> Subject:
    """All that identifies a trial of the suite; KeyError when the suite has no such case."""
    return Subject(
        id=trial,
        variant=suite.variant(trial.variant),
        scenario=suite.scenario(trial.scenario),
        schema_digest=suite.schema.digest,
    )


def seed_of(run_id: str) -> int:
    """The seed that a run's identity gives: the same file gives the same order and the same figures."""
    return int(text_digest(run_id)[:12], 16)


def _wanted(scenario: Scenario, variant: Variant, selection: Selection) -> bool:
    if selection.cases is not None and (scenario.id, variant.id) not in selection.cases:
        return False
    return selection.keyword in f"{scenario.id}[{variant.id}]"


def _selected_variants(suite: Suite, selection: Selection) -> list[Variant]:
    chosen = []
    named = cast_names(suite, selection.variants, selection.players)
    for name in named or tuple(variant.id for variant in suite.variants):
        found = [variant for variant in suite.variants if name in (variant.id, variant.id.split("/", 1)[1])]
        if not found:
            known = {short for variant in suite.variants for short in (variant.id, variant.id.split("/", 1)[1])}
            raise NotInSuite(f"no variant {name!r} in suite {suite.id!r}{did_you_mean(name, known)}")
        chosen += [variant for variant in found if variant not in chosen]
    return chosen


def _selected_scenarios(suite: Suite, selection: Selection) -> list[Scenario]:
    for pattern in selection.scenarios:
        if not any(fnmatch.fnmatchcase(scenario.id, pattern) for scenario in suite.scenarios):
            meant = did_you_mean(pattern, (scenario.id for scenario in suite.scenarios))
            raise NotInSuite(f"no scenario {pattern!r} in suite {suite.id!r}{meant or '; globs work, as in -s late-*'}")
    known_tags = {tag for scenario in suite.scenarios for tag in scenario.tags}
    for tag in selection.tags:
        if tag not in known_tags:
            raise NotInSuite(f"no scenario of suite {suite.id!r} has the tag {tag!r}{did_you_mean(tag, known_tags)}")
    return [
        scenario
        for scenario in suite.scenarios
        if (not selection.scenarios or any(fnmatch.fnmatchcase(scenario.id, p) for p in selection.scenarios))
        and (not selection.tags or set(selection.tags) & set(scenario.tags))
    ]


def _interleaved(subjects: Sequence[Subject], seed: int) -> tuple[Subject, ...]:
    """Waves by index; in a wave scenarios in random order, and a scenario's arms back to back in random order."""
    order = random.Random(seed)  # noqa: S311  # an order, no secret
    place = {key: order.random() for key in sorted({(s.id.index, s.id.scenario) for s in subjects})}
    arm = {subject.id: order.random() for subject in sorted(subjects, key=lambda s: s.id)}
    return tuple(
        sorted(subjects, key=lambda s: (s.id.index, place[s.id.index, s.id.scenario], s.id.scenario, arm[s.id]))
    )


def _left_out(wanted: Sequence[TrialId], missed: Mapping[TrialId, str], trials: int) -> Iterator[LeftOut]:
    """What a replay leaves out and why: whole variants, whole scenarios, then single trials."""
    playing = [trial for trial in wanted if trial not in missed]
    for why in dict.fromkeys(missed.values()):
        here = [trial for trial in wanted if missed.get(trial) == why]
        silent = [name for name in _each("variant", here) if name not in _each("variant", playing)]
        rest = [trial for trial in here if trial.variant not in silent]
        scenes = [name for name in _each("scenario", rest) if name not in _each("scenario", playing)]
        single = [str(trial) for trial in rest if trial.scenario not in scenes]
        for name in silent:
            count = sum(trial.variant == name for trial in here)
            yield LeftOut(what=f"{name} in {counted(count, 'trial')}", why=why)
        if scenes:
            yield LeftOut(what=f"{counted(len(scenes), 'scenario')}: {', '.join(scenes)}", why=why)
        if single:
            told = f"{len(single)} of {len(wanted)} trials ({trials} a case): {', '.join(single)}"
            yield LeftOut(what=told, why=why)


def _each(part: str, trials: Iterable[TrialId]) -> dict[str, None]:
    """The variants, or the scenarios, of some trials, in their order."""
    return dict.fromkeys(getattr(trial, part) for trial in trials)
