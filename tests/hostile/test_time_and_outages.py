"""Slow calls, slow tools and services from which nothing usable comes: each has its bound, and the cap knows of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from audition.agent import Conditions, Loop
from audition.errors import AccessDenied, ModelError
from audition.models.budget import Budget, LocalLedger
from audition.models.claude.access import direct
from audition.models.claude.connection import Connection
from audition.models.claude.conversations import ChannelModel
from audition.models.claude.faults import (
    FEW,
    LOST_SECONDS,
    MANY,
    OUTAGE_SECONDS,
    Backoff,
    Failure,
    Kind,
    Outage,
    Retries,
)
from audition.models.claude.live import Claude
from audition.models.claude.pace import HEADER, Pace
from audition.models.scripted import Answer, Call, ScriptedModel, in_turn
from audition.records.evidence import Ending, Trial
from audition.records.limits import Limits
from audition.records.messages import tool_results
from audition.workspace.folder import Workspace
from audition.workspace.sandbox.shell import NoShell, Shell, ToolResult
from tests.fakes.mock_api import MockApi
from tests.unit.models.subjects import subject

FOREVER = 600.0
"""Seconds: whatever takes so long in here was cut, or the test would not have ended."""


@pytest.fixture(scope="module")
def api() -> Iterator[MockApi]:
    """The mock, running."""
    with MockApi() as running:
        yield running


class _Sleeper:
    """A shell whose commands take for ever."""

    def __init__(self) -> None:
        self.begun = self.stopped = 0

    async def run(self, command: str, workspace: Workspace, seconds: float) -> ToolResult:
        """Until it is stopped."""
        self.begun += 1
        try:
            await asyncio.sleep(FOREVER)
        except asyncio.CancelledError:
            self.stopped += 1
            raise
        return ToolResult("woken")


def _conditions(shell: Shell, **limits: Any) -> Conditions:
    return Conditions(limits=Limits(**limits), shell=shell)


SLOW: dict[str, dict[str, Any]] = {
    "an answer that does not come": {"latency_ms": FOREVER * 1000},
    "an answer that hangs": {"p_hang": 1.0, "hang_s": FOREVER},
}


@pytest.mark.parametrize("options", SLOW.values(), ids=SLOW)
@pytest.mark.parametrize("seconds", [0.2, 1.0])
def test_a_trial_s_seconds_cut_a_call(api: MockApi, options: dict[str, Any], seconds: float) -> None:
    """The ending says so, and the call counts as what it can have cost at most."""
    budget = Budget(LocalLedger(5.0))

    async def scene() -> Trial:
        async with Claude(Connection(direct("sk-ant-x-0123456789", api.url)), budget=budget) as claude:
            conditions = _conditions(NoShell("none"), seconds=seconds)
            return await Loop(ChannelModel(claude)).play(subject(), conditions)

    api.play({"reply": "Hi."}, **options)
    trial = asyncio.run(scene())

    assert trial.ending is Ending.TIME_LIMIT
    assert f"the limit is {seconds:g}" in trial.detail
    assert budget.spending.spent_usd > 0


CALLS = {
    "one": ["sleep"],
    "the first of three": ["sleep", "Read", "Read"],
    "the last of three": ["Read", "Read", "sleep"],
    "one in the middle": ["Read", "sleep", "Read"],
    "all": ["sleep", "sleep", "sleep"],
}


@pytest.mark.parametrize("calls", CALLS.values(), ids=CALLS)
def test_a_trial_s_seconds_cut_a_tool(calls: list[str]) -> None:
    """Every call has its result: what it gave, that it was stopped, or that it was not run."""
    shell = _Sleeper()
    given = {
        "sleep": Call(name="Bash", input={"command": "sleep 600"}),
        "Read": Call(name="Read", input={"file_path": "inst_1/instruction.yaml"}),
    }
    of = subject()
    of = replace(of, variant=replace(of.variant, tools=("Bash", "Read")))
    answer = Answer(calls=tuple(given[name] for name in calls))
    for seconds in (0.2, 2.0, 20.0):  # as many as this machine needs to come to the command
        model = ScriptedModel(in_turn([answer, "Done."]))
        trial = asyncio.run(Loop(model).play(of, _conditions(shell, seconds=seconds)))
        if shell.begun:
            break
    results = [block["content"] for block in tool_results(trial.messages).values()]
    cut = calls.index("sleep")

    assert trial.ending is Ending.TIME_LIMIT
    assert len(results) == len(calls)
    assert all("id: inst_1" in text for text in results[:cut])
    assert "Stopped" in results[cut]
    assert all("Not run" in text for text in results[cut + 1 :])
    assert shell.stopped == 1


class _Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


BUSY, LOST = Failure(Kind.BUSY, "500: api_error"), Failure(Kind.LOST, "the answer cannot be used")
OUTAGES = {
    "endless 500s": (BUSY, 10.0, OUTAGE_SECONDS + 30),
    "endless 500s, slowly": (BUSY, 30.0, OUTAGE_SECONDS + 60),
    "answers of no use, at once": (LOST, 0.5, LOST_SECONDS + 30),
    "answers of no use, many at once": (LOST, 0.01, LOST_SECONDS + 30),
    "answers of no use, slowly": (LOST, 20.0, OUTAGE_SECONDS + 60),
    "a retry-after of a day": (Failure(Kind.LIMITED, "429", 86_400.0), 120.0, OUTAGE_SECONDS + 700),
}


@pytest.mark.parametrize(("failure", "every", "most"), OUTAGES.values(), ids=OUTAGES)
def test_a_service_from_which_nothing_usable_comes_is_given_up_within_minutes(
    failure: Failure, every: float, most: float
) -> None:
    """Whichever calls ask; what was finished is kept by whoever ends the run."""
    clock = _Clock()
    outage = Outage(clock)

    def call_on() -> None:
        while clock.now < 10 * FOREVER:
            outage.met(failure)
            clock.now += every

    with pytest.raises(AccessDenied, match="what was finished is kept"):
        call_on()
    assert clock.now <= most


@pytest.mark.parametrize("failure", [BUSY, LOST])
def test_one_usable_answer_now_and_then_keeps_a_run_alive(failure: Failure) -> None:
    """However bad the rest is."""
    clock = _Clock()
    outage = Outage(clock)
    for attempt in range(2_000):
        outage.met(failure)
        clock.now += 1.0
        if attempt % (min(FEW, MANY) * 5) == 0:
            outage.over()

    assert clock.now == 2_000


PATIENT = {
    "endless 500s": (BUSY, 0.0, 300.0),
    "endless 500s after a minute each": (BUSY, 60.0, 400.0),
    "answers of no use": (LOST, 1.0, 100.0),
    "a retry-after of a day": (Failure(Kind.LIMITED, "429", 86_400.0), 0.0, 1_100.0),
    "a retry-after of nothing": (Failure(Kind.LIMITED, "429", None), 0.0, 2_500.0),
}


@pytest.mark.parametrize(("failure", "each", "most"), PATIENT.values(), ids=PATIENT)
def test_no_call_is_tried_for_ever(failure: Failure, each: float, most: float) -> None:
    """In attempts and pauses together."""
    backoff, clock = Backoff(Retries(jitter=lambda: 1.0)), _Clock()

    def try_on() -> None:
        while clock.now < 10 * FOREVER:
            clock.now += each + backoff.after(failure, each)

    with pytest.raises(ModelError, match="no usable answer after"):
        try_on()
    assert clock.now < most


HEADERS = {
    "one request a day": {"requests-limit": "0.0007", "requests-remaining": "0"},
    "nothing left of little": {"input-tokens-limit": "1", "input-tokens-remaining": "0"},
    "a thousandth": {"output-tokens-limit": "0.001", "output-tokens-remaining": "0"},
    "the smallest number": {"requests-limit": "5e-324", "requests-remaining": "0"},
    "much under way": {"requests-limit": "1", "requests-remaining": "0"},
    "a huge limit": {"requests-limit": "1e308", "requests-remaining": "0"},
}


@pytest.mark.parametrize("headers", HEADERS.values(), ids=HEADERS)
def test_no_header_imposes_a_wait_of_more_than_two_minutes(headers: dict[str, str]) -> None:
    """Whatever it says, and however many requests are under way."""
    pace = Pace(most=5_000, window=5_000)
    for _ in range(1_000):
        pace.sent(0.0)
    for now in (0.0, 1.0):
        pace.heard({HEADER + name: value for name, value in headers.items()}, now, now)
        pace.sent(now)

    assert pace.wait(1.0) <= 121.0
