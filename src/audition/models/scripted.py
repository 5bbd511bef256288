"""The model that plays a script: for tests, examples, and trying out a suite before a cent is spent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audition.errors import AuditionError, ModelError
from audition.models.protocol import Reply, Request, Subject
from audition.records.evidence import Origin
from audition.records.identity import text_digest
from audition.records.messages import Block
from audition.records.turns import Turn, Usage


@dataclass(frozen=True, kw_only=True)
class Call:
    """One tool call of a scripted answer."""

    name: str
    input: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One scripted answer: what it says and calls, or how it fails."""

    text: str = ""
    calls: tuple[Call, ...] = ()
    stop_reason: str | None = None
    """None: `tool_use` when it calls a tool, else `end_turn`."""
    usage: Usage | None = None
    error: AuditionError | None = None
    """Raised instead of answering."""
    delay_seconds: float = 0.0


@dataclass(frozen=True, kw_only=True)
class Cue:
    """All that a script may look at when it answers."""

    subject: Subject
    request: Request
    turn: int
    """Which answer of the trial this is, from 0."""
    draw: float
    """The trial's own random number, uniform in [0, 1): the same on every turn and in every run with the same seed."""


Script = Callable[[Cue], Answer | str]
"""Gives the answer to a cue; a text alone is a last message."""


class ScriptedModel:
    """Answers by a script, deterministically: same seed, same trial, same answers."""

    origin = Origin.SCRIPTED

    def __init__(self, script: Script, *, seed: int = 0) -> None:
        self._script = script
        self._seed = seed

    def open(self, subject: Subject) -> ScriptedConversation:
        """The script's side of one trial."""
        draw = int(text_digest(f"{self._seed} {subject.id}")[:13], 16) / 16**13
        return ScriptedConversation(self._script, subject, draw)


class ScriptedConversation:
    """One trial of a script."""

    recording = None

    def __init__(self, script: Script, subject: Subject, draw: float) -> None:
        self._script = script
        self._subject = subject
        self._draw = draw
        self._turn = 0

    async def reply(self, request: Request) -> Reply:
        """The script's next answer.

        Raises:
            AuditionError: The one that the answer holds.
        """
        cue = Cue(subject=self._subject, request=request, turn=self._turn, draw=self._draw)
        answer = self._script(cue)
        if isinstance(answer, str):
            answer = Answer(text=answer)
        self._turn += 1
        if answer.delay_seconds:
            await asyncio.sleep(answer.delay_seconds)
        if answer.error is not None:
            raise answer.error
        stop_reason = answer.stop_reason or ("tool_use" if answer.calls else "end_turn")
        turn = Turn(stop_reason=stop_reason, usage=answer.usage, model=request.model, seconds=answer.delay_seconds)
        return Reply(content=_blocks(answer, cue.turn), turn=turn)


def in_turn(answers: Sequence[Answer | str]) -> Script:
    """A script that gives one answer after the other, and fails the trial when it is asked for more."""

    def script(cue: Cue) -> Answer | str:
        if cue.turn < len(answers):
            return answers[cue.turn]
        return Answer(
            error=ModelError(
                f"{cue.subject.id}: the script holds {len(answers)} answers, and the conversation asks for one more"
            )
        )

    return script


def _blocks(answer: Answer, turn: int) -> tuple[Block, ...]:
    said: list[Block] = [{"type": "text", "text": answer.text}] if answer.text else []
    called = [
        {"type": "tool_use", "id": f"toolu_{turn}_{n}", "name": call.name, "input": dict(call.input)}
        for n, call in enumerate(answer.calls)
    ]
    return (*said, *called)
