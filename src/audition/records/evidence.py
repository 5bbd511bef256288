"""What happened: trials with everything that was said, called, written and used."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, reduce
from operator import add
from typing import Any, NamedTuple

from audition.records.messages import Block, Message, content_blocks, result_text, tool_results, tool_uses
from audition.records.names import without_revision
from audition.records.outcome import COMMITS, OpaqueFile, Outcome
from audition.records.scene import ASKING
from audition.records.turns import Turn, Usage, UserTurn


@dataclass(frozen=True, order=True)
class CaseId:
    """A scenario met by a variant."""

    scenario: str
    variant: str

    def __str__(self) -> str:
        return f"{self.scenario} × {self.variant}"


@dataclass(frozen=True, order=True)
class TrialId:
    """One attempt at a case."""

    scenario: str
    variant: str
    index: int
    """From 0."""

    @property
    def case(self) -> CaseId:
        """The case it is an attempt at."""
        return CaseId(self.scenario, self.variant)

    @property
    def recorded_as(self) -> TrialId:
        """What recordings and judgements of it are kept under: whatever its variant's revision, digests tell."""
        return TrialId(self.scenario, without_revision(self.variant), self.index)

    def __str__(self) -> str:
        return f"{self.scenario} × {self.variant} #{self.index}"


class Ending(StrEnum):
    """Why a trial stopped."""

    FINISHED = "finished"
    TURN_LIMIT = "turn_limit"
    TOKEN_LIMIT = "token_limit"  # noqa: S105  # a limit on tokens, no secret
    TIME_LIMIT = "time_limit"
    BUDGET = "budget"
    REFUSED = "refused"
    CONTEXT_EXCEEDED = "context_exceeded"
    CRASHED = "crashed"
    """The program that played ended with an error of its own, although every call of it was answered."""
    FAILED = "failed"
    """The machinery broke: retried, then counted and shown, never scored."""

    @property
    def scored(self) -> bool:
        """Whether the trial says something about the agent, so that graders read it.

        A met budget cuts a trial for reasons outside it, as a failure of the machinery does.
        """
        return self not in (Ending.FAILED, Ending.BUDGET)


class Origin(StrEnum):
    """Where a trial's answers came from."""

    LIVE = "live"
    BATCH = "batch"
    CACHED = "cached"
    """Every answer came from the response cache: no new evidence."""
    REPLAY = "replay"
    SCRIPTED = "scripted"


UNANSWERED = "No fixture answers this call of {name}."
"""The result of a call that nothing answered."""


class ToolCall(NamedTuple):
    """One tool call with its result."""

    name: str
    input: Mapping[str, Any]
    result: str
    """Empty when the trial ended before the call ran."""
    is_error: bool

    @property
    def unanswered(self) -> bool:
        """Whether no fixture answered it."""
        return self.is_error and self.result.startswith(UNANSWERED.format(name=self.name))


@dataclass(frozen=True, kw_only=True)
class Frame:
    """What a player that is a program asked the model with, beside the messages."""

    model: str
    system: str
    tools: tuple[Mapping[str, Any], ...]
    max_tokens: int


@dataclass(frozen=True, kw_only=True)
class Aside:
    """A conversation beside the trial's own: a subagent's, or one that the player has for itself, as for a title."""

    called_by: str | None
    """The id of the tool_use block whose prompt began it; None: the player began it for itself."""
    frame: Frame
    messages: tuple[Message, ...]
    turns: tuple[Turn, ...]


@dataclass(frozen=True, kw_only=True)
class Exited:
    """How a program that played ended."""

    code: int
    printed: str
    """Beginning and end of what it printed."""


@dataclass(frozen=True, kw_only=True)
class Trial:
    """One attempt at a case: the whole evidence."""

    id: TrialId
    origin: Origin
    ending: Ending
    detail: str = ""
    """One line on the ending where it needs more than its name; what broke, for `failed`."""
    messages: tuple[Message, ...]
    turns: tuple[Turn, ...]
    inputs: Outcome
    """The workspace's files at the start, schema included: path → text, or what is known of a file that is no text."""
    outcome: Outcome
    user_turns: tuple[UserTurn, ...] = ()
    """What a model said that played the user, in order; its words stand in `messages`, too."""
    shell_effects: tuple[Mapping[str, str | None], ...] = ()
    """One a shell command, in call order: the files it left new or changed (path → text), or removed (None)."""
    seconds: float | None = None
    """What answers and tools took; None in replay and batches, where time says nothing of the agent."""
    started_at: str | None = None
    """UTC, ISO 8601; the recording's own time in replay."""
    diverged: str | None = None
    """In replay: how the files the agent left differ from the recorded ones; None: they do not."""
    notes: tuple[str, ...] = ()
    """What a reader of this trial should know and no verdict depends on."""
    attempts: int = 1
    """How often the trial was started before it ended so."""
    frame: Frame | None = None
    """Where a program played: what its conversation was asked with; None: the engine's own loop played."""
    asides: tuple[Aside, ...] = ()
    exited: Exited | None = None
    said: tuple[str, ...] | None = None
    """Where a program played: what the user said to it; what else stands in the user's messages is its own."""

    @property
    def answers(self) -> tuple[Turn, ...]:
        """The facts of every answer that the trial was given, those of its asides included."""
        return (*self.turns, *(turn for aside in self.asides for turn in aside.turns))

    @property
    def usage(self) -> Usage | None:
        """The sum over all answers; None when any of them is unknown."""
        return _sum(self.answers)

    @property
    def user_usage(self) -> Usage | None:
        """The same of the model that played the user; None too where none did."""
        return _sum([each.turn for each in self.user_turns])

    @property
    def models(self) -> tuple[str, ...]:
        """The model ids that answered, each once, in order."""
        return tuple(dict.fromkeys(turn.model for turn in self.answers if turn.model))

    @property
    def final_message(self) -> str:
        """The text of the last assistant message; empty when it holds none."""
        for message in reversed(self.messages):
            if message["role"] == "assistant":
                return "\n".join(block["text"] for block in content_blocks(message) if block["type"] == "text").strip()
        return ""

    @cached_property
    def talk(self) -> tuple[tuple[str, str], ...]:
        """What was said, as (role, text), where the user said more than the request; empty where not.

        Questions that the agent asked by a tool, and their answers, are part of it.
        """
        results = tool_results(self.messages)
        said: list[tuple[str, str]] = []
        turns = 0
        for message in self.messages:
            blocks = content_blocks(message)
            if text := self._said_in(message["role"], blocks):
                said.append((message["role"], text))
                turns += message["role"] == "user"
            for block in blocks:
                if block["type"] == "tool_use" and block["name"] == ASKING:
                    said.append(("assistant", json.dumps(block["input"], ensure_ascii=False)))
                    if (answer := results.get(block["id"])) and not answer.get("is_error"):
                        said.append(("user", result_text(answer)))
                        turns += 1
        return tuple(said) if turns > 1 else ()

    def _said_in(self, role: str, blocks: Iterable[Block]) -> str:
        """The text of a message, without what a program says in the user's place."""
        texts = (block["text"] for block in blocks if block["type"] == "text")
        if role == "system":
            return ""
        if role == "user" and self.said is not None:
            texts = (text for text in texts if text.strip() in self.said)
        return "\n".join(texts).strip()

    @property
    def trajectory(self) -> tuple[ToolCall, ...]:
        """The tool calls in order, each with its result."""
        results = tool_results(self.messages)
        return tuple(
            ToolCall(
                name=block["name"],
                input=block["input"],
                result=result_text(results.get(block["id"], {})),
                is_error=bool(results.get(block["id"], {}).get("is_error", False)),
            )
            for block in tool_uses(self.messages)
        )

    @property
    def written(self) -> tuple[str, ...]:
        """Paths of the files that the agent left new or changed, sorted."""
        left = (path for path, file in self.outcome.items() if self.inputs.get(path) != file)
        return tuple(sorted(path for path in left if not path.startswith(COMMITS)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """A trial in short: how it ended and what it used."""

    trial: TrialId
    ending: Ending
    origin: Origin
    diverged: str | None = None
    """As `Trial.diverged`."""
    attempts: int | None = None
    """As `Trial.attempts`; None: unknown, as all that follows."""
    cost_usd: float | None = None
    tokens: int | None = None
    seconds: float | None = None
    turns: int | None = None
    models: tuple[str, ...] = ()
    """The model ids that answered; empty: unknown."""


@dataclass(frozen=True, kw_only=True)
class Recording:
    """One trial's transcript, kept so that it can be played again without a model."""

    id: TrialId
    variant_digest: str
    scenario_digest: str
    schema_digest: str
    request: str
    """The first user message."""
    tools: tuple[Mapping[str, Any], ...]
    """The tool definitions that the model was given."""
    system: str
    max_tokens: int
    messages: tuple[Message, ...]
    """The whole conversation, the first user message and all tool results included."""
    turns: tuple[Turn, ...]
    """One an assistant message."""
    inputs: Outcome
    """The workspace's files at the start."""
    outcome: Outcome
    model: str
    """The model asked for, as far as it is known."""
    provenance: str
    """How it came to be, in a sentence that reports repeat."""
    recorded_at: str
    user_turns: tuple[UserTurn, ...] = ()
    """What a model said that played the user, in order."""
    shell_effects: tuple[Mapping[str, str | None], ...] = ()
    """What each shell command did to the workspace, so that a replay can do it again without a shell."""
    frame: Frame | None = None
    """As `Trial.frame`."""
    asides: tuple[Aside, ...] = ()
    edited: bool = False
    """Whether its file was changed since it was recorded; known of files that carry their digest."""

    @property
    def written(self) -> Mapping[str, str | OpaqueFile]:
        """The files that the agent left new or changed."""
        left = {path: file for path, file in self.outcome.items() if self.inputs.get(path) != file}
        return {path: file for path, file in left.items() if not path.startswith(COMMITS)}


def _sum(turns: Sequence[Turn]) -> Usage | None:
    known = [turn.usage for turn in turns if turn.usage is not None]
    return reduce(add, known) if known and len(known) == len(turns) else None
