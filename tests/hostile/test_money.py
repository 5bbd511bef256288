"""Kills, interrupts, answers of no use, resumes: the API bills at most the cap, and every call is on record."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from audition.models.shared_budget import SharedLedger
from audition.store.run_file import RunFile
from audition.usecases.accept import accept
from tests.fakes.clerk_api import clerk
from tests.fakes.killing import billed_usd, calls
from tests.fakes.letters import FLAWLESS, THREE, play, project
from tests.fakes.mock_api import MockApi
from tests.fakes.signals import foreground

WORST_USD = 0.167
"""What a call of the letters is reserved at."""
PATIENCE = 120.0
NEVER = {"latency_ms": 600_000}


@pytest.fixture(scope="module")
def api() -> Iterator[MockApi]:
    """The mock, running."""
    with MockApi() as running:
        yield running


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small project, nothing recorded."""
    return project(tmp_path, THREE)


def _begun(root: Path, api: MockApi, *words: str) -> subprocess.Popen[str]:
    with foreground():
        return subprocess.Popen(
            [str(Path(sys.executable).with_name("audition")), *words],
            cwd=root,
            env={**os.environ, "ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": "sk-ant-api03-of-this-test-0123"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def _ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    _, said = process.communicate(timeout=PATIENCE)
    return process.returncode, said


def _under_way(api: MockApi, more_than: int) -> None:
    end = time.monotonic() + PATIENCE
    while calls(api) <= more_than and time.monotonic() < end:
        time.sleep(0.02)


def _spent(root: Path) -> float:
    found = 0.0
    for path in (root / "reports/runs").glob("*.sqlite"):
        with RunFile.open_readonly(path) as file:
            found += file.spent_usd
    return found


RESUMED = ("run", "--resume", "latest", "--live", "--store-only")


@pytest.mark.parametrize("cap", [0.4, 1.0])
def test_calls_under_way_at_kills_are_paid_out_of_the_cap(root: Path, api: MockApi, cap: float) -> None:
    """Answers never come, and every process is killed: the last one finds the cap met, and nothing more is asked."""
    api.play(*clerk(root), **NEVER)
    asked, ends = 0, 0
    words: tuple[str, ...] = ("run", "--live", "-n", "3", "--cap", str(cap), "--concurrency", "2", "--store-only")
    while ends < 12:
        process = _begun(root, api, *words)
        while process.poll() is None and calls(api) == asked:
            time.sleep(0.02)
        if process.poll() is not None:
            break
        process.kill()
        process.communicate()
        asked, ends, words = calls(api), ends + 1, RESUMED
    code, said = _ended(process)

    assert code == 4
    assert "the cap of" in said
    assert 0 < asked * WORST_USD <= cap
    assert cap - 1.01 * WORST_USD < _spent(root) <= cap


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_calls_cut_by_a_second_interrupt_are_on_record(root: Path, api: MockApi, number: int) -> None:
    """At the most that they can have cost; the hint has the cap."""
    api.play(*clerk(root), **NEVER)
    process = _begun(root, api, "run", "--live", "-n", "3", "--cap", "1.0", "--concurrency", "2", "--store-only")
    _under_way(api, 0)
    process.send_signal(number)
    time.sleep(0.5)
    process.send_signal(number)
    code, said = _ended(process)

    assert code == 130
    assert re.search(r"`audition run --resume \S+ --live --cap 1` goes on", said)
    assert calls(api) * WORST_USD * 0.9 < _spent(root) <= 1.0


USELESS: dict[str, dict[str, Any]] = {
    "a reason to stop of tomorrow": {"reply": "Hi.", "patch": {"stop_reason": "tired"}},
    "no content": {"reply": "Hi.", "patch": {"content": None}},
    "another role": {"reply": "Hi.", "patch": {"role": "user"}},
    "no usage": {"reply": "Hi.", "patch": {"usage": None}},
    "no model": {"reply": "Hi.", "patch": {"model": ""}},
    "a block of tomorrow": {"reply": "Hi.", "patch": {"content": [{"type": "odd"}]}},
}


@pytest.mark.parametrize("rule", USELESS.values(), ids=USELESS)
def test_answers_of_no_use_are_paid_for_on_record_over_resumes(root: Path, api: MockApi, rule) -> None:
    """The cap is met by them as by any other; what the run says it has spent is at least what was billed."""
    api.play(rule)
    ends = [_ended(_begun(root, api, "run", "--live", "-n", "2", "-s", "late-fee", "--cap", "0.5", "--store-only"))]
    ends += [_ended(_begun(root, api, *RESUMED)) for _ in range(2)]

    assert {4} == {code for code, _ in ends}
    assert 0 < billed_usd(api) <= _spent(root) <= 0.5
    assert 0 < calls(api) * WORST_USD <= 0.5 * 1.01


@pytest.mark.parametrize("words", [(), ("--concurrency", "1")])
@pytest.mark.parametrize("cap", ["0.2"])
def test_the_stored_cap_holds_for_a_resume_that_names_none(root: Path, api: MockApi, cap: str, words) -> None:
    """Another one that is named takes its place."""
    api.play(*clerk(root))
    first, _ = _ended(_begun(root, api, "run", "--live", "-n", "6", "--cap", cap, "--store-only"))
    again, said = _ended(_begun(root, api, *RESUMED, *words))
    held = billed_usd(api)
    more, _ = _ended(_begun(root, api, *RESUMED, "--cap", "5"))

    assert (first, again, more) == (4, 4, 0)
    assert f"--live --cap {cap}` goes on" in said
    assert held <= float(cap)


@pytest.mark.parametrize("rule", list(USELESS.values())[:2])
def test_a_week_of_answers_of_no_use_bills_at_most_its_cap(root: Path, api: MockApi, rule) -> None:
    """Started again it goes on, and spends nothing more."""
    accept(root, str(play(root, FLAWLESS, trials=2, variants=("careful",)).path))
    api.play(rule)
    words = ("weekly", "-v", "careful", "-n", "2", "--live", "--cap", "0.8")
    ends = [_ended(_begun(root, api, *words))[0] for _ in range(2)]

    assert ends == [4, 4]
    assert 0 < calls(api) * WORST_USD <= 0.8 * 1.01
    assert len([path for path in (root / "reports/runs").glob("*.sqlite") if _live(path)]) == 1


def _live(path: Path) -> bool:
    with RunFile.open_readonly(path) as file:
        return file.facts.mode.value == "live"


@pytest.mark.parametrize("share", [0.2, 0.8, 1.1])
def test_a_week_that_was_killed_is_gone_on_with_and_leaves_one_row(root: Path, api: MockApi, share: float) -> None:
    """Nothing is paid for twice, whether the kill meets the screen or its end."""
    accept(root, str(play(root, FLAWLESS, trials=2, variants=("careful",)).path))
    api.play(*clerk(root), latency_ms=100)
    words = ("weekly", "-v", "careful", "-n", "2", "--live", "--cap", "3", "--concurrency", "2")
    process = _begun(root, api, *words)
    end = time.monotonic() + PATIENCE
    while calls(api) < 12 * min(share, 1.0) and process.poll() is None and time.monotonic() < end:
        time.sleep(0.01)
    if share > 1.0:
        time.sleep(share - 1.0)
    process.kill()
    process.communicate()
    before = calls(api)
    code, said = _ended(_begun(root, api, *words))
    again, _ = _ended(_begun(root, api, *words))
    rows = (root / "evals/history/clerk.jsonl").read_text("utf-8").count('"occasion":"weekly"')

    assert (code, again) == (0, 0), said
    assert calls(api) <= 12 + 2, before
    assert rows == 1
    assert billed_usd(api) <= _spent(root)


@pytest.mark.parametrize("workers", [1, 2, 3, 5, 8])
def test_a_worker_that_died_keeps_nothing_from_the_others(tmp_path: Path, workers: int) -> None:
    """Also one that nobody has buried: its calls count as spent, and those who wait are told that the cap is met."""
    path = tmp_path / "budget.sqlite"
    children = []
    for _ in range(workers):
        child = os.fork()
        if child == 0:
            SharedLedger(path, 10.0).reserve(0.4)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)  # it has ended, and stays a zombie
    spending = SharedLedger(path, 10.0).spending()
    for child in children:
        os.waitpid(child, 0)

    assert spending.spent_usd == pytest.approx(0.4 * workers)
    assert spending.reserved_usd == 0.0
