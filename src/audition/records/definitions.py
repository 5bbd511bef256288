"""What people write: variants, scenarios, rubrics and the suite that holds them together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from audition.errors import Locus, UsageError
from audition.records.identity import digest, text_digest
from audition.records.media import Attachment
from audition.records.players import OWN_ROOM, Casting, Room
from audition.records.rules import Hold, RuleEdit
from audition.records.scene import NO_SCHEMA, Brief, DeliverableSpec, Schema, ToolFixture, UserReply
from audition.text import plain_lines

CRITERIA = "criteria"
"""What all scenarios' own criteria are called together; each is the grader `criteria/<id>`."""


def without_player(variant_id: str) -> str:
    """The id of the variant that a player's name was added to: `clerk/terse` of `clerk/terse+claude-code@HEAD`."""
    plain, at, ref = variant_id.partition("@")
    return plain.partition("+")[0] + at + ref


def plain_id(variant_id: str) -> str:
    """The id of the variant itself, whoever plays it, at whatever revision and whatever was done to it."""
    return without_mutation(without_player(without_revision(variant_id)))


def without_mutation(variant_id: str) -> str:
    """The id of the variant that a mutant was made of: `clerk/terse+loop` of `clerk/terse~drop-…+loop`."""
    plain, plus, player = variant_id.partition("+")
    return plain.partition("~")[0] + plus + player if "~" in plain.partition("@")[0] else variant_id


def without_revision(variant_id: str) -> str:
    """The id of the variant itself: `account-manager/sales` of `account-manager/sales@HEAD~3`."""
    return variant_id.partition("@")[0]


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


SKILL_FILE = "SKILL.md"
"""What the file of a skill is called."""


class PromptKind(StrEnum):
    """What a prompt file is to Claude Code."""

    AGENT = "agent"
    SKILL = "skill"
    COMMAND = "command"
    PLAIN = "plain"
    """No frontmatter: a prompt for any program."""

    @property
    def tools_key(self) -> str:
        """The key by which such a file grants tools."""
        return "allowed-tools" if self.called else "tools"

    @property
    def called(self) -> bool:
        """Whether Claude Code sends it as a message with the words that call it, and not as a system prompt."""
        return self in (PromptKind.SKILL, PromptKind.COMMAND)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a suite says beside a prompt file, which counts more than what the file says, and what lies beside it."""

    model: str | None = None
    """An alias or an exact id."""
    effort: str | None = None
    thinking: str | int | None = None
    """`adaptive`, `disabled`, or the tokens that may be thought; None: as the model is used to."""
    output_tokens: int | None = None
    """Tokens of one answer at the most; None: the suite's limit."""
    tools: tuple[str, ...] | None = None
    inherits: str | None = None
    """The model of files that name none, or `inherit`: the suite's, else the project's."""
    player: Casting | None = None
    """None: the engine's own loop."""
    claude_md: str | None = None
    """The project's memory file that its agent is told, by its path from the project."""
    memory: Mapping[str, str] = field(default_factory=dict)
    """That file and what it imports, in the order in which the agent is told them: path → text."""
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    """A skill's other files: path in its folder → text, or bytes that are none."""
    companions: Mapping[str, str | bytes] = field(default_factory=dict)
    """The skills and subagents that an agent file names: path, which begins with `.claude/`, → text, or bytes."""


@dataclass(frozen=True, kw_only=True)
class Variant:
    """An agent prompt under test: one prompt file, at one revision, with what the suite sets beside it."""

    id: str
    """`<agent>/<variant>`, such as `account-manager/sales`, with `@<revision>` when it was read from git."""
    path: str
    """The prompt file, relative to the project."""
    kind: PromptKind = PromptKind.AGENT
    settings: Settings = field(default_factory=Settings)
    revision: str | None = None
    """The full id of the commit it was read from; None: the working file."""
    frontmatter: Mapping[str, Any]
    """Every key of the file's head as parsed, known or not."""
    system: str
    """The system prompt: the body without the blank lines around it, ending in one newline."""
    body_line: int
    """The line of the file on which `system` starts, from 1."""
    tools: tuple[str, ...]
    """The tools granted, in the file's order; a trial may know some by name alone."""
    model_alias: str
    """The model as written in the file, or where that leaves it open: an alias or an exact id."""
    model: str
    """The pinned model id that the alias stands for."""
    effort: str | None = None
    """How much a model is asked to think; None: as it is used to."""
    max_turns: int | None = None
    """Answers that the file allows a trial, beside the suite's limits."""
    digest: str
    """Of what makes the agent behave as it does, the model apart: `system` and `tools`, and what else there is."""
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    """What lies beside a skill, as it lies in the workspace: path → text, or bytes that are none."""
    text: str
    """The whole file."""
    mutated_from: str = ""
    """The system prompt that a rule was taken out of; empty: none was."""

    @property
    def playbook(self) -> str:
        """The system prompt by which its works are read: a mutant's are read by the one that it was made of."""
        return self.mutated_from or self.system

    @property
    def said(self) -> tuple[str, ...]:
        """Every text by which the agent is told what to do."""
        return (self.system, *self.settings.memory.values())

    @property
    def sources(self) -> tuple[str, ...]:
        """The project's files that it is made of: its own, the memory file with its imports, a skill's others."""
        home = self.path.rpartition("/")[0]
        return (self.path, *self.settings.memory, *(f"{home}/{name}" for name in self.settings.files))

    @property
    def needs_shell(self) -> bool:
        """Whether commands run in its trials: its agent's, or those that stand in its own text."""
        return "Bash" in self.tools or (self.kind.called and ("!`" in self.system or "```!" in self.system))

    @property
    def asked(self) -> Mapping[str, str]:
        """How its model is asked, as far as that is said: effort, thinking, output_tokens, player."""
        settings = self.settings
        said = {
            "effort": self.effort,
            "thinking": settings.thinking,
            "output_tokens": settings.output_tokens,
            "player": None if settings.player is None else settings.player.name,
        }
        return {name: str(value) for name, value in said.items() if value is not None}

    def limited(self, limits: Limits) -> Limits:
        """The suite's limits, with no more turns than the file allows, and answers as long as is set beside it."""
        turns = limits.turns if self.max_turns is None else min(limits.turns, self.max_turns)
        return replace(limits, turns=turns, output_tokens=self.settings.output_tokens or limits.output_tokens)

    @property
    def grants_by_name(self) -> bool:
        """Whether somebody chose the tools; else every one is granted because nobody did."""
        return self.settings.tools is not None or "*" not in (self.frontmatter.get(self.kind.tools_key, "*") or ())

    @property
    def agent(self) -> str:
        """The agent's name: the part of `id` before the slash."""
        return self.id.split("/", 1)[0]


def skill_folder(variant: Variant) -> str:
    """Where the files beside a skill lie in the workspace."""
    return f".claude/skills/{variant.path.split('/')[-2]}"


def _digests(files: Mapping[str, str | bytes]) -> dict[str, str]:
    return {path: text_digest(plain_lines(file) if isinstance(file, str) else file) for path, file in files.items()}


def variant_digest(variant: Variant) -> str:
    """Of what makes the agent behave as it does, the model apart; a checkout with other line ends has the same."""
    parts: dict[str, Any] = {"system": plain_lines(variant.system), "tools": variant.tools}
    texts = {path: plain_lines(file) for path, file in variant.files.items() if isinstance(file, str)}
    more: dict[str, Any] = {
        **variant.asked,
        "called": variant.kind.called,
        "files": texts,
        "bytes": {path: text_digest(file) for path, file in variant.files.items() if path not in texts},
        "companions": _digests(variant.settings.companions) if variant.settings.player is not None else {},
        "memory": [[path, plain_lines(text)] for path, text in variant.settings.memory.items()],
    }
    return digest({**parts, **{key: value for key, value in more.items() if value}})


class Absent(StrEnum):
    """What a criterion is whose `find` finds nothing in a work; the first two are said by code, and nobody is asked."""

    MET = "met"
    NOT_APPLICABLE = "not_applicable"
    ASK = "ask"
    """`find` only points: the judge is asked all the same."""


@dataclass(frozen=True, kw_only=True)
class Find:
    """Where the matter of a criterion can be: a pattern or a named finder."""

    pattern: str = ""
    """RE2, case ignored."""
    finder: str = ""
    locus: Locus


@dataclass(frozen=True, kw_only=True)
class Example:
    """A passage on which a criterion is met, or not met; never shown to a judge that reads works."""

    text: str
    met: bool
    locus: Locus


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One statement that a judge finds met, not met or not applicable."""

    id: str
    text: str
    points: float = 1.0
    """Its weight in the gate score; 0: it is read and shown, and decides nothing."""
    in_: tuple[str, ...] = ()
    """The parts of a work that it is about, as a check names them; empty: the whole work."""
    required: bool = False
    find: tuple[Find, ...] = ()
    """Empty: it is always asked."""
    absent: Absent = Absent.MET
    examples: tuple[Example, ...] = ()
    holds: tuple[Hold, ...] = field(default=(), compare=False)
    """The rules of the prompts that it holds; no part of what it asks."""
    locus: Locus = field(default_factory=lambda: Locus(path=""), compare=False)

    @property
    def asked(self) -> list[Any]:
        """What a judge is asked, as plain JSON."""
        return [self.id, self.text, *([list(self.in_)] if self.in_ else [])]

    @property
    def question(self) -> str:
        """The digest of what it asks, whatever it weighs: labels are bound to it."""
        return digest(self.asked)

    @property
    def digest(self) -> str:
        """The version of its readings: what it says and weighs. Where to look is bound with what was shown."""
        return digest([*self.asked, self.points, self.required])


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
class Rubric:
    """What a judge is given."""

    id: str
    title: str
    criteria: tuple[Criterion, ...]
    variant: str | None = None
    """The one variant whose adherence to its own playbook it measures; None: for every variant, compared."""
    digest: str
    """Of the criteria as parsed."""
    locus: Locus


def shared_rubric(rubrics: Iterable[Rubric]) -> Rubric | None:
    """The rubric that every new work is judged by, in one call with its scenario's criteria; None: there is none."""
    return next((rubric for rubric in rubrics if rubric.variant is None), None)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What ends a trial."""

    turns: int = 30
    """Model answers a trial."""
    output_tokens: int = 16_000
    """Tokens an answer: the request's `max_tokens`."""
    total_tokens: int = 1_000_000
    """Input and output tokens a trial, cache reads included."""
    seconds: float = 900.0
    """Wall clock a trial."""
    cost_usd: float | None = None
    """Dollars a trial; None: bounded by the run's cap alone."""


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
