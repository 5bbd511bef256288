"""Plays on command, each time in a process of its own that may be killed: imports are paid for once.

`python -m tests.fakes.player`: a line of JSON on standard input (see `Part`) starts a process, and its id is said; at
an empty line its end is waited for, and its exit code is said.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Self

from audition.agent import Loop
from audition.models.claude.waves import BatchSettings
from audition.models.scripted import Answer, Cue, ScriptedModel
from audition.running.order import Live, Order
from audition.running.plan import Selection
from audition.running.runner import Options
from audition.usecases import run as playing
from tests.fakes.letters import FLAWLESS

ROOT = Path(__file__).parents[2]
KINDS = ("scripted", "live", "batch")


@dataclass(frozen=True, kw_only=True)
class Part:
    """What one process plays."""

    root: str
    """The project's folder."""
    kind: str
    """One of `KINDS`."""
    trials: int
    concurrency: int
    resume: bool = False
    """Go on with the latest run."""
    players: tuple[str, ...] = ()
    """Who plays in place of the engine's own loop, as the suite calls them."""

    def play(self) -> int:
        """The exit code."""
        script = ScriptedModel(_slow_clerk) if self.kind == "scripted" else None
        order = Order(
            player=Loop(script) if script else None,
            live=Live(
                most=self.concurrency,
                batch=self.kind == "batch",
                batching=BatchSettings(quiet_seconds=0.02, poll_seconds=0.03),
            ),
            selection=Selection(trials=self.trials, players=tuple(self.players)),
            options=Options(concurrency=self.concurrency),
        )
        done = playing.run(Path(self.root), order, resume="latest" if self.resume else None)
        return 4 if done.stopped else 0


class Player:
    """The process that starts the others; a context manager.

    Args:
        url: Of the mock API.
    """

    def __init__(self, url: str) -> None:
        self._url = url

    def __enter__(self) -> Self:
        access = {"ANTHROPIC_BASE_URL": self._url, "ANTHROPIC_API_KEY": "sk-ant-player-0000000000"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.fakes.player"],
            cwd=ROOT,
            env={**os.environ, **access},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate()

    def start(self, part: Part) -> int:
        """The id of a process that plays this."""
        return self._say(json.dumps(asdict(part)))

    def ended(self) -> int:
        """Wait for that process: its exit code, negative for the signal that ended it. Its id is its own until then."""
        return self._say("")

    def _say(self, line: str) -> int:
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())


def _slow_clerk(cue: Cue) -> Answer:
    said = FLAWLESS(cue)
    return replace(Answer(text=said) if isinstance(said, str) else said, delay_seconds=0.01)


def main() -> None:
    """Play what standard input says, part by part."""
    import anthropic
    import genai_prices  # noqa: F401  # so that no child has to

    import audition.running.live_answering  # noqa: F401

    anthropic.AsyncAnthropic(api_key="none")  # imports what sends

    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                code = Part(**json.loads(line)).play()
            except BaseException:  # noqa: BLE001  # nothing of a child may reach the parent's loop
                traceback.print_exc()
                code = 3
            os._exit(code)
        print(child, flush=True)  # noqa: T201
        sys.stdin.readline()  # until then the id stays the child's, ended or not
        _, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
