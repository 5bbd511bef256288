"""A program plays a trial: what it asked is the evidence, and whatever it does, the machine and the cap are safe."""

from __future__ import annotations

import asyncio
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from audition.agent import Conditions
from audition.agent.program import Program
from audition.agent.staging import version_of, words_of
from audition.errors import AccessDenied
from audition.models.budget import Budget, LocalLedger
from audition.models.claude.access import direct
from audition.models.claude.connection import Connection
from audition.models.claude.live import Claude
from audition.records.evidence import Ending, Trial
from audition.records.limits import Limits
from audition.records.players import Casting
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell
from tests.fakes.mock_api import MockApi
from tests.unit.models.claude.test_live import SETTINGS
from tests.unit.models.subjects import subject

KEY = "sk-ant-api03-known-to-this-test-0123456789"
ROOT = Path(__file__).parents[2] / "fakes"

pytestmark = pytest.mark.skipif(isinstance(probe_shell(), NoShell), reason="no sandbox holds on this machine")

Play = Callable[..., Trial]


def casting(*words: str, **more: object) -> Casting:
    """A program among the fakes."""
    return Casting(name="shop", command=("python3", *words), reads=("programs",), **more)


@pytest.fixture(scope="module")
def mock_api() -> Iterator[MockApi]:
    """The mock, running."""
    with MockApi() as running:
        yield running


@pytest.fixture
def play(mock_api: MockApi, open_path: Path) -> Play:
    """A trial of a program that lies readable, whoever runs the tests; the mock says `Done.` unless told otherwise."""
    home = open_path / "project"
    (home / "programs").mkdir(parents=True)
    for path in (ROOT / "programs").glob("*.py"):
        (home / "programs" / path.name).write_text(path.read_text())

    def played(
        who: Casting, *rules: dict, limits: Limits | None = None, budget: Budget | None = None, **changes: object
    ):
        mock_api.play(*(rules or ({"reply": "Done."},)))

        async def scene() -> Trial:
            async with Claude(Connection(direct(KEY, mock_api.url)), budget=budget, settings=SETTINGS) as channel:
                player = Program(who, channel, home)
                conditions = Conditions(limits=limits or Limits(seconds=30), shell=probe_shell())
                return await player.play(subject(), conditions)

        return asyncio.run(scene())

    return played


CLERK = casting("{program}/programs/clerk.py")
WRITES = {"type": "tool_use", "name": "Write", "input": {"file_path": "out/answer.txt", "content": "forty-two"}}


def hostile(mode: str, **more: object) -> Casting:
    """One of the hostile programs."""
    return casting("{program}/programs/hostile.py", mode, **more)


def test_a_program_s_calls_are_its_conversation_and_what_it_leaves_the_outcome(play: Play):
    """Messages, turns, usage, tool calls with their results, files, exit code and output."""
    trial = play(CLERK, {"tool_results": 0, "reply": [WRITES]}, {"tool_results": 1, "reply": "It is written."})

    assert trial.ending is Ending.FINISHED
    assert trial.messages[0]["content"] == subject().scenario.request
    assert [(call.name, call.input["file_path"], call.result) for call in trial.trajectory] == [
        ("Write", "out/answer.txt", "written")
    ]
    assert (len(trial.turns), trial.final_message) == (2, "It is written.")
    assert trial.usage is not None
    assert trial.usage.cost_usd > 0
    assert trial.outcome["out/answer.txt"] == "forty-two"
    assert trial.frame is not None
    assert (trial.frame.system, trial.frame.tools[0]["name"]) == (subject().variant.system, "Write")
    assert trial.exited is not None
    assert (trial.exited.code, trial.exited.printed) == (0, "It is written.\n")
    assert trial.seconds > 0


@pytest.mark.parametrize(
    ("mode", "ending", "told"),
    [
        ("ends_badly", Ending.CRASHED, "exit 1: out of ink"),
        ("never_calls", Ending.FAILED, "called no model: done"),
        ("floods", Ending.CRASHED, "printed more than"),
        ("fills_the_workspace", Ending.CRASHED, "the workspace may hold"),
        ("forks", Ending.FINISHED, ""),
        ("nowhere", Ending.FAILED, "called no model"),
    ],
)
def test_every_end_of_a_program_has_its_ending(mode: str, ending: Ending, told: str, play: Play):
    """What it broke after calls that were answered is a result; where nobody knows, the trial failed."""
    trial = play(hostile(mode))

    assert trial.ending is ending, trial.detail
    assert told in trial.detail


def test_a_program_that_is_not_there_fails_its_trial(play: Play):
    """Nothing was seen of the agent."""
    trial = play(Casting(name="shop", command=("no-such-program",)))

    assert trial.ending is Ending.FAILED
    assert "no-such-program" in trial.detail


def test_time_is_the_agent_s_alone_and_ends_a_program_that_hangs(play: Play):
    """It is stopped with all that it started."""
    started = time.monotonic()
    trial = play(hostile("hangs"), limits=Limits(seconds=1.5))

    assert trial.ending is Ending.TIME_LIMIT
    assert time.monotonic() - started < 30


def test_nothing_that_a_program_started_outlives_its_trial(play: Play, tmp_path: Path):
    """Its children go with its sandbox; theirs are known by how long they sleep, which no other test's do."""
    seconds = f"{600 + abs(hash(tmp_path)) % 10**6}.5"
    trial = play(casting("{program}/programs/hostile.py", "forks", seconds))

    assert trial.ending is Ending.FINISHED
    assert f"sleep {seconds}" not in subprocess.run(["ps", "ax"], capture_output=True, text=True, check=True).stdout


def test_a_program_writes_in_its_workspace_alone(play: Play):
    """Not beside the prompt, not into what it reads, not into the system."""
    printed = play(hostile("writes_outside")).exited.printed

    assert "wrote" not in printed
    assert printed.count("Read-only") + printed.count("denied") == 5


def test_a_program_reaches_nobody_but_the_gateway(play: Play):
    """Neither the network nor what else this machine serves."""
    trial = play(hostile("calls_others"))

    assert "reached" not in trial.exited.printed
    assert trial.ending is Ending.FINISHED


def test_what_is_not_the_trial_s_to_ask_is_refused_and_told(play: Play, mock_api: MockApi):
    """Another model, another key, no message; the API hears of none of it."""
    trial = play(hostile("asks_others"))

    assert "404" in trial.exited.printed.split()
    assert {"401", "400"} <= set(trial.exited.printed.split())
    assert any("claude-opus-5-5 is not one that this trial may ask" in note for note in trial.notes)
    assert mock_api.stats()["requests"] == {"POST /v1/messages": 1}


def test_a_model_that_the_suite_allows_beside_is_answered(play: Play):
    """Programs ask small models for titles and subagents."""
    trial = play(hostile("asks_others", models=("claude-opus-5-5",)))

    assert not any("may ask" in note for note in trial.notes)
    assert {turn.model for turn in trial.answers} == {"claude-opus-5-5", "claude-sonnet-5-5"}


def test_a_program_that_asks_without_end_is_ended_by_the_limits(play: Play):
    """By turns, although every call is a conversation of its own."""
    trial = play(hostile("asks_without_end"), limits=Limits(turns=2, seconds=30))

    assert trial.ending is Ending.TURN_LIMIT
    assert len(trial.answers) == 16


def test_the_cap_holds_for_whoever_plays(play: Play):
    """A met cap ends the trial, and what was paid is known."""
    budget = Budget(LocalLedger(0.03))
    trial = play(hostile("asks_without_end"), limits=Limits(turns=40, seconds=30), budget=budget)

    assert trial.ending is Ending.BUDGET
    assert budget.spending.spent_usd <= 0.03


def test_a_refused_key_ends_the_run(play: Play):
    """As for the loop: no further trial can succeed."""
    with pytest.raises(AccessDenied):
        play(CLERK, {"error": {"status": 401, "message": "invalid x-api-key"}})


def test_no_secret_of_this_machine_is_in_a_program_s_reach(play: Play, monkeypatch: pytest.MonkeyPatch):
    """Neither the key of the API nor another variable; its own key opens nothing else."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_0123456789abcdef0123456789")
    printed = play(hostile("shows_its_environment")).exited.printed

    assert "sk-trial-" in printed
    assert KEY not in printed
    assert "ghp_" not in printed


def test_the_version_of_a_program_is_that_of_its_command_and_the_files_it_names(tmp_path: Path):
    """A changed program is another player; what its command does not name is not looked at."""
    (tmp_path / "agent.py").write_text("1")
    (tmp_path / "other.py").write_text("1")
    who = Casting(name="shop", command=("python3", "{program}/agent.py"), version="2.1")
    before = version_of(who, tmp_path)
    (tmp_path / "other.py").write_text("2")
    assert version_of(who, tmp_path) == before
    (tmp_path / "agent.py").write_text("2")

    assert version_of(who, tmp_path) != before
    assert before.startswith("2.1 ")


def test_a_program_that_is_told_how_long_an_answer_may_be_is_another_one_under_another_limit(tmp_path: Path):
    """What it is told changes how it plays; whoever is not told it stays who it is."""
    told, silent = (Casting(name="shop", command=("python3", word)) for word in ("--most={output_tokens}", "-"))

    assert words_of(told, subject(), Limits(output_tokens=9000)) == ["python3", "--most=9000"]
    assert version_of(told, tmp_path, 9000) != version_of(told, tmp_path, 16_000)
    assert version_of(silent, tmp_path, 9000) == version_of(silent, tmp_path)
