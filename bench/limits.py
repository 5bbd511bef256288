"""Runs under a rate limit, and in a storm of faults: what of the limit is used, and whether anything is lost."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from audition.records.evidence import Ending
from audition.store.rows import Summary
from audition.store.run_file import RunFile
from bench.project import single_turn, write_project
from tests.fakes.mock_api import MockApi

OUT = Path(__file__).parent / "out"
AUDITION = Path(sys.executable).with_name("audition")
REQUESTS_PER_MINUTE = 1_000
STORM = dict.fromkeys(
    ("429", "529", "500", "reset", "hang", "truncate", "html", "malformed", "shape", "gzip", "redirect", "refusal"),
    0.014,
) | {"max_tokens": 0.014}
"""Fault → share of the requests that meet it: a fifth in all, with those of `ODD`."""
ODD = {
    "pause_turn": {"reply": "Let me think", "patch": {"stop_reason": "pause_turn"}},
    "context": {"patch": {"stop_reason": "model_context_window_exceeded"}},
    "413": {"error": {"status": 413, "type": "request_too_large", "message": "Request exceeds the maximum size"}},
}
"""What the mock's script does to so many requests."""
ODD_TIMES = 6


@dataclass(frozen=True, kw_only=True)
class Limited:
    """A run under a limit of requests a minute."""

    used: float
    """The share of what the limit let through, from the first request to the last."""
    lost: int
    """Planned trials that did not finish."""
    refused: int
    """Responses with status 429."""
    early: int
    """Requests sent after a 429 before its `retry-after`."""


@dataclass(frozen=True, kw_only=True)
class Stormy:
    """A run of which a fifth of all requests was broken, beside a calm one."""

    faults: dict[str, int]
    """Fault → how often it was met."""
    endings: dict[str, int]
    """Ending → trials."""
    right: bool
    """Every refusal is `refused`, every cut `token_limit`, every outgrown context `context_exceeded`, every
    pause of the one turn a trial has `turn_limit`, and all else finished or failed for its own reason."""
    equal: bool
    """Wherever a trial finished, its scores are those of the calm run."""


def under_a_limit(samples: int = 1_600) -> Limited:
    """More single-turn trials than the limit's burst holds."""
    project = _project("limited")
    with MockApi(latency_ms=200, rpm=REQUESTS_PER_MINUTE) as api:
        _play(project, api, samples)
        stats = api.stats()
    let_through = REQUESTS_PER_MINUTE + REQUESTS_PER_MINUTE / 60 * stats["window_s"]
    finished = sum(found.ending is Ending.FINISHED for found in _summaries(project))
    return Limited(
        used=stats["status"]["200"] / let_through,
        lost=samples - finished,
        refused=stats["status"].get("429", 0),
        early=stats["early_after_429"],
    )


def in_a_storm(samples: int = 1_000) -> Stormy:
    """The same trials twice: in calm, and with every kind of fault."""
    with MockApi(latency_ms=20) as api:
        _play(calm := _project("calm"), api, samples)
    broken = {f"p_{name}": share for name, share in STORM.items()}
    with MockApi(latency_ms=20, hang_s=1, retry_after=1, **broken) as api:
        api.play(*({"match": ".", "times": ODD_TIMES, "fault": None, **odd} for odd in ODD.values()))
        _play(stormy := _project("stormy"), api, samples)
        stats = api.stats()
    found = _summaries(stormy)
    endings = [summary.ending for summary in found]
    told = {ending.value: endings.count(ending) for ending in dict.fromkeys(endings)}
    finished = {summary.id for summary in found if summary.ending is Ending.FINISHED}
    scores = [_scores(project, finished) for project in (calm, stormy)]
    return Stormy(
        faults={name: stats["faults"].get(name, 0) for name in STORM} | dict.fromkeys(ODD, ODD_TIMES),
        endings=told,
        right=len(found) == samples
        and told.get("refused", 0) == stats["faults"]["refusal"]
        and told.get("token_limit", 0) == stats["faults"]["max_tokens"]
        and told.get("context_exceeded", 0) == told.get("turn_limit", 0) == ODD_TIMES
        and all(summary.detail for summary in found if summary.ending is Ending.FAILED),
        equal=scores[0] == scores[1],
    )


def _project(name: str) -> Path:
    shutil.rmtree(OUT / name, ignore_errors=True)
    return write_project(OUT / name, single_turn())


def _play(project: Path, api: MockApi, samples: int) -> None:
    environment = {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": "sk-ant-bench-0000000000"}
    subprocess.run(
        [AUDITION, "run", "--live", "-n", str(samples // 200), "--concurrency", "200", "--store-only"],
        cwd=project,
        env={**os.environ, **environment},
        check=True,
        capture_output=True,
    )


def _summaries(project: Path) -> list[Summary]:
    (path,) = (project / "reports/runs").glob("*.sqlite")
    with RunFile.open_readonly(path) as file:
        return list(file.summaries())


def _scores(project: Path, trials: set) -> dict:
    (path,) = (project / "reports/runs").glob("*.sqlite")
    with RunFile.open_readonly(path) as file:
        return {trial: tuple(grade.reading for grade in file.grades(trial)) for trial in trials}
