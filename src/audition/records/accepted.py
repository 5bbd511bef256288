"""What is kept of a run for good: every score and every digest in compact form, without the evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from audition.records.definitions import Role
from audition.records.evidence import CaseId, Ended, Ending, Origin, TrialId
from audition.records.findings import RunFacts
from audition.records.grades import GraderKind, KnownFailure, Mark, Status
from audition.records.names import without_revision

LETTERS: Mapping[str, tuple[Status, bool | None]] = {
    "p": (Status.SCORED, True),
    "f": (Status.SCORED, False),
    "n": (Status.NOT_APPLICABLE, None),
    "u": (Status.UNSCORED, None),
}
"""Letter → status and whether passed; `-`: this grader did not read that trial."""


@dataclass(frozen=True, kw_only=True)
class SheetCase:
    """What became of one scenario's trials; every column has one entry a planned trial, or none at all: unknown."""

    scenario: str
    index: tuple[int, ...]
    """The trials planned, rising."""
    ending: tuple[Ending | None, ...]
    """None: planned and never played."""
    turns: tuple[int | None, ...] = ()
    tokens: tuple[int | None, ...] = ()
    cost_usd: tuple[float | None, ...] = ()
    seconds: tuple[float | None, ...] = ()
    models: tuple[str, ...] = ()
    """The model ids that answered in this case, sorted."""
    cached: tuple[int, ...] = ()
    """Indexes of trials that came from the response cache: no evidence of their own."""
    diverged: tuple[int, ...] = ()
    """Indexes of replays that left other files than were recorded."""

    def __post_init__(self) -> None:
        for name in ("ending", "turns", "tokens", "cost_usd", "seconds"):
            column = getattr(self, name)
            if len(column) != len(self.index) and (column or name == "ending"):
                raise ValueError(f"{name} has {len(column)} entries for {len(self.index)} trials")


@dataclass(frozen=True, kw_only=True)
class SheetScores:
    """One grader's readings of one scenario's trials."""

    scenario: str
    marks: str
    """One letter of `LETTERS` a planned trial."""
    values: tuple[float, ...] = ()
    """The scores of the trials marked p or f, in order; empty: 1 and 0."""

    def __post_init__(self) -> None:
        if set(self.marks) - {*LETTERS, "-"}:
            raise ValueError(f"marks are letters of {''.join(LETTERS)}-, got {self.marks[:40]!r}")
        scored = sum(mark in "pf" for mark in self.marks)
        if self.values and len(self.values) != scored:
            raise ValueError(f"{len(self.values)} values for {scored} scored trials")
        if not all(0.0 <= value <= 1.0 for value in self.values):
            raise ValueError("a score is in [0, 1]")


@dataclass(frozen=True, kw_only=True)
class SheetGrader:
    """One grader, at one version, with all that it read."""

    grader: str
    kind: GraderKind
    role: Role
    compared: bool = True
    version: str
    fingerprint: str | None = None
    points: float = 1.0
    scores: tuple[SheetScores, ...]


@dataclass(frozen=True, kw_only=True)
class ScoreSheet:
    """All scores of one variant in one run, with every digest that says what they may be compared with."""

    facts: RunFacts
    """Of the run, with this variant alone; the agent file's text and the plan are empty, see `run_facts`."""
    cases: tuple[SheetCase, ...]
    graders: tuple[SheetGrader, ...]

    def __post_init__(self) -> None:
        lengths = {case.scenario: len(case.index) for case in self.cases}
        for grader in self.graders:
            for scores in grader.scores:
                if lengths.get(scores.scenario) != len(scores.marks):
                    raise ValueError(f"{grader.grader}: the marks of {scores.scenario} do not fit its trials")

    @property
    def variant(self) -> str:
        """The variant's id."""
        (variant,) = self.facts.variants
        return variant

    @property
    def run_facts(self) -> RunFacts:
        """The facts with the plan that the cases hold."""
        planned = (TrialId(case.scenario, self.variant, index) for case in self.cases for index in case.index)
        return replace(self.facts, planned=tuple(planned))

    def ended(self) -> Iterator[Ended]:
        """Every trial that was played, in short."""
        for case in self.cases:
            unknown = (None,) * len(case.index)
            columns = (case.cost_usd or unknown, case.tokens or unknown, case.seconds or unknown, case.turns or unknown)
            for index, ending, cost_usd, tokens, seconds, turns in zip(case.index, case.ending, *columns, strict=True):
                if ending is not None:
                    yield Ended(
                        trial=TrialId(case.scenario, self.variant, index),
                        ending=ending,
                        origin=Origin.CACHED if index in case.cached else Origin(self.facts.mode.value),
                        diverged="its files differ from the recorded ones" if index in case.diverged else None,
                        cost_usd=cost_usd,
                        tokens=tokens,
                        seconds=seconds,
                        turns=turns,
                        models=case.models,
                    )

    def marks(self) -> Iterator[Mark]:
        """Every reading, in short."""
        trials = {case.scenario: [TrialId(case.scenario, self.variant, n) for n in case.index] for case in self.cases}
        for grader in self.graders:
            for scores in grader.scores:
                values = iter(scores.values)
                for trial, letter in zip(trials[scores.scenario], scores.marks, strict=True):
                    if letter in LETTERS:
                        status, passed = LETTERS[letter]
                        yield Mark(
                            trial=trial,
                            grader=grader.grader,
                            kind=grader.kind,
                            role=grader.role,
                            compared=grader.compared,
                            version=grader.version,
                            fingerprint=grader.fingerprint,
                            points=grader.points,
                            status=status,
                            value=None if passed is None else next(values, float(passed)),
                            passed=passed,
                        )


@dataclass(frozen=True, kw_only=True)
class Baseline:
    """What an agent's variants are held against: for each, the scores of the run that a person accepted last."""

    agent: str
    sheets: Mapping[str, ScoreSheet]
    """Variant id → its scores."""

    def __post_init__(self) -> None:
        for variant, sheet in self.sheets.items():
            if tuple(sheet.facts.variants) != (variant,):
                raise ValueError(f"the scores under {variant} are not that variant's")

    @property
    def known_failures(self) -> frozenset[KnownFailure]:
        """What is required and trials of these runs failed."""
        return frozenset(
            KnownFailure(case=CaseId(scores.scenario, without_revision(variant)), grader=grader.grader)
            for variant, sheet in self.sheets.items()
            for grader in sheet.graders
            for scores in grader.scores
            if grader.role is Role.REQUIRED and "f" in scores.marks
        )

    def accepting(self, sheets: Mapping[str, ScoreSheet]) -> Baseline:
        """This baseline with other scores for the variants given; the rest stands."""
        return replace(self, sheets={**self.sheets, **sheets})


class Occasion(StrEnum):
    """Why a run entered the history."""

    ACCEPTED = "accepted"
    WEEKLY = "weekly"


@dataclass(frozen=True, kw_only=True)
class HistoryEntry:
    """One run in an agent's history."""

    run: str
    week: str
    """ISO year and week, such as `2026-W47`."""
    occasion: Occasion
    sheets: Mapping[str, ScoreSheet]
    """Variant id → its scores."""
    doubted: tuple[str, ...] = ()
    """Variants that were found worse, or suspected and not put to the test: no evidence of what was accepted."""
