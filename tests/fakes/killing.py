"""Kills a run at a moment, goes on with it, and holds what comes of it against what must."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from audition.models.prices import cost_usd
from audition.records.evidence import Ending, Trial, TrialId
from audition.records.turns import Usage
from audition.store.rows import Summary
from audition.store.run_file import RunFile, RunState
from tests.fakes.clerk_api import clerk
from tests.fakes.mock_api import MockApi
from tests.fakes.player import Part, Player

TRIALS, CONCURRENCY, CALLS_A_TRIAL = 3, 6, 2
PATIENCE = 20.0
"""Seconds until what does not end is given up."""
TOKENS = ("input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens")
MODEL = "claude-sonnet-5-5"
METER = ("input", "output", "cache_read", "cache_write_5m")


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What one kill met."""

    finished: int
    """Trials stored by then."""
    lost: int
    """Calls sent whose answers were stored nowhere: they were under way."""


@dataclass(kw_only=True)
class Scene:
    """A project to play, and what plays it."""

    root: Path
    api: MockApi
    player: Player
    kind: str
    players: tuple[str, ...] = ()
    """Who plays in place of the engine's own loop."""
    mark: str = ""
    """What stands in the command of every process that a player starts, and of no other; empty: none is looked for."""
    seen: int = 0
    """Kills that met such a process."""
    seconds: float | None = None
    """How long a run takes that nobody kills, from its file's first moment; None: not played yet."""

    @property
    def path(self) -> Path:
        """The one run of the project."""
        (path,) = (self.root / "reports/runs").glob("*.sqlite")
        return path

    def kill(self, at: float) -> Moment:
        """Kill a run after this share of its time, go on with it, and see that nothing is lost or doubled.

        A run that ends before its kill shows how long one takes at most: it is played again, and the kill comes sooner.

        Raises:
            AssertionError: Something is.
        """
        if self.seconds is None:
            self.seconds = self._calm_seconds()
        while not self._killed(at * self.seconds):
            self.seconds *= at
        self._wait_until_gone()
        before, asked, stored = finished(self.path), calls(self.api), answers(self.root)
        with RunFile.open_readonly(self.path) as file:
            assert file.state is RunState.INTERRUPTED or not file.missing()
        self.player.start(self._part(resume=True))
        assert self.player.ended() == 0
        self._check(before, asked, stored)
        return Moment(finished=len(before), lost=max(0, asked - stored) if self.kind == "live" else 0)

    def _calm_seconds(self) -> float:
        self._begin()
        started = time.monotonic()
        assert self.player.ended() == 0
        return time.monotonic() - started

    def _killed(self, seconds: float) -> bool:
        process = self._begin()
        time.sleep(seconds)
        seen = bool(self.mark) and self.mark in _processes()
        os.kill(process, signal.SIGKILL)
        code = self.player.ended()
        assert code in (-signal.SIGKILL, 0)
        self.seen += seen and code != 0
        return code != 0

    def _wait_until_gone(self) -> None:
        end = time.monotonic() + PATIENCE
        while self.mark and self.mark in (left := _processes()):
            assert time.monotonic() < end, left
            time.sleep(0.01)

    def _begin(self) -> int:
        shutil.rmtree(self.root / "reports", ignore_errors=True)
        self.api.play(*clerk(self.root))
        process = self.player.start(self._part())
        while not list((self.root / "reports/runs").glob("*.sqlite")):
            time.sleep(0.001)
        return process

    def _part(self, *, resume: bool = False) -> Part:
        return Part(
            root=str(self.root),
            kind=self.kind,
            trials=TRIALS,
            concurrency=CONCURRENCY,
            resume=resume,
            players=() if resume else self.players,
        )

    def _check(self, before: dict[TrialId, Trial], asked: int, stored: int) -> None:
        after = finished(self.path)
        with RunFile.open_readonly(self.path) as file:
            planned, rows = set(file.facts.planned), list(file.summaries())
            assert file.state is RunState.COMPLETE
            spent_usd = file.spent_usd
        assert len(rows) == len(planned)
        assert planned == after.keys()
        assert before == {trial: after[trial] for trial in before}
        assert spent_usd >= billed_usd(self.api) - 1e-9
        if self.kind == "live":
            assert calls(self.api) == asked + CALLS_A_TRIAL * len(planned) - stored
            over = [metered - told for metered, told in zip(meter(self.api), tokens(rows), strict=True)]
            assert 0 <= over[1] <= (asked - stored) * max(found.usage.output_tokens for found in rows)
            assert any(over) <= (asked > stored)
        elif self.kind == "batch":
            assert meter(self.api, batch=True) == tokens(rows)


def _processes() -> str:
    """The command of every process; bubblewrap alone, whose parent was killed while it began, runs nothing."""
    listed = subprocess.run(["ps", "axwwo", "args"], capture_output=True, text=True, check=True).stdout
    return "\n".join(line for line in listed.splitlines() if not line.partition(" ")[0].endswith("bwrap"))


def finished(path: Path) -> dict[TrialId, Trial]:
    """Every trial that a run holds as finished, with its whole evidence."""
    with RunFile.open_readonly(path) as file:
        return {trial.id: replace(trial, attempts=1) for trial in file.trials() if trial.ending is Ending.FINISHED}


def calls(api: MockApi) -> int:
    """How many messages were asked for, one by one."""
    return api.stats()["requests"].get("POST /v1/messages", 0)


def answers(root: Path) -> int:
    """How many answers the response cache holds."""
    path = root / "reports/cache.sqlite"
    if not path.exists():
        return 0
    with closing(sqlite3.connect(path)) as connection:
        made = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'answers'").fetchone()
        return connection.execute("SELECT count(*) FROM answers").fetchone()[0] if made else 0


def meter(api: MockApi, *, batch: bool = False) -> list[int]:
    """Tokens on the mock's meter."""
    told = api.stats()["batch_tokens" if batch else "tokens"]
    return [told.get(name, 0) for name in METER]


def billed_usd(api: MockApi) -> float:
    """Dollars for all that is on the mock's meter, at the list prices of the letters' model."""
    usages = {batch: Usage(**dict(zip(TOKENS, meter(api, batch=batch), strict=True))) for batch in (False, True)}
    return sum(cost_usd(MODEL, usage, batch=batch) or 0.0 for batch, usage in usages.items())


def tokens(rows: list[Summary]) -> list[int]:
    """Tokens of all stored trials."""
    return [sum(getattr(found.usage, name) for found in rows) for name in TOKENS]
