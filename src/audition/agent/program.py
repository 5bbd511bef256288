"""A program as player: it asks the model through the gateway, works in the sandbox, and its calls are the evidence."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from audition.agent.claude_code import AGENT_FILE, completed, installed
from audition.agent.commits import commits_of
from audition.agent.opening import called_with
from audition.agent.player import Conditions
from audition.agent.traffic import Traffic, read_traffic
from audition.errors import WorkspaceError
from audition.models.gateway.server import Gateway
from audition.models.protocol import Channel, Subject
from audition.records.definitions import Variant
from audition.records.evidence import Ending, Exited, Origin, Trial, laid, start_of
from audition.records.identity import digest, text_digest
from audition.records.players import CLAUDE_CODE, Casting
from audition.workspace.folder import Workspace
from audition.workspace.sandbox.program import INSIDE, PORT, Exit, Invocation, run_program

_STOPS: Final = {
    "refusal": (Ending.REFUSED, "the model refused"),
    "max_tokens": (Ending.TOKEN_LIMIT, "an answer was cut at the tokens that the program allowed"),
    "model_context_window_exceeded": (Ending.CONTEXT_EXCEEDED, "the conversation outgrew the model's context"),
}
"""Last answers that end a trial otherwise than by its own word, whatever the program makes of them."""
_HOME: Final = "/program"
"""Where the project's files that a program reads lie in its sandbox."""
_SYSTEM_FILE: Final = f"{INSIDE}/prompt.md"
_MOST_NAMED_BYTES: Final = 2**20


@dataclass(frozen=True)
class Program:
    """Plays trials by starting a program in each one's workspace.

    Args:
        casting: The program, as the suite names it.
        channel: Where its calls go, behind the gateway.
        root: The project's folder.
        origin: What its trials are as evidence.
    """

    casting: Casting
    channel: Channel = field(repr=False)
    root: Path
    origin: Origin = Origin.LIVE

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
        begun = time.monotonic()
        gateway = Gateway(
            channel=self.channel,
            trial=subject.id,
            limits=subject.variant.limited(conditions.limits),
            models={subject.variant.model, *self.casting.models},
        )
        files: dict[str, str | bytes] = {**beside, **scenario.start, **scenario.binaries}
        with Workspace.create(files, history=scenario.history) as workspace:
            try:
                exit_ = await self._run(subject, gateway, workspace, begun)
            except WorkspaceError as broken:
                gateway.end(Ending.FAILED, str(broken))
                exit_ = None
            outcome = workspace.read_outcome()
            if exit_ is not None:
                outcome = {**outcome, **await commits_of(scenario.history, workspace, conditions.shell)}
        if gateway.stopped is not None:
            raise gateway.stopped
        traffic = read_traffic(gateway.exchanges, subject.variant.system)
        ending, detail = _ending(gateway, exit_, traffic)
        return Trial(
            id=subject.id,
            origin=_origin(traffic, self.origin),
            ending=ending,
            detail=detail,
            messages=traffic.messages or ({"role": "user", "content": scenario.request},),
            turns=traffic.turns,
            inputs={**laid(beside), **start_of(scenario)},
            outcome=outcome,
            seconds=_seconds(begun, gateway) if self.origin is Origin.LIVE else None,
            started_at=started,
            notes=tuple(gateway.notes),
            frame=traffic.frame,
            asides=traffic.asides,
            exited=None if exit_ is None or exit_.stopped else Exited(code=exit_.code, printed=exit_.printed),
        )

    async def _run(self, subject: Subject, gateway: Gateway, workspace: Workspace, begun: float) -> Exit:
        with _desk(workspace, subject.variant) as (socket, prompt, agent):
            reads = {prompt: _SYSTEM_FILE}
            if self.casting.name == CLAUDE_CODE:
                reads[agent] = AGENT_FILE
            invocation = self._invocation(subject, gateway, socket, reads)
            limit = gateway.limits.seconds

            def over() -> str | None:
                if _seconds(begun, gateway) > limit:
                    gateway.end(Ending.TIME_LIMIT, f"{limit:g} seconds taken, which is the limit")
                return None if gateway.ended is None else gateway.ended[1]

            async with gateway.serve(socket):
                return await run_program(invocation, workspace, over)

    def _invocation(self, subject: Subject, gateway: Gateway, socket: Path, reads: Mapping[Path, str]) -> Invocation:
        variant, request = subject.variant, subject.scenario.request
        request = called_with(variant, request) if variant.kind.called else request
        filled = {
            "{request}": request,
            "{system_file}": _SYSTEM_FILE,
            "{model}": subject.variant.model,
            "{agent}": str(variant.frontmatter.get("name", "")),
            "{program}": _HOME,
        }
        casting = completed(self.casting)
        words = casting.command
        environment = {
            "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{PORT}",
            "ANTHROPIC_API_KEY": gateway.key,
            "ANTHROPIC_MODEL": subject.variant.model,
            "AUDITION_PROMPT_FILE": _SYSTEM_FILE,
        }
        return Invocation(
            arguments=[_filled(word, filled) for word in words],
            said="" if any("{request}" in word for word in words) else request,
            environment=environment,
            reads={**reads, **dict(_places(casting, self.root))},
            socket=socket,
        )


@contextmanager
def _desk(workspace: Workspace, variant: Variant) -> Iterator[tuple[Path, Path, Path]]:
    """Beside the workspace, where its program cannot write: the gateway's socket, the prompt, and the whole file."""
    with tempfile.TemporaryDirectory(prefix="gateway-", dir=workspace.host_path.parent) as place:
        folder = Path(place)
        folder.chmod(0o711)
        prompt, agent = folder / "prompt.md", folder / "agent.md"
        for path, text in ((prompt, variant.system), (agent, variant.text)):
            path.write_text(text, "utf-8")
            path.chmod(0o644)
        yield folder / "s", prompt, agent


def version_of(casting: Casting, root: Path) -> str:
    """What tells one state of a program from another: what is said of it, and the files that its command names."""
    casting = completed(casting)
    ours = str(installed()) if casting.name == CLAUDE_CODE else ""  # where it lies differs from machine to machine
    words = [word for word in casting.command if word != ours]
    named = {
        place: text_digest(place.read_bytes()[:_MOST_NAMED_BYTES])
        for word in words
        if (place := root / word.removeprefix("{program}/")).is_file() and place.is_relative_to(root)
    }
    known = [
        words,
        [read for read in casting.reads if read != ours],
        casting.models,
        sorted((str(p.relative_to(root)), d) for p, d in named.items()),
    ]
    return " ".join(filter(None, (casting.version, digest(known)[:12])))


def _places(casting: Casting, root: Path) -> Iterator[tuple[Path, str]]:
    for read in casting.reads:
        place = Path(read)
        yield (place, read) if place.is_absolute() else (root / place, f"{_HOME}/{place.as_posix()}")


def _filled(word: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        if name != "{request}":
            word = word.replace(name, value)
    return word.replace("{request}", values["{request}"])


def _seconds(begun: float, gateway: Gateway) -> float:
    """What the agent took: the program's own time and the making of answers, without any waiting."""
    return max(0.0, time.monotonic() - begun - gateway.waited_seconds)


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
