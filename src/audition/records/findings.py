"""What a run set out to do, and what its readers must know of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from audition.records.evidence import TrialId


class Mode(StrEnum):
    """How a run gets its answers."""

    REPLAY = "replay"
    LIVE = "live"
    BATCH = "batch"
    SCRIPTED = "scripted"


LOOP_VERSION = "1"
"""Of the engine's own loop with its tools; raised when a trial would go otherwise than before."""


@dataclass(frozen=True, kw_only=True)
class PlayerFacts:
    """What played a run's trials."""

    name: str = "loop"
    """`loop` and `replay` are the engine's own: a replay is the loop over recorded answers."""
    version: str = LOOP_VERSION

    def is_like(self, other: PlayerFacts) -> bool:
        """Whether trials of both may be compared."""
        own = {"loop", "replay"}
        return self.version == other.version and (self.name == other.name or {self.name, other.name} == own)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


_FLAGS: Mapping[Mode, tuple[str, ...]] = {Mode.LIVE: ("--live",), Mode.BATCH: ("--live", "--batch")}


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Something that a run or a comparison does not include, and why."""

    what: str
    why: str


@dataclass(frozen=True, kw_only=True)
class PromptCommit:
    """The commit that a prompt file has been as it is since."""

    id: str
    title: str
    author: str
    day: str
    """As ISO 8601 writes it, such as `2026-09-26`."""


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
    settings: tuple[tuple[str, str], ...] = ()
    """How its model was asked, as far as that was said: effort, thinking, output_tokens, each with its value."""
    player: PlayerFacts | None = None
    """A program that played it; None: what played the run."""
    commit: PromptCommit | None = None
    """None: git has none of it, or it was edited since."""
    sections: tuple[tuple[str, str], ...] = ()
    """Every section's heading, empty above the first, with a digest of its text; so kept where the text is not."""


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
    player: PlayerFacts | None = None
    """None: the run is older than players, see `played_by`."""
    sdk: str | None = None
    """The version of the anthropic package when it was used."""
    cap_usd: float | None = None
    fresh: bool = False
    """Whether no answer of another run may be taken from the response cache."""
    looks: Looks | None = None
    """None: all trials were planned at once, and looked at once."""
    errand: str = ""
    """What it was played for, such as the screen of a week, which goes on with it after a kill; empty: for itself."""

    @property
    def played_by(self) -> PlayerFacts:
        """What played its trials; once there were the loop and its replay alone."""
        return self.player or PlayerFacts(name="replay" if self.mode is Mode.REPLAY else "loop")

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
        """The command that plays what is missing, in the way of the trials that are there and under their cap."""
        cap = () if self.cap_usd is None else (f"--cap {self.cap_usd:g}",)
        return " ".join(("audition run --resume", self.id, *self.flags, *cap))
