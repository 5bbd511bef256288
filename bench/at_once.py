"""Fifty trials of Claude Code itself at once, before the mock: what they hold of the machine, and whether a cap holds.

`python -m bench --only claude`; needs the extra `audition[claude-code]`, a sandbox, and some 6 GB of memory.
"""

from __future__ import annotations

import os
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from audition.agent.claude_code import installed
from audition.records.evidence import Ending
from audition.store.run_file import RunFile
from bench.limits import AUDITION
from bench.measuring import measure
from bench.work import MODEL
from tests.fakes.desk import calls, desk
from tests.fakes.killing import billed_usd
from tests.fakes.mock_api import MockApi

TRIALS = 50
CAP_USD = 2.0
"""Much less than all of them cost."""
AMPLE_USD = 100.0
RULES = (
    {"answers": 0, "reply": calls(("Bash", {"command": "echo seen > seen", "description": "d"}))},
    {"reply": "The sea is calm. " * 2500},
)
"""A command, and a last word of about ten cents."""
PROJECT = f'[tool.audition]\njudge = "sonnet"\n\n[tool.audition.models]\nsmall = "{MODEL}"\nsonnet = "{MODEL}"\n'
_SAMPLED_SECONDS = 1.0


@dataclass(frozen=True, kw_only=True)
class AtOnce:
    """What came of them under one cap."""

    cap_usd: float
    code: int
    seconds: float
    peak_mb: float | None
    """Of all its processes at once, shared pages counted once; None: this user may not look."""
    endings: Counter[Ending]
    billed_usd: float
    """By the mock's meter."""
    spent_usd: float
    """By the run's own book."""

    @property
    def told(self) -> bool:
        """Whether the book says neither more nor less than was billed."""
        return abs(self.billed_usd - self.spent_usd) < 1e-6


def missing() -> str | None:
    """Why it cannot be run here; None: it can."""
    return "Claude Code is not installed: pip install 'audition[claude-code]'" if installed() is None else None


def under(cap_usd: float) -> AtOnce:
    """All trials at once, fresh, under this cap."""
    with MockApi(latency_ms=200) as api, tempfile.TemporaryDirectory(prefix="open-") as folder:
        root = Path(folder)
        root.chmod(0o755)  # the sandbox is another user
        desk(root, {"request": "Look."}, tools="Bash")
        (root / "pyproject.toml").write_text(PROJECT)
        api.play(*RULES)
        words = ["run", "--player", "claude-code", "--live", "--fresh", "--store-only"]
        words += ["-n", str(TRIALS), "--concurrency", str(TRIALS), "--cap", str(cap_usd)]
        access = {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": "sk-ant-bench-0000000000"}
        with _watched() as peak:
            used = measure([AUDITION, *words], root, root / "log", access)
        (path,) = (root / "reports/runs").glob("*.sqlite")
        with RunFile.open_readonly(path) as file:
            return AtOnce(
                cap_usd=cap_usd,
                code=used.code,
                seconds=used.wall_seconds,
                peak_mb=max(peak) / 1024 if peak else None,
                endings=Counter(found.ending for found in file.summaries()),
                billed_usd=billed_usd(api),
                spent_usd=file.spent_usd,
            )


@contextmanager
def _watched() -> Iterator[list[int]]:
    """While the block lasts, once a second: the kB that all processes hold which were started in it."""
    before, peak, over = _descendants(), [], threading.Event()

    def watch() -> None:
        while not over.wait(_SAMPLED_SECONDS):
            with suppress(PermissionError):
                peak.append(sum(map(_held_kb, _descendants() - before)))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


def _descendants() -> set[int]:
    """Every process that this one started, or one of them."""
    parents: dict[int, int] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
    found: set[int] = set()
    ours = {os.getpid()}
    while ours := {process for process, parent in parents.items() if parent in ours} - found:
        found |= ours
    return found


def _held_kb(process: int) -> int:
    """Its proportional share: pages that several hold count once."""
    with suppress(FileNotFoundError, ProcessLookupError):
        for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1])
    return 0
