"""What graders say of a trial: their readings, each bound to the trial and to what read it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audition.records.definitions import Role
from audition.records.evidence import TrialId


@dataclass(frozen=True, kw_only=True)
class Quote:
    """Evidence: a piece of the work, verbatim."""

    text: str
    where: str
    """`plan`, `final_message`, `files` or `transcript`."""
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
    """The share of applicable gate checks that a trial passed; computed, stored nowhere."""


@dataclass(frozen=True, kw_only=True)
class Grade:
    """A grader's reading of one trial."""

    trial: TrialId
    grader: str
    """A check's id, a rubric's id, or `<rubric>/<criterion>`."""
    kind: GraderKind
    role: Role
    reading: Reading
    compared: bool = True
    """False: one playbook's own, tracked and never part of a comparison."""
    version: str
    """Digest of what graded: a check's code and parameters, a rubric's criteria. Unlike versions are not compared."""
    fingerprint: str | None = None
    """A judge's model, prompt and rubric, bound together; None for checks."""
