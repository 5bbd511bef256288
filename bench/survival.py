"""kill -9 at seeded moments of every command that spends, several times each, until it ends by itself under its cap.

Whatever was killed: the mock bills at most the cap, what the project says it has spent is at least what was billed, no
call is repeated whose answer was stored, and a week leaves one row.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audition.cli import _run
from audition.cli.root import root as cli
from audition.models.claude.waves import BatchSettings
from audition.project.world import load_world
from audition.store.run_file import RunFile
from audition.usecases.accept import accept
from tests.fakes.clerk_api import clerk, written
from tests.fakes.git import commit_all
from tests.fakes.killing import billed_usd, calls
from tests.fakes.letters import FLAWLESS, play, project
from tests.fakes.mock_api import MockApi
from tests.fakes.replies import spoken

SEED = 12
LATENCY_MS = 30
WIDTH = 4
"""Calls at once: so many may be under way at a kill."""
MOST_KILLS = 4
KEY = "sk-ant-bench-0000000000"
WORDS = {
    "run": ["run", "--live", "-n", "3", "--store-only"],
    "batch": ["run", "--live", "--batch", "-n", "2", "--store-only"],
    "weekly": ["weekly", "-v", "careful", "-n", "3", "--live"],
    "compare": ["compare", "careful@HEAD", "careful", "-n", "3", "--live"],
    "judge": ["grade", "latest", "--live"],
}
CAPS_USD = {"run": 1.0, "batch": 2.0, "weekly": 1.0, "compare": 1.0, "judge": 1.0}
KINDS = tuple(WORDS)


@dataclass(frozen=True, kw_only=True)
class Survived:
    """What came of one command that was killed and started again until it ended."""

    kills: int
    code: int
    billed_usd: float
    said_usd: float
    repeated: int
    """Calls that were answered, and whose answers stand in no trial and no judgement."""
    weeks: int
    """Weekly rows in the history."""
    fault: str = ""


def survivals(kind: str, moments: int, tell: Callable[[str], None]) -> Iterator[Survived]:
    """So many commands of a kind; `tell` hears of each that broke its word."""
    dice = random.Random(f"{SEED} {kind}")
    BatchSettings.__init__.__kwdefaults__ |= {"quiet_seconds": 0.02, "poll_seconds": 0.05}
    with MockApi(latency_ms=LATENCY_MS, batch_seconds=0.1) as api, tempfile.TemporaryDirectory() as folder:
        os.environ |= {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": KEY}
        kept = _prepared(Path(folder) / "kept", kind)
        seconds = _calm_seconds(Path(folder) / "calm", kept, kind, api)
        for _ in range(moments):
            met = _survived(
                Path(folder) / "one",
                kept,
                kind,
                api,
                [dice.random() * seconds for _ in range(dice.randint(1, MOST_KILLS))],
            )
            if met.fault:
                tell(f"{kind}: {met}")
            yield met


def _prepared(folder: Path, kind: str) -> Path:
    root = project(folder, ("late-fee",))
    if kind == "weekly":
        accept(root, str(play(root, FLAWLESS, trials=12, variants=("careful",)).path))
    if kind == "compare":
        commit_all(root)
        prompt = root / "agents/clerk/careful.md"
        prompt.write_text(prompt.read_text("utf-8") + "\nTake your time.\n", "utf-8")
    if kind == "judge":
        _with_a_rubric(root)
        play(root, FLAWLESS, trials=3)
    return root


def _with_a_rubric(root: Path) -> None:
    (root / "rubrics/clerk/tone.yaml").write_text(
        "id: tone\ntitle: Tone\ncriteria:\n  - {id: kind, text: The letter is kind.}\n", "utf-8"
    )
    suite = root / "scenarios/letters/suite.yaml"
    suite.write_text(
        suite.read_text("utf-8").replace("checks:", "rubrics: [rubrics/clerk/tone.yaml]\nchecks:", 1), "utf-8"
    )


def _rules(root: Path, kind: str) -> list[dict[str, Any]]:
    if kind == "weekly":  # worse than what was accepted, so that the screen fires and fresh trials are asked for
        scenarios = load_world(root, None).suite.scenarios
        return [rule for each in scenarios for rule in written(each, missed=("greets", "signs", "names_a_day"))]
    if kind == "judge":
        said = {"kind": {"evidence": "", "reason": "It says so.", "met": True}}
        return [{"system": "^You judge the work", "reply": spoken(said)}]
    return list(clerk(root))


def _start(root: Path, kind: str) -> int:
    """The process of the command."""
    process = os.fork()
    if process:
        return process
    code = 70
    with suppress(BaseException):
        os.chdir(root)
        nowhere = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(nowhere, descriptor)
        wide = [] if kind in ("judge", "compare") else ["--concurrency", str(WIDTH)]
        words = [*WORDS[kind], "--cap", str(CAPS_USD[kind]), *wide]
        code = _code(_resumed(root, words) if kind in ("run", "batch") else words)
    os._exit(code)


def _code(words: Sequence[str]) -> int:
    sys.argv = ["audition", *words]
    return _run(cli)


def _resumed(root: Path, words: list[str]) -> list[str]:
    """What somebody types who reads the hint."""
    if not list((root / "reports/runs").glob("*.sqlite")):
        return words
    batch = ["--batch"] if "--batch" in words else []
    return ["run", "--resume", "latest", "--live", *batch, "--store-only", *words[words.index("--cap") :]]


def _ended(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


def _calm_seconds(root: Path, kept: Path, kind: str, api: MockApi) -> float:
    shutil.copytree(kept, root, symlinks=True)
    api.play(*_rules(root, kind))
    started = time.monotonic()
    code = _ended(_start(root, kind))
    seconds = time.monotonic() - started
    print(
        f"  {kind}: calm: exit {code}, {seconds:.1f} s, {calls(api)} calls, ${billed_usd(api):.4f} billed", flush=True
    )
    return seconds


def _survived(root: Path, kept: Path, kind: str, api: MockApi, moments: Sequence[float]) -> Survived:
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(kept, root, symlinks=True)
    api.play(*_rules(root, kind))
    kills = 0
    for moment in moments:
        process = _start(root, kind)
        time.sleep(moment)
        os.kill(process, signal.SIGKILL)
        kills += _ended(process) == -signal.SIGKILL
    code = _ended(_start(root, kind))
    return _held(root, kind, api, kills, code)


def _held(root: Path, kind: str, api: MockApi, kills: int, code: int) -> Survived:
    said, incomplete, used = 0.0, 0, 0
    for path in (root / "reports/runs").glob("*.sqlite"):
        with RunFile.open_readonly(path) as file:
            said += file.spent_usd
            incomplete += len(file.missing())
            used += sum(found.turns for found in file.summaries() if found.spent_usd)
            used += sum(call.judgement is not None for call in file.judging.calls())
        with closing(sqlite3.connect(path)) as connection:
            ((paid,),) = connection.execute("SELECT count(*) FROM calls WHERE spent_usd > 0")
        used -= paid
    rows = [json.loads(line) for line in _lines(root / "evals/history/clerk.jsonl")]
    weeks = sum(row["occasion"] == "weekly" for row in rows)
    met = Survived(
        kills=kills,
        code=code,
        billed_usd=billed_usd(api),
        said_usd=said,
        repeated=-used,
        weeks=weeks,
    )
    faults = [
        *(["billed more than the cap"] if met.billed_usd > CAPS_USD[kind] + 1e-9 else []),
        *(["billed more than it says"] if met.billed_usd > met.said_usd + 1e-9 else []),
        *(["asked again what was answered"] if met.repeated > kills else []),
        *([f"{weeks} weekly rows"] if kind == "weekly" and code in (0, 1) and weeks != 1 else []),
        *([f"ended with {code}"] if code not in (0, 1, 4) else []),
        *([f"{incomplete} trials missing"] if code in (0, 1) and incomplete else []),
    ]
    return met if not faults else Survived(**{**vars(met), "fault": "; ".join(faults)})


def _lines(path: Path) -> list[str]:
    return path.read_text("utf-8").splitlines() if path.exists() else []


def told(kind: str, found: Sequence[Survived]) -> str:
    """What came of the commands of a kind, in a line."""
    codes = {code: sum(each.code == code for each in found) for code in sorted({each.code for each in found})}
    return (
        f"{kind}: {len(found)} commands, {sum(each.kills for each in found)} kills, "
        f"{sum(bool(each.fault) for each in found)} broke; exit codes {codes}; "
        f"billed at most ${max(each.billed_usd for each in found):.4f} of ${CAPS_USD[kind]:g}, "
        f"said at most ${max(each.said_usd for each in found):.4f}; "
        f"{sum(max(each.repeated, 0) for each in found)} answers paid for and lost"
    )


def main() -> None:
    """`python -m bench.survival KINDS MOMENTS`."""
    for kind in sys.argv[1].split(","):
        started = time.monotonic()
        found = list(survivals(kind, int(sys.argv[2]), lambda text: print(f"  BROKE {text}", flush=True)))
        print(f"{told(kind, found)}; {time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
