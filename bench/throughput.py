"""Runs every tool on the same work against one mock of the API, in turns, and tells what each used."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.measuring import Used, bytes_below, measure, middle
from bench.peers.catalogue import PEERS, Peer, Task
from bench.project import single_turn, tool_loop, write_project
from bench.work import MAX_TOKENS, MODEL, cases, repeats, write_cases
from tests.fakes.mock_api import MockApi

OUT = Path(__file__).parent / "out"
KEY = "sk-ant-bench-0000000000"
AUDITION = Path(sys.executable).with_name("audition")
STORING, CONCLUDING = "audition run --store-only", "audition run"
BARE = "bare-aiohttp"
"""The bare loop on the transport that audition uses."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """What one tool used for one amount of work; medians of its runs."""

    name: str
    samples: int
    concurrency: int
    used: Used
    rounds: tuple[Used, ...]
    """Every run, in turn with those of the other tools."""
    kept_bytes: int
    """What it left on the disk."""
    cost_usd: float
    """At the mock's meter."""
    answered: int


@dataclass(frozen=True, kw_only=True)
class Work:
    """How much is done by whom."""

    names: Sequence[str]
    samples: int
    concurrency: int
    runs: int


class Stand:
    """One mock and one folder for everything that runs against it.

    Args:
        api: Running.
        tell: Hears of every run.
    """

    def __init__(self, api: MockApi, tell: Callable[[str], None]) -> None:
        self._api = api
        self._tell = tell

    def single_turn(self, work: Work) -> list[Row]:
        """One question and one answer a sample."""
        project = _fresh(OUT / "shop")
        write_project(project, single_turn())
        path = write_cases(OUT / "cases.jsonl", cases())
        return list(self._rows(work, project, path, rules=(), options=()))

    def tool_loop(self, work: Work, options: Sequence[str] = ()) -> list[Row]:
        """Four turns a sample; `options` are further words for `audition run`."""
        loop = tool_loop()
        project = _fresh(OUT / "loop")
        write_project(project, loop.suite)
        path = write_cases(OUT / "loop.jsonl", loop.cases)
        return list(self._rows(work, project, path, rules=loop.rules, options=options))

    def _rows(
        self, work: Work, project: Path, path: Path, *, rules: Iterable[dict], options: Sequence[str]
    ) -> Iterator[Row]:
        rules = tuple(rules)
        found: dict[str, list[tuple[Used, int, dict]]] = {name: [] for name in work.names}
        for _ in range(work.runs):
            for name in work.names:
                self._api.play(*rules)
                out = _fresh(OUT / "runs" / name.replace(" ", "-"))
                if name in PEERS:
                    used = self._peer(PEERS[name], path, work, out)
                else:
                    used = self._audition(name, project, work, out, options)
                stats = self._api.stats()
                if used.code:
                    raise RuntimeError(f"{name} ended with {used.code}: see {out}.log")
                found[name].append((used, bytes_below(out), stats))
                self._tell(f"{name}, {work.samples:,}: {used.cpu_seconds:.2f} CPU s, {used.wall_seconds:.1f} s")
        for name, runs in found.items():
            stats = runs[-1][2]
            yield Row(
                name=name,
                samples=work.samples,
                concurrency=work.concurrency,
                used=middle([used for used, _, _ in runs]),
                rounds=tuple(used for used, _, _ in runs),
                kept_bytes=runs[-1][1],
                cost_usd=stats["cost_usd"],
                answered=stats["status"].get("200", 0),
            )

    def _peer(self, peer: Peer, path: Path, work: Work, out: Path) -> Used:
        task = Task(
            cases=path,
            repeats=repeats(work.samples),
            concurrency=work.concurrency,
            out=out,
            url=self._api.url,
            model=MODEL,
            max_tokens=MAX_TOKENS,
        )
        homes = {name: str(out) for name in ("HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")}
        environment = {**self._environment, **homes, "NO_COLOR": "1", "CI": "1", **peer.environment}
        return measure(peer.command(peer.home, task), peer.folder or out, out.with_suffix(".log"), environment)

    def _audition(self, name: str, project: Path, work: Work, out: Path, options: Sequence[str]) -> Used:
        shutil.rmtree(project / "reports", ignore_errors=True)
        out.rmdir()
        out.symlink_to(project / "reports")
        numbers = ["-n", str(repeats(work.samples)), "--concurrency", str(work.concurrency)]
        command = [AUDITION, "run", "--live", *numbers, *(["--store-only"] if name == STORING else []), *options]
        return measure(command, project, out.with_suffix(".log"), self._environment)

    @property
    def _environment(self) -> dict[str, str]:
        return {"ANTHROPIC_BASE_URL": self._api.url, "ANTHROPIC_API_KEY": KEY}


def installed(names: Iterable[str], tell: Callable[[str], None]) -> list[str]:
    """The peers of these names that can be run here; those that cannot be installed are told of and left out."""
    there = []
    for name in names:
        try:
            PEERS[name].install()
        except (OSError, subprocess.SubprocessError) as fault:
            said = getattr(fault, "stderr", None) or str(fault).encode()
            tell(f"{name} is left out, it cannot be installed: {said.decode(errors='replace').strip()[-200:]}")
        else:
            there.append(name)
    return there


def _fresh(folder: Path) -> Path:
    if folder.is_symlink():
        folder.unlink()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def load() -> float:
    """How many processes wait for the machine's processors, over the last minute."""
    return os.getloadavg()[0]
