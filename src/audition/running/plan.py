"""What a run will play, decided before anything runs; pure."""

from __future__ import annotations

import fnmatch
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from audition.errors import NothingSelected, UsageError
from audition.models.protocol import Subject
from audition.records.definitions import Scenario, Suite, Variant
from audition.records.evidence import TrialId
from audition.records.findings import LeftOut
from audition.records.identity import text_digest


@dataclass(frozen=True, kw_only=True)
class Selection:
    """Which cases of a suite are wanted; empty tuples mean all."""

    variants: tuple[str, ...] = ()
    """Ids such as `account-manager/sales`, or the part after the slash."""
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

    @property
    def ids(self) -> tuple[TrialId, ...]:
        """What is planned, in that order."""
        return tuple(subject.id for subject in self.subjects)


def make_plan(
    suite: Suite, selection: Selection, *, seed: int = 0, available: Callable[[TrialId], bool] | None = None
) -> Plan:
    """The selected cases, each with its trials.

    Trials of one index start together and their arms in random order, so that drift in time meets every variant alike.

    Args:
        suite: As loaded.
        selection: Which cases are wanted.
        seed: Decides the order.
        available: In replay: whether a trial is recorded at all; trials that are not are left out and named.

    Raises:
        UsageError: A name in the selection fits nothing.
        NothingSelected: No case is left.
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
    played = [subject for subject in wanted if available is None or available(subject.id)]
    if not played:
        raise NothingSelected("none of the selected trials is recorded; `audition run --live --record` records them")
    return Plan(subjects=_interleaved(played, seed), trials=trials, left_out=_unrecorded(suite, wanted, played, trials))


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
    for name in selection.variants or tuple(variant.id for variant in suite.variants):
        found = [variant for variant in suite.variants if name in (variant.id, variant.id.split("/", 1)[1])]
        if not found:
            raise UsageError(f"no variant {name!r} in suite {suite.id!r}: it has {_names(suite.variants)}")
        chosen += [variant for variant in found if variant not in chosen]
    return chosen


def _selected_scenarios(suite: Suite, selection: Selection) -> list[Scenario]:
    for pattern in selection.scenarios:
        if not any(fnmatch.fnmatchcase(scenario.id, pattern) for scenario in suite.scenarios):
            raise UsageError(f"no scenario {pattern!r} in suite {suite.id!r}: it has {_names(suite.scenarios)}")
    known_tags = {tag for scenario in suite.scenarios for tag in scenario.tags}
    for tag in selection.tags:
        if tag not in known_tags:
            raise UsageError(
                f"no scenario of suite {suite.id!r} has the tag {tag!r}: tags are {', '.join(sorted(known_tags))}"
            )
    return [
        scenario
        for scenario in suite.scenarios
        if (not selection.scenarios or any(fnmatch.fnmatchcase(scenario.id, p) for p in selection.scenarios))
        and (not selection.tags or set(selection.tags) & set(scenario.tags))
    ]


def _names(things: Sequence[Scenario] | Sequence[Variant]) -> str:
    return ", ".join(thing.id for thing in things)


def _interleaved(subjects: Sequence[Subject], seed: int) -> tuple[Subject, ...]:
    """Waves by index; in a wave scenarios in random order, and a scenario's arms back to back in random order."""
    order = random.Random(seed)  # noqa: S311  # an order, no secret
    place = {key: order.random() for key in sorted({(s.id.index, s.id.scenario) for s in subjects})}
    arm = {subject.id: order.random() for subject in sorted(subjects, key=lambda s: s.id)}
    return tuple(
        sorted(subjects, key=lambda s: (s.id.index, place[s.id.index, s.id.scenario], s.id.scenario, arm[s.id]))
    )


def _unrecorded(suite: Suite, wanted: Sequence[Subject], played: Sequence[Subject], trials: int) -> tuple[LeftOut, ...]:
    """What a replay leaves out: whole scenarios in one line, single trials in another."""
    playing = {subject.id for subject in played}
    missing = [subject.id for subject in wanted if subject.id not in playing]
    heard = {trial.scenario for trial in playing}
    silent = [s.id for s in suite.scenarios if s.id in {trial.scenario for trial in missing} and s.id not in heard]
    single = [str(trial) for trial in missing if trial.scenario in heard]
    found = []
    if silent:
        found.append(LeftOut(what=f"{len(silent)} scenarios: {', '.join(silent)}", why="no recording"))
    if single:
        found.append(
            LeftOut(
                what=f"{len(single)} of {len(wanted)} trials ({trials} a case): {', '.join(single)}", why="no recording"
            )
        )
    return tuple(found)
