"""What we conclude: readings of graders, bound to the trial they were made on."""

from __future__ import annotations

from collections.abc import Mapping
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


class Mode(StrEnum):
    """How a run gets its answers."""

    REPLAY = "replay"
    LIVE = "live"
    BATCH = "batch"
    SCRIPTED = "scripted"


_FLAGS: Mapping[Mode, tuple[str, ...]] = {Mode.LIVE: ("--live",), Mode.BATCH: ("--live", "--batch")}


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Something that a run or a comparison does not include, and why."""

    what: str
    why: str


@dataclass(frozen=True, kw_only=True)
class VariantFacts:
    """What a run knows of a variant it played."""

    digest: str
    model_alias: str
    model: str
    path: str
    revision: str | None
    text: str
    """The whole agent file, so that a later comparison can show what changed."""


@dataclass(frozen=True, kw_only=True)
class ScenarioFacts:
    """What a run knows of a scenario it played."""

    digest: str
    title: str
    category: str
    tags: tuple[str, ...]
    request_digest: str


@dataclass(frozen=True, kw_only=True)
class Looks:
    """The planned looks of a sequential run, fixed before its first trial."""

    most_trials: int
    """Trials a case at the last look."""
    looks: int = 5
    alpha: float = 0.05
    """What all looks together may spend on claiming a difference."""
    worse_only: bool = False
    """Whether only a regression is looked for."""


@dataclass(frozen=True, kw_only=True)
class RunFacts:
    """One invocation over a plan: everything a reader needs to place its trials."""

    id: str
    suite: str
    mode: Mode
    created_at: str
    """UTC, ISO 8601."""
    trials: int
    """Trials a case, as planned."""
    planned: tuple[TrialId, ...]
    variants: Mapping[str, VariantFacts]
    scenarios: Mapping[str, ScenarioFacts]
    schema_digest: str
    rubrics: Mapping[str, str]
    """Rubric id → digest."""
    margin: float
    coverage: float
    caveat: str = ""
    """What the trials' origin means for the figures, such as recordings taken by hand."""
    left_out: tuple[LeftOut, ...] = ()
    engine: str
    """audition's version."""
    commit: str | None = None
    """The project's git commit, with `+changes` when the tree was not clean; None outside git."""
    sdk: str | None = None
    """The version of the anthropic package when it was used."""
    cap_usd: float | None = None
    fresh: bool = False
    """Whether no answer of another run may be taken from the response cache."""
    looks: Looks | None = None
    """None: all trials were planned at once, and looked at once."""

    @property
    def agent(self) -> str:
        """The agent whose variants it played."""
        return next(iter(self.variants)).split("/", 1)[0]

    @property
    def flags(self) -> tuple[str, ...]:
        """What `audition run` needs to play as this run was played."""
        return _FLAGS.get(self.mode, ())

    @property
    def resuming(self) -> str:
        """The command that plays what is missing, in the way of the trials that are there."""
        return " ".join(("audition run --resume", self.id, *self.flags))
