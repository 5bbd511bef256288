"""The agent loop: ask the model, run the tools it calls, until it ends its turn or a limit is met."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any, ClassVar

from audition.agent.commits import commits_of, recorded_commits
from audition.agent.opening import Ground, opening
from audition.agent.player import Conditions
from audition.agent.remarks import remarked
from audition.agent.replay import faithfulness
from audition.agent.shells import LiveShell, RecordedShell
from audition.agent.thinking import user_of
from audition.agent.tools import Tools
from audition.agent.user import User
from audition.errors import AccessDenied, BudgetMet, ModelError, OutOfTime, WorkspaceError
from audition.models.protocol import Conversation, Model, Reply, Request, Subject
from audition.records.evidence import Ending, Origin, Trial
from audition.records.findings import LOOP_VERSION
from audition.records.limits import Limits
from audition.records.messages import Block, Message
from audition.records.outcome import Outcome, laid, start_of
from audition.records.turns import Turn, overspent
from audition.workspace.folder import Workspace
from audition.workspace.sandbox.shell import ToolResult
from audition.workspace.toolbox import Toolbox

MOST_CALLS = 64
"""Tool calls of one answer that are carried out."""


@dataclass(kw_only=True)
class _Talk:
    """A trial under way."""

    conversation: Conversation
    tools: Tools
    user: User
    subject: Subject
    limits: Limits
    clock: Callable[[], float]
    opening: Callable[[], Awaitable[Message]]
    messages: list[Message] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    seconds: float = 0.0
    """What answers and tools took; waiting for the API's limits or a batch is no time of the agent's."""

    def request(self) -> Request:
        """The next call: the whole conversation, every time."""
        return Request(
            model=self.subject.variant.model,
            system="" if self.subject.variant.kind.called else self.subject.variant.system,
            tools=tuple(self.tools.definitions()),
            messages=tuple(self.messages),
            max_tokens=self.limits.output_tokens,
            effort=self.subject.variant.effort,
            thinking=self.subject.variant.settings.thinking,
            media=self.tools.seen,
            seconds=self.left,
        )

    @property
    def left(self) -> float:
        """Seconds that the agent has left."""
        return max(self.limits.seconds - self.seconds, 0.0)

    def overspent(self) -> tuple[Ending, str] | None:
        """The limit that is passed; None: none."""
        if self.seconds > self.limits.seconds:
            return Ending.TIME_LIMIT, f"{self.seconds:.1f} seconds taken, the limit is {self.limits.seconds:g}"
        turns = [*self.turns, *(each.turn for each in self.user.turns)]
        told = overspent(self.limits, turns)
        return None if told is None else (Ending.TOKEN_LIMIT, told)


@dataclass(frozen=True)
class Loop:
    """The engine's own player: asks a model and runs the tools that it calls."""

    model: Model
    name: ClassVar[str] = "loop"
    version: ClassVar[str] = LOOP_VERSION

    @property
    def origin(self) -> Origin:
        """Where the model's answers come from."""
        return self.model.origin

    async def play(self, subject: Subject, conditions: Conditions) -> Trial:
        """One trial, with its whole evidence, whatever its ending.

        Raises:
            RecordingMiss: The model answers from recordings and holds none of this trial as it is today.
            AccessDenied: No call can succeed; the run should end.
        """
        conversation = self.model.open(subject)
        recording = conversation.recording
        scenario, beside = subject.scenario, subject.variant.files
        inputs = {**laid(beside), **start_of(scenario)}
        started = datetime.now(UTC).isoformat(timespec="seconds")
        files: dict[str, str | bytes] = {**beside, **scenario.start, **scenario.binaries}
        if recording is not None:  # whatever line ends this checkout has
            texts = {path: text for path, text in recording.inputs.items() if isinstance(text, str) and path in files}
            files, inputs = {**files, **texts}, {**inputs, **texts}
        with Workspace.create(files, history=scenario.history) as workspace:
            shell = LiveShell(conditions.shell) if recording is None else RecordedShell(recording)
            user = user_of(subject.scenario, conversation, recording)
            tools = Tools(Toolbox(workspace, subject.variant.tools, shell), subject.variant, scenario, user.answer)
            ground = Ground(workspace, shell, tools.admitted, conditions.limits.seconds)
            talk = _Talk(
                user=user,
                conversation=conversation,
                tools=tools,
                subject=subject,
                limits=subject.variant.limited(conditions.limits),
                clock=conditions.clock,
                opening=partial(opening, subject, ground, recording),
            )
            ending, detail = await _until_it_ends(talk)
            made: Outcome = {} if recording is None else recorded_commits(recording)
            if recording is None and shell.effects:  # nothing but a command can commit
                made = await commits_of(scenario.history, workspace, conditions.shell)
            outcome = {**workspace.read_outcome(), **made}
        turns = [*talk.turns, *(each.turn for each in user.turns)]
        cached = bool(turns) and all(turn.cached for turn in turns)
        if cached:
            started = min(turn.answered_at or started for turn in turns)
        trial = Trial(
            id=subject.id,
            origin=Origin.CACHED if cached else self.origin,
            ending=ending,
            detail=detail,
            messages=tuple(talk.messages),
            turns=tuple(talk.turns),
            inputs=inputs,
            outcome=outcome,
            user_turns=tuple(user.turns),
            shell_effects=tuple(shell.effects),
            seconds=talk.seconds if recording is None and self.origin is not Origin.BATCH else None,
            started_at=started if recording is None else recording.recorded_at,
        )
        trial = remarked(trial, user)
        return (
            trial if recording is None else faithfulness(trial, recording, tools.definitions(), subject.variant.model)
        )


class Replay(Loop):
    """The loop over recorded answers; its model is a `RecordedModel`."""

    name = "replay"


async def _until_it_ends(talk: _Talk) -> tuple[Ending, str]:
    """Converse; machinery that breaks ends the trial as failed."""
    try:
        return await _converse(talk)
    except BudgetMet as met:
        return Ending.BUDGET, str(met)
    except OutOfTime as late:
        talk.seconds = talk.limits.seconds
        return Ending.TIME_LIMIT, f"{late}; the limit is {talk.limits.seconds:g}"
    except AccessDenied:
        raise
    except (ModelError, WorkspaceError) as fault:
        return Ending.FAILED, str(fault)


async def _converse(talk: _Talk) -> tuple[Ending, str]:
    talk.messages.append(await talk.opening())
    while len(talk.turns) < talk.limits.turns:
        reply = await talk.conversation.reply(talk.request())
        talk.turns.append(reply.turn)
        talk.seconds += reply.turn.seconds or 0.0
        ending = _ending_of(reply.turn.stop_reason, talk.limits)
        if reply.content or (ending is not None and ending[0] is Ending.FINISHED):  # an empty last word is one, too
            talk.messages.append({"role": "assistant", "content": list(reply.content)})
        if ending is not None:
            said = await talk.user.answer(_said(reply)) if ending[0] is Ending.FINISHED and reply.content else None
            if said is None:
                return ending
            talk.messages.append({"role": "user", "content": said})
        if not reply.content:
            raise ModelError("the model paused and had said nothing")
        if reply.turn.stop_reason == "tool_use":
            start = talk.clock()
            results = await run_tools(talk.tools, reply.content, talk.left)
            talk.messages.append({"role": "user", "content": results})
            talk.seconds += talk.clock() - start
        if (excess := talk.overspent()) is not None:
            return excess
    return Ending.TURN_LIMIT, f"not done after {talk.limits.turns} answers"


def _said(reply: Reply) -> str:
    return "\n".join(block["text"] for block in reply.content if block["type"] == "text")


def _ending_of(stop_reason: str, limits: Limits) -> tuple[Ending, str] | None:
    """The ending that a stop reason means; None: the conversation goes on."""
    match stop_reason:
        case "end_turn" | "stop_sequence":
            return Ending.FINISHED, ""
        case "tool_use" | "pause_turn":
            return None
        case "max_tokens":
            return Ending.TOKEN_LIMIT, f"an answer was cut at {limits.output_tokens} tokens"
        case "refusal":
            return Ending.REFUSED, "the model refused"
        case "model_context_window_exceeded":
            return Ending.CONTEXT_EXCEEDED, "the conversation outgrew the model's context"
    raise ModelError(f"the model stopped for a reason the loop does not know: {stop_reason!r}")


async def run_tools(
    toolbox: Tools | Toolbox, content: tuple[Block, ...], seconds: float = math.inf
) -> list[Mapping[str, Any]]:
    """One tool_result a tool_use block, in order: tools run strictly one at a time, and `MOST_CALLS` at the most.

    What is not done after so many seconds is stopped.
    """
    calls = [block for block in content if block["type"] == "tool_use"]
    if not calls:
        raise ModelError("the model stopped for a tool but called none")
    given: list[ToolResult] = []
    why = f"one answer may call {MOST_CALLS} tools, and this is one more"
    try:
        async with asyncio.timeout(None if seconds == math.inf else seconds):
            for call in calls[:MOST_CALLS]:
                given.append(await toolbox.call(call["name"], call["input"]))  # noqa: PERF401  # kept when time is up
    except TimeoutError:
        given.append(ToolResult(f"Stopped: the {seconds:.1f} seconds that the trial had left are over.", is_error=True))
        why = "the trial's time was over"
    given += [ToolResult(f"Not run: {why}.", is_error=True)] * (len(calls) - len(given))
    results: list[Mapping[str, Any]] = []
    for call, result in zip(calls, given, strict=True):
        told: Any = result.text if result.media is None else [result.media.block()]
        block = {"type": "tool_result", "tool_use_id": call["id"], "content": told}
        results.append({**block, "is_error": True} if result.is_error else block)
    return results
