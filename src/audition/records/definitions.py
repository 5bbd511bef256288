"""What people write: variants, scenarios, rubrics and the suite that holds them together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from audition.errors import Locus, UsageError
from audition.records.criteria import Criterion, Rubric
from audition.records.limits import Limits
from audition.records.media import Attachment
from audition.records.players import OWN_ROOM, Casting, Room
from audition.records.rules import Hold, RuleEdit
from audition.records.scene import NO_SCHEMA, Brief, DeliverableSpec, Schema, ToolFixture, UserReply
from audition.records.variants import Variant

CRITERIA = "criteria"
"""What all scenarios' own criteria are called together; each is the grader `criteria/<id>`."""


class Role(StrEnum):
    """What a grader's score is for."""

    REQUIRED = "required"
    """A failed trial fails its case at once."""
    GATE = "gate"
    """One part of the gate score, on which verdicts are decided."""
    INFORMS = "informs"
    """Shown and tracked; decides nothing."""


@dataclass(frozen=True, kw_only=True)
class CheckSpec:
    """A check as written in a suite or scenario; grading turns it into a `Check`."""

    id: str
    """The grader's name in scores and reports; unique among the checks that meet one case."""
    check: str
    """Which check; a name of the engine's or of the suite's own checks."""
    params: Mapping[str, Any]
    variants: tuple[str, ...] = ()
    """The variants whose playbook it belongs to; empty: all. A check with variants is tracked, never compared."""
    points: float = 1.0
    """What it weighs in the gate score, above 0."""
    why: str = ""
    holds: tuple[Hold, ...] = ()
    """The rules of the prompts that it holds; they change nothing about what it says."""
    locus: Locus
    param_loci: Mapping[str, Locus] = field(default_factory=dict)
    """Where each parameter stands, for faults."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """One situation that the agent meets."""

    id: str
    title: str
    reason: str
    """Why this scenario exists, in one line."""
    category: str
    tags: tuple[str, ...]
    day: date | None
    """The day the agent is told it is; None: it is told of none."""
    instruction: Mapping[str, Any]
    """Becomes a YAML file of the workspace; empty: the scenario states none."""
    files: Mapping[str, str]
    """Further workspace files: path → text."""
    binaries: Mapping[str, bytes] = field(default_factory=dict)
    """Workspace files that are no text."""
    history: Mapping[str, bytes] = field(default_factory=dict)
    """Files of the workspace's `.git`, where the scenario lays out a repository; no part of a work's files."""
    sources: tuple[str, ...] = ()
    """The files and folders of the project that some of them were read from."""
    facts: Mapping[str, Any]
    """What graders hold the work against; the agent never sees them."""
    checks: tuple[CheckSpec, ...]
    criteria: tuple[Criterion, ...] = ()
    """What a judge reads for in this scenario's works, after the suite's rubric and in the same call."""
    request: str
    """The first user message, rendered."""
    tells_request: bool = False
    """Whether the request tells what no instruction does, so that who judges the work must read it."""
    inputs: Mapping[str, str]
    """All files of the workspace at the start but the schema: path → text, the rendered instruction among them."""
    deliverables: tuple[DeliverableSpec, ...] = ()
    """The files that the agent must leave; empty: its final message is its work."""
    tools: tuple[ToolFixture, ...] = ()
    """Tools that are answered from fixtures."""
    attachments: tuple[Attachment, ...] = ()
    """What the request carries as content blocks before its text."""
    replies: tuple[UserReply, ...] = ()
    """What the user says further when the agent ends its turn, or asks."""
    user: Brief | None = None
    """Whom a model plays that says it in their place."""
    digest: str
    """Of what the agent meets: as_of, instruction, files, the request with what it carries, fixtures, replies, user."""
    locus: Locus

    @property
    def as_of(self) -> date:
        """The day the agent is told it is, for what cannot do without one.

        Raises:
            UsageError: The scenario states none.
        """
        if self.day is None:
            raise UsageError(f"{self.locus.path}: states no `as_of`")
        return self.day

    @property
    def deliverable(self) -> str:
        """The path of the first file that the agent must leave; empty: there is none."""
        return self.deliverables[0].path if self.deliverables else ""

    @property
    def start(self) -> Mapping[str, str]:
        """All files of the workspace at the start: path → text."""
        given = {each.schema_path: each.schema.text for each in self.deliverables if each.schema_path}
        return {**self.inputs, **given}


@dataclass(frozen=True, kw_only=True)
class Gate:
    """How scores become a decision."""

    required: tuple[str, ...]
    """Graders that fail a case at once."""
    margin: float
    """The difference in gate score, in (0, 1), that matters."""
    points: tuple[str, ...] = ()
    """What makes the gate score: checks, rubrics with all their criteria, `criteria`. What is named nowhere informs."""
    coverage: float = 0.95
    """The share of planned trials a side that must be scored, in (0, 1]; less makes a verdict invalid."""
    judge_labels: int = 60
    """Labels of people that a judge must have been held against before its rubric gates."""
    judge_kappa: float = 0.6
    """The lower bound of kappa that it must have reached there."""


@dataclass(frozen=True, kw_only=True)
class JudgePlan:
    """Who judges, and how often."""

    models: tuple[str, ...] = ()
    """Pinned model ids; more than one makes a panel. Empty: the project's judge."""
    repeats: int = 1
    """Verdicts a model gives on each trial and rubric."""
    reference: tuple[str, ...] = ()
    """The facts of a scenario that the judge is shown; the agent never sees them."""
    labels_of: tuple[str, ...] = ("person",)
    """Whose labels it may be held against: `person`, `model`."""


@dataclass(frozen=True, kw_only=True)
class Suite:
    """Scenarios, variants, graders and limits that belong together."""

    id: str
    title: str
    variants: tuple[Variant, ...]
    scenarios: tuple[Scenario, ...]
    schema: Schema = NO_SCHEMA
    """That of the suite's one deliverable; those of several are bound to their scenarios."""
    limits: Limits
    trials: int
    """Trials a case."""
    players: Mapping[str, Casting] = field(default_factory=dict)
    """What can play in place of the engine's own loop, by its name."""
    own_room: Room = OWN_ROOM
    """What a trial of the engine's own loop takes of a machine of a cluster."""
    checks: tuple[CheckSpec, ...]
    rubrics: tuple[Rubric, ...]
    gate: Gate
    judge: JudgePlan
    checks_folder: str | None
    """Folder of the suite's own checks, relative to the project."""
    rules: Mapping[str, tuple[RuleEdit, ...]] = field(default_factory=dict)
    """Variant → where a person cuts the rules of its prompt otherwise than its Markdown does."""
    locus: Locus

    @property
    def agent(self) -> str:
        """The agent whose variants play."""
        return self.variants[0].agent

    def variant(self, variant_id: str) -> Variant:
        """The variant with this id; KeyError when there is none."""
        return self._variants[variant_id]

    def scenario(self, scenario_id: str) -> Scenario:
        """The scenario with this id; KeyError when there is none."""
        return self._scenarios[scenario_id]

    @cached_property
    def _variants(self) -> Mapping[str, Variant]:
        return {variant.id: variant for variant in self.variants}

    @cached_property
    def _scenarios(self) -> Mapping[str, Scenario]:
        return {scenario.id: scenario for scenario in self.scenarios}
