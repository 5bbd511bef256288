"""A program as player: it asks the model through the gateway, works in the sandbox, and its calls are the evidence."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from audition.agent.claude_code import completed
from audition.agent.commits import commits_of
from audition.agent.fixtures import Fixtures
from audition.agent.mcp import answered, settings_of
from audition.agent.player import Conditions
from audition.agent.remarks import remarked
from audition.agent.staging import URL, environment_of, laid_out, reads_of, request_of, version_of, words_of
from audition.agent.stream_json import StreamTalk, said_by_user
from audition.agent.thinking import user_of
from audition.agent.tools import granted_fixtures
from audition.agent.traffic import Traffic, read_traffic
from audition.agent.user import User
from audition.errors import WorkspaceError
from audition.models.claude.conversations import ChannelModel
from audition.models.gateway.said import text_of
from audition.models.gateway.server import BESIDE, Gateway
from audition.models.protocol import Channel, Subject
from audition.records.evidence import Ending, Exited, Origin, Recording, Trial, TrialId
from audition.records.outcome import laid, start_of
from audition.records.players import Casting
from audition.workspace.folder import Workspace
from audition.workspace.sandbox.program import Exit, Invocation, run_program

_STOPS: Final = {
    "refusal": (Ending.REFUSED, "the model refused"),
    "max_tokens": (Ending.TOKEN_LIMIT, "an answer was cut at the tokens that the program allowed"),
    "model_context_window_exceeded": (Ending.CONTEXT_EXCEEDED, "the conversation outgrew the model's context"),
}
"""Last answers that end a trial otherwise than by its own word, whatever the program makes of them."""


@dataclass(frozen=True)
class Program:
    """Plays trials by starting a program in each one's workspace.

    Args:
        casting: The program, as the suite names it.
        channel: Where its calls go, behind the gateway.
        root: The project's folder.
        origin: What its trials are as evidence.
        recordings: In replay: of every trial.
    """

    casting: Casting
    channel: Channel = field(repr=False)
    root: Path
    origin: Origin = Origin.LIVE
    recordings: Mapping[TrialId, Recording] | None = field(default=None, repr=False)

    @property
    def name(self) -> str:
        """As the suite calls it."""
        return self.casting.name

    @property
    def version(self) -> str:
        """Another one as soon as its command, what people call its version, or a file that the command names is."""
        return version_of(self.casting, self.root)

    async def play(self, subject: Subject, conditions: Conditions) -> Trial:
        """One trial, with its whole evidence, whatever its ending.

        Raises:
            AccessDenied: No call can succeed; the run should end.
        """
        scenario, beside = subject.scenario, subject.variant.files
        started = datetime.now(UTC).isoformat(timespec="seconds")
        stage = self._stage(subject, conditions)
        gateway, user = stage.gateway, stage.user
        files: dict[str, str | bytes] = {**beside, **scenario.start, **scenario.binaries}
        with Workspace.create(files, history=scenario.history) as workspace:
            try:
                exit_ = await self._run(stage, workspace)
            except WorkspaceError as broken:
                gateway.end(Ending.FAILED, str(broken))
                exit_ = None
            outcome = workspace.read_outcome()
            if exit_ is not None:
                outcome = {**outcome, **await commits_of(scenario.history, workspace, conditions.shell)}
        if gateway.stopped is not None:
            raise gateway.stopped
        traffic = stage.traffic
        ending, detail = _ending(gateway, exit_, traffic)
        trial = Trial(
            id=subject.id,
            origin=_origin(traffic, self.origin),
            ending=ending,
            detail=detail,
            messages=traffic.messages or ({"role": "user", "content": scenario.request},),
            turns=traffic.turns,
            user_turns=tuple(user.turns),
            inputs={**laid(beside), **start_of(scenario)},
            outcome=outcome,
            seconds=stage.seconds if self.origin is Origin.LIVE else None,
            started_at=started,
            notes=tuple(gateway.notes),
            frame=traffic.frame,
            asides=traffic.asides,
            said=(request_of(subject).strip(), *stage.talk.said),
            exited=None if exit_ is None or exit_.stopped else Exited(code=exit_.code, printed=exit_.printed),
        )
        return remarked(trial, user)

    def _stage(self, subject: Subject, conditions: Conditions) -> _Stage:
        variant, scenario = subject.variant, subject.scenario
        recording = None if self.recordings is None else self.recordings[subject.id.recorded_as]
        user = user_of(scenario, ChannelModel(self.channel).open(subject), recording)
        return _Stage(
            subject=subject,
            gateway=Gateway(
                channel=self.channel,
                trial=subject.id,
                limits=variant.limited(conditions.limits),
                models={variant.model, *self.casting.models},
            ),
            user=user,
            fixtures=Fixtures(granted_fixtures(variant, scenario), user.answer),
        )

    async def _run(self, stage: _Stage, workspace: Workspace) -> Exit:
        casting, gateway, subject = completed(self.casting), stage.gateway, stage.subject
        words = words_of(casting, subject, gateway.limits)
        servers = settings_of(stage.fixtures.servers, f"{URL}{BESIDE}", gateway.key)
        with laid_out(casting, subject.variant, servers, workspace) as (socket, reads):
            request = request_of(subject)
            talk = stage.talk if casting.talks else None
            said = "" if any("{request}" in word for word in casting.command) else request
            invocation = Invocation(
                arguments=words if talk is None else [*words, *talk.words],
                said=said if talk is None else said_by_user(request),
                heard=None if talk is None else talk.heard,
                environment=environment_of(subject, gateway.key),
                reads={**reads, **reads_of(casting, self.root)},
                socket=socket,
            )
            async with gateway.serve(socket):
                return await run_program(invocation, workspace, stage.over)


@dataclass(kw_only=True)
class _Stage:
    """One trial of a program under way."""

    subject: Subject
    gateway: Gateway
    user: User
    fixtures: Fixtures
    begun: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.talk = StreamTalk(self.user, self.fixtures, self._last_words, self.gateway.broke)
        self.gateway.beside = partial(answered, self.fixtures)
        self.gateway.user_turns = self.user.turns

    @property
    def traffic(self) -> Traffic:
        """What its calls show so far."""
        return read_traffic(self.gateway.exchanges, self.subject.variant.system)

    @property
    def seconds(self) -> float:
        """What the agent took: the program's own time and the making of answers, without any waiting."""
        waited = self.gateway.waited_seconds + self.talk.waited_seconds
        return max(0.0, time.monotonic() - self.begun - waited)

    def over(self) -> str | None:
        """Why the program is stopped; None: it goes on."""
        limit = self.gateway.limits.seconds
        if self.seconds > limit:
            self.gateway.end(Ending.TIME_LIMIT, f"{limit:g} seconds taken, which is the limit")
        return None if self.gateway.ended is None else self.gateway.ended[1]

    def _last_words(self) -> str | None:
        traffic = self.traffic
        if self.gateway.ended is not None or not traffic.turns or traffic.turns[-1].stop_reason in _STOPS:
            return None
        return text_of(traffic.messages[-1])


def _ending(gateway: Gateway, exit_: Exit | None, traffic: Traffic) -> tuple[Ending, str]:
    """How the trial ended: as the gateway says, else as the program did, else as the last answer.

    A program that ends with an error after calls that were all answered has shown what it does; where a call of it was
    refused, or it never called, nobody knows what the agent would have done.
    """
    if gateway.ended is not None:
        return gateway.ended
    if exit_ is None:
        return Ending.FAILED, "the program was not run"
    told = exit_.stopped or (f"exit {exit_.code}" if exit_.code else "")
    last = exit_.printed.strip()[-200:]
    if traffic.frame is None:
        return Ending.FAILED, f"the program ended ({told or 'exit 0'}) and called no model: {last}".rstrip(": ")
    if told:
        ending = Ending.FAILED if gateway.refused else Ending.CRASHED
        return ending, f"the program ended with {told}: {last}".rstrip(": ")
    return _STOPS.get(traffic.turns[-1].stop_reason, (Ending.FINISHED, ""))


def _origin(traffic: Traffic, origin: Origin) -> Origin:
    turns = [*traffic.turns, *(turn for aside in traffic.asides for turn in aside.turns)]
    return Origin.CACHED if turns and all(turn.cached for turn in turns) else origin
