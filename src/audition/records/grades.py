"""What graders say of a trial: their readings, whole and in short, and the gate score that is made of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import fsum

from audition.records.definitions import Role
from audition.records.evidence import CaseId, TrialId


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Evidence: a piece of the work, verbatim."""

    text: str
    where: str
    """`deliverable`, `final_message`, `files` or `transcript`."""
    line: int | None = None
    """The line of the deliverable, from 1; None: unknown or elsewhere."""
    pointer: str | None = None
    """The place in the parsed deliverable, such as `$.risks[0].severity`."""


@dataclass(frozen=True, kw_only=True)
class Score:
    """A grader read the work."""

    value: float
    """In [0, 1]."""
    passed: bool
    reason: str
    """One line that a person can act on."""
    quotes: tuple[Quote, ...] = ()

    def __post_init__(self) -> None:
        if not 0.0 <= self.value <= 1.0:
            raise ValueError(f"a score is in [0, 1], got {self.value!r}")


@dataclass(frozen=True, kw_only=True)
class NotApplicable:
    """The question does not arise here: outside every estimate, never against coverage."""

    reason: str


@dataclass(frozen=True, kw_only=True)
class Unscored:
    """The instrument broke: no statement about the work; counts against coverage."""

    reason: str
    detail: str = ""
    """A traceback or the judge's reply, for whoever mends the instrument."""


Reading = Score | NotApplicable | Unscored


class GraderKind(StrEnum):
    """What reads a trial."""

    CHECK = "check"
    RUBRIC = "rubric"
    CRITERION = "criterion"
    GATE = "gate"
    """The gate score: points met of points that apply; computed, stored nowhere."""


class Status(StrEnum):
    """What became of a reading."""

    SCORED = "scored"
    NOT_APPLICABLE = "not_applicable"
    UNSCORED = "unscored"


@dataclass(frozen=True, kw_only=True, slots=True)
class Graded:
    """What read a trial, and what its reading is for."""

    trial: TrialId
    grader: str
    """A check's id, a rubric's id, or `<rubric>/<criterion>`."""
    kind: GraderKind
    role: Role
    compared: bool = True
    """False: one playbook's own, tracked and never part of a comparison."""
    version: str
    """Digest of what graded: a check's code and parameters, a rubric's criteria. Unlike versions are not compared."""
    fingerprint: str | None = None
    """A judge's model, prompt and rubric, bound together; None for checks."""
    points: float = 1.0
    """What it weighs in the gate score, where it is part of it."""

    @property
    def gates(self) -> bool:
        """Whether it is part of the gate score."""
        return self.role is Role.GATE and self.compared

    @property
    def decides(self) -> bool:
        """Whether a verdict or its case rests on it: it is required, or part of the gate score."""
        return self.role is Role.REQUIRED or self.gates


@dataclass(frozen=True, kw_only=True, slots=True)
class Grade(Graded):
    """A grader's reading of one trial."""

    reading: Reading

    @property
    def mark(self) -> Mark:
        """The same in short."""
        read = self.reading
        value, passed = (read.value, read.passed) if isinstance(read, Score) else (None, None)
        return Mark(
            trial=self.trial,
            grader=self.grader,
            kind=self.kind,
            role=self.role,
            compared=self.compared,
            version=self.version,
            fingerprint=self.fingerprint,
            points=self.points,
            status=STATUS[type(read)],
            value=value,
            passed=passed,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark(Graded):
    """A grade in short, without its reason and quotes: what is counted and compared."""

    status: Status
    value: float | None
    """In [0, 1]; None unless scored, as `passed`."""
    passed: bool | None

    @property
    def failed(self) -> bool:
        """Whether the work was read and fell short."""
        return self.status is Status.SCORED and not self.passed


STATUS: Mapping[type, Status] = {
    Score: Status.SCORED,
    NotApplicable: Status.NOT_APPLICABLE,
    Unscored: Status.UNSCORED,
}

GATE = "gate score"
"""What the gate score is called where it stands among graders."""


def gate_score(marks: Iterable[Mark]) -> Reading:
    """The gate score of one trial: points met of points that apply, passed when nothing of it was missed.

    What scored in part gives that part of its points. Unscored as soon as a part of it is, since part of an instrument
    measures something else; not applicable when nothing of it applies.
    """
    gating = [mark for mark in marks if mark.gates]
    broken = [mark.grader for mark in gating if mark.status is Status.UNSCORED]
    if broken:
        return Unscored(reason=f"unscored: {', '.join(broken)}")
    possible = fsum(mark.points for mark in gating if mark.value is not None)
    if not possible:
        return NotApplicable(reason="nothing that makes the gate score applies")
    met = fsum(mark.points * mark.value for mark in gating if mark.value is not None)
    missed = [mark.grader for mark in gating if mark.failed]
    told = f"{met:.4g} of {possible:.4g} points" + (f"; not met: {', '.join(missed)}" if missed else "")
    return Score(value=min(1.0, met / possible), passed=not missed, reason=told)


def is_saturated(gate: Iterable[Mark]) -> bool:
    """Whether gate scores have nothing left to gain: there are some, and each is full."""
    values = [mark.value for mark in gate if mark.value is not None]
    return bool(values) and min(values) >= 1.0


def gate_marks(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The gate score of every trial that something that gates has read, by scenario, variant and index."""
    trials: dict[TrialId, list[Mark]] = {}
    for mark in marks:
        if mark.gates:
            trials.setdefault(mark.trial, []).append(mark)
    return tuple(
        Grade(
            trial=trial,
            grader=GATE,
            kind=GraderKind.GATE,
            role=Role.GATE,
            version="",
            reading=gate_score(trials[trial]),
        ).mark
        for trial in sorted(trials)
    )


@dataclass(frozen=True, order=True, kw_only=True)
class KnownFailure:
    """What is required and some trial of a case failed in the run that was accepted; which trial it was is chance."""

    case: CaseId
    """Of the variant itself, at whatever revision it plays."""
    grader: str
