"""Claude Code itself plays whole suites against the mock: tools, fixtures, subagents and skills, and again alike."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from audition.agent.claude_code import installed
from audition.loading.strict_yaml import read_yaml
from audition.records.evidence import Ending, Origin, Trial
from audition.store.recordings import read_recording
from audition.store.run_file import RunFile
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell
from tests.fakes.desk import calls, desk
from tests.fakes.killing import billed_usd
from tests.fakes.killing import calls as calls_of
from tests.fakes.mock_api import MockApi
from tests.fakes.pictures import png
from tests.fakes.recorded import BOATS
from tests.fakes.reenacted import recorded_answers, written_answers
from tests.fakes.shipped import copied
from tests.integration.conftest import Run

KEY = "sk-ant-api03-known-to-this-test-0123456789"
PLAYED = "desk", "--player", "claude-code", "--live", "--record", "--fresh"
TALKS = Path(__file__).parents[1] / "fakes/talks.yaml"
JETTY_TOOLS = {"find": "mcp__jetty__find_booking", "change": "mcp__jetty__change_booking"}
FIND, ASKING = "mcp__jetty__find", "AskUserQuestion"
JETTY = {
    "description": "Finds a booking.",
    "input_schema": {"type": "object", "properties": {"code": {"type": "string"}}, "required": ["code"]},
    "answers": [{"when": {"code": "HL-1"}, "json": {"name": "Ola Wojcik", "seats": 6}}],
}
PROJECT = (
    '[tool.audition]\njudge = "small"\n\n'
    '[tool.audition.models]\nsmall = "claude-sonnet-5-5"\nsonnet = "claude-sonnet-5-5"\n'
)
SCOUT = "---\nname: scout\ndescription: Looks around.\ntools: Bash, Write\nmodel: haiku\n---\nYou are a scout.\n"
TIDES = "---\nname: tides\ndescription: Knows the tides.\n---\nHigh water is at noon. The table is in table.md.\n"
LOOKS = (
    {"answers": 0, "reply": calls(("Bash", {"command": "echo seen > seen", "description": "d"}))},
    {"reply": "Seen."},
)
QUESTION = {
    "questions": [
        {
            "question": "Which day?",
            "header": "Day",
            "multiSelect": False,
            "options": [{"label": "Saturday", "description": "a"}, {"label": "Sunday", "description": "b"}],
        }
    ]
}

pytestmark = pytest.mark.skipif(
    installed() is None or isinstance(probe_shell(), NoShell),
    reason="Claude Code is not tested: pip install 'audition[claude-code]', and a sandbox",
)


def live(api: MockApi) -> dict[str, str]:
    """What a process needs to reach the API."""
    return {"ANTHROPIC_BASE_URL": api.url, "ANTHROPIC_API_KEY": KEY}


def trials(root: Path) -> Mapping[str, Trial]:
    """The newest run's, by their scenarios."""
    with RunFile.open_readonly(max((root / "reports/runs").iterdir())) as file:
        return {trial.id.scenario: trial for trial in file.trials()}


def test_the_shipped_suite_is_played_and_replayed(open_path: Path, api: MockApi, audition: Run):
    """Its tools do with recorded answers what the loop's did, in 25 scenarios; and again from its own recordings.

    Commands that change the folder are the one known difference: Claude Code stays there.
    """
    whole = copied(open_path)
    folder = whole / "evals/recordings/account-manager"
    api.play(*recorded_answers(folder, "sales-*-0.json"))
    words = ("-v", "sales", "--player", "claude-code", "--live", "--record", "--no-judge", "--cap", "90", "-n", "1")
    done = audition(whole, "run", "account-manager", *words, env=live(api))
    assert done.returncode in (0, 1), done.stderr
    played = trials(whole)

    assert len(played) == 25
    assert {trial.ending for trial in played.values()} == {Ending.FINISHED}
    for name, trial in played.items():
        then = read_recording(folder / f"sales-{name}-0.json")
        moved = any("cd " in str(call.input.get("command")) for call in trial.trajectory)
        assert moved or {path: trial.outcome[path] for path in trial.written} == then.written, name
        assert f"Today's date is {_day(whole, name)}." in json.dumps(trial.messages)

    again = audition(whole, "run", "account-manager", "-v", "sales+claude-code", "-n", "1")
    assert again.returncode == done.returncode, again.stderr
    replayed = trials(whole)
    assert {trial.origin for trial in replayed.values()} == {Origin.REPLAY}
    assert {name: trial.detail for name, trial in replayed.items() if trial.ending is not Ending.FINISHED} == {}
    assert [name for name, trial in replayed.items() if trial.diverged] == []


def _day(root: Path, scenario: str) -> str:
    text = (root / f"scenarios/account-manager/{scenario}.yaml").read_text()
    return text.partition("\nas_of: ")[2][:10]


def test_the_boat_hire_is_played_and_replayed(open_path: Path, api: MockApi, audition: Run):
    """The talks written for it pass every check in Claude Code too: MCP fixtures answer, and each reply is sent."""
    whole = copied(open_path)
    talks = dict(read_yaml(TALKS.read_text("utf-8"), TALKS.name).value)
    requests = {scenario.id: scenario.request.strip() for scenario in BOATS.suite().scenarios}
    api.play(
        *(
            rule
            for name, talk in talks.items()
            for rule in written_answers(requests[name], talk["answers"], JETTY_TOOLS)
        )
    )
    words = ("-v", "desk", "--player", "claude-code", "--live", "--record", "--no-judge", "--cap", "90", "-n", "1")
    done = audition(whole, "run", "boat-hire", *words, env=live(api))
    assert done.returncode == 0, done.stderr + done.stdout
    played = trials(whole)

    assert played.keys() == talks.keys()
    assert {(trial.ending, trial.detail, trial.notes) for trial in played.values()} == {(Ending.FINISHED, "", ())}
    called = {
        name: sum(len(answer) for answer in talk["answers"] if isinstance(answer, dict)) for name, talk in talks.items()
    }
    assert {name: len(trial.trajectory) for name, trial in played.items()} == called

    again = audition(whole, "run", "boat-hire", "-v", "desk+claude-code", "-n", "1")
    assert again.returncode == 0, again.stderr + again.stdout
    replayed = trials(whole)
    assert {name: trial.talk for name, trial in replayed.items()} == {
        name: trial.talk for name, trial in played.items()
    }


@pytest.fixture
def root(open_path: Path) -> Path:
    """A desk whose agent has a booking system, a scout and a skill, and a guest who says two things more."""
    suite = {
        "request": "A guest writes: hello!",
        "model": "sonnet",
        "tools": {FIND: JETTY},
        "limits": {"output_tokens": 9000},
    }
    scene = {"replies": ["HL-1, Ola Wojcik.", "Sunday, please.", "Thank you."]}
    made = desk(open_path, suite, scene, tools=f"{FIND}, {ASKING}, Agent(scout), Skill(tides)")
    (made / "pyproject.toml").write_text(PROJECT)
    beside = {"agents/scout.md": SCOUT, "skills/tides/SKILL.md": TIDES, "skills/tides/table.md": "12:00\n"}
    for path, text in beside.items():
        (made / ".claude" / path).parent.mkdir(parents=True, exist_ok=True)
        (made / ".claude" / path).write_text(text)
    return made


def test_fixtures_replies_questions_subagents_and_skills_reach_it_and_are_replayed(
    root: Path, api: MockApi, audition: Run
):
    """All in one trial: what it was told is the evidence, and the same is told again without the API."""
    changes = "touch /home/agent/.claude/agents/x; touch /home/agent/.claude/skills/tides/x; date +%Y > year"
    api.play(
        {"system": "You are a scout", "answers": 0, "reply": calls(("Bash", {"command": changes, "description": "d"}))},
        {"system": "You are a scout", "reply": "The sea is calm. {tool}"},
        {"answers": 0, "reply": "Which booking?"},
        {"answers": 1, "reply": calls((FIND, {"code": "HL-1"}))},
        {"answers": 2, "reply": calls((FIND, {"code": "HL-2"}))},
        {"answers": 3, "reply": calls((ASKING, QUESTION))},
        {"answers": 4, "reply": calls(("Agent", _task("Look at the sea")))},
        {"answers": 5, "reply": calls(("Skill", {"skill": "tides"}))},
        {"answers": 6, "reply": "It is done."},
        {"answers": 7, "reply": "Goodbye."},
    )
    done = audition(root, "run", *PLAYED, env=live(api))
    assert done.returncode == 0, done.stderr
    trial = trials(root)["first"]

    assert (trial.ending, trial.detail) == (Ending.FINISHED, "")
    found, missing, asked, looked, learnt = trial.trajectory
    assert json.loads(found.result) == {"name": "Ola Wojcik", "seats": 6}
    assert (missing.unanswered, found.unanswered) == (True, False)
    assert '"Which day?"="Sunday, please."' in asked.result
    assert looked.result.count("Read-only file system") == 2
    assert "tides" in learnt.result
    assert "High water is at noon." in json.dumps(trial.messages)
    assert "Today's date is 2026-05-04." in json.dumps(trial.messages)
    assert [text for role, text in trial.talk if role == "user"][:2] == ["A guest writes: hello!", "HL-1, Ola Wojcik."]
    assert [text for role, text in trial.talk if role == "user"][-1] == "Thank you."
    assert "system-reminder" not in "".join(text for role, text in trial.talk[:4])
    [aside] = trial.asides
    assert (aside.called_by is not None, len(aside.turns), aside.frame.model) == (True, 2, "claude-sonnet-5-5")
    assert "You are a scout." in aside.frame.system
    assert (trial.frame.max_tokens, aside.frame.max_tokens) == (9000, 9000)
    assert set(trial.written) == {"year"}
    assert trial.notes == (f"no fixture answered 1 of the calls: {FIND}",)

    again = audition(root, "run", "desk", "-v", "plain+claude-code")
    replayed = trials(root)["first"]
    assert (again.returncode, replayed.detail) == (0, "")
    assert replayed.talk == trial.talk
    assert len(replayed.asides) == 1


def _task(prompt: str) -> dict[str, str]:
    return {"description": "d", "prompt": prompt, "subagent_type": "scout"}


def test_a_picture_that_it_reads_is_named_and_not_held(open_path: Path, api: MockApi, audition: Run):
    """As in the loop's evidence; it is known again when the trial is replayed."""
    root = desk(open_path, {"request": "Look."}, {"files": {"a.png": {"from": "fixtures/a.png"}}}, tools="Read, Bash")
    (root / "pyproject.toml").write_text(PROJECT)
    (root / "scenarios/desk/fixtures").mkdir()
    (root / "scenarios/desk/fixtures/a.png").write_bytes(png())
    api.play(
        {"answers": 0, "reply": calls(("Read", {"file_path": "/workspace/a.png"}))},
        {"answers": 1, "reply": calls(("Bash", {"command": "true", "description": "d"}))},
        {"reply": "Seen."},
    )
    done = audition(root, "run", *PLAYED, env=live(api))
    assert done.returncode == 0, done.stderr
    told = json.dumps(trials(root)["first"].messages)

    assert '"type": "digest"' in told
    assert '"base64"' not in told
    again = audition(root, "run", "desk", "-v", "plain+claude-code")
    assert (again.returncode, trials(root)["first"].detail) == (0, "")


@pytest.fixture
def looks(open_path: Path, api: MockApi) -> Path:
    """A project of one scenario in which one command is run and one word is said."""
    root = desk(open_path, {"request": "Look."}, tools="Bash")
    (root / "pyproject.toml").write_text(PROJECT)
    api.play(*LOOKS)
    return root


def test_a_storm_of_refusals_costs_it_time_and_no_score(looks: Path, api: MockApi, audition: Run):
    """Eight at once hear nothing of it: what the API could not take is asked again behind the gateway."""
    api.play({"error": {"status": 529, "retry_after": 0.01}, "times": 24}, *LOOKS)
    done = audition(looks, "run", *PLAYED, "-n", "8", "--concurrency", "8", env=live(api))

    assert done.returncode == 0, done.stderr
    assert (api.stats()["status"]["529"], calls_of(api)) == (24, 24 + 16)
    assert {seen(trial) for trial in every_trial(looks)} == {(Ending.FINISHED, "seen\n", 2, ())}


def test_eight_at_once_hold_the_cap_and_what_was_paid_is_paid_once(looks: Path, api: MockApi, audition: Run):
    """The cap is met by what calls could cost; with another one the rest is played, and nothing is asked again."""
    api.play(LOOKS[0], {"reply": "The sea is calm. " * 2500})
    words = ("run", *PLAYED, "-n", "8", "--concurrency", "8", "--store-only", "--cap")
    cut = audition(looks, *words, "0.6", env=live(api))

    assert cut.returncode == 4, cut.stderr
    assert 0 < calls_of(api) < 16
    assert 0 < spent_usd(looks) <= 0.6
    assert spent_usd(looks) == pytest.approx(billed_usd(api))
    gone_on = audition(looks, "run", "--resume", "latest", "--live", "--store-only", "--cap", "20", env=live(api))
    assert gone_on.returncode == 0, gone_on.stderr
    assert {seen(trial) for trial in every_trial(looks)} == {(Ending.FINISHED, "seen\n", 2, ())}
    assert calls_of(api) == 16
    assert spent_usd(looks) == pytest.approx(billed_usd(api))


def seen(trial: Trial) -> tuple[Any, ...]:
    """How it ended, what it left, its answers and notes."""
    return trial.ending, trial.outcome["seen"], len(trial.turns), trial.notes


def every_trial(root: Path) -> Sequence[Trial]:
    """Those of the newest run."""
    with RunFile.open_readonly(max((root / "reports/runs").iterdir())) as file:
        return list(file.trials())


def spent_usd(root: Path) -> float:
    """What the newest run has spent."""
    with RunFile.open_readonly(max((root / "reports/runs").iterdir())) as file:
        return file.spent_usd


@pytest.mark.parametrize(
    ("tools", "fixture", "told"),
    [
        ("WebFetch", {"WebFetch": {"default": {"text": "x"}}}, "what `WebFetch` answers: that is a tool of its own"),
        ("Agent(nobody)", {}, "the subagent `nobody`, which is not in .claude/agents"),
        ("Skill(gone)", {}, "the skill `gone`, which is not in .claude/skills"),
    ],
)
def test_what_does_not_reach_it_is_refused_before_anything_is_asked(
    tools: str, fixture: dict, told: str, tmp_path: Path, api: MockApi, audition: Run
):
    """Exit 2, with what it is."""
    root = desk(tmp_path, {"request": "Hello!", "tools": fixture}, tools=tools)
    api.play({"reply": "Hi."})
    done = audition(root, "run", *PLAYED, env=live(api))

    assert (done.returncode, done.stdout) == (2, "")
    assert f"claude-code cannot be told {told}" in done.stderr
    assert api.stats()["requests"] == {}
