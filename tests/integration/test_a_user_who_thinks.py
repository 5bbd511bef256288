"""A model plays the user by a brief: its words are sent, recorded, paid for, limited and shown like all others."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.desk import calls, desk, shown
from tests.fakes.mock_api import MockApi
from tests.integration.conftest import Run

ASKED = {"request": "Refund my order."}
BRIEF = "You are Ada. Your order is number 7. You accept up to 10 euros of costs."
KEY = {"ANTHROPIC_API_KEY": "sk-ant-api03-desk-0123456789"}
USER = "You play the user"
AGENT = {
    "ask": {"match": "^Refund", "reply": "Which order is it?"},
    "price": {"match": "^Number 7", "reply": "It costs 12 euros to send back. Do you agree?"},
    "last": {"match": "^Too much", "reply": "Then I leave it as it is."},
}


def says(match: str, message: str, *, ends: bool = False, **more: Any) -> dict[str, Any]:
    """A rule of the mock for the user's model, which is shown the talk so far."""
    return {"system": USER, "match": match, "reply": json.dumps({"message": message, "ends": ends}), **more}


TALK = (
    says("leave it as it is.\n\nGive", "", ends=True),
    says("Do you agree.\n\nGive", "Too much."),
    says("Which order is it.\n\nGive", "Number 7."),
    *AGENT.values(),
)

Play = Callable[..., str]


@pytest.fixture
def play(api: MockApi, audition: Run) -> Play:
    """Plays and records a project against these rules, and shows its first trial with its transcript."""

    def call(root: Path, *rules: dict[str, Any], words: tuple[str, ...] = ()) -> str:
        api.play(*rules)
        return shown(audition, root, api.url, *words)

    return call


def briefed(tmp_path: Path, suite: dict[str, Any] | None = None, tools: str = "[]", **user: Any) -> Path:
    """A project whose one scenario has this user."""
    return desk(tmp_path, {**ASKED, **(suite or {})}, {"user": {"brief": BRIEF, **user}}, tools=tools)


def test_the_user_says_what_its_brief_lets_it_and_ends_the_talk(tmp_path: Path, play: Play, audition: Run):
    """A replay holds the same talk without a call; the agent never sees the brief."""
    shown = play(briefed(tmp_path), *TALK)
    audition(tmp_path, "run", "desk", "--store-only")
    again = audition(tmp_path, "show", "first", "--transcript").stdout
    in_short = audition(tmp_path, "show", "first").stdout

    for text in (shown, again):
        assert text.index("Which order") < text.index("Number 7.") < text.index("12 euros") < text.index("Too much.")
        assert "finished after 3 answers" in text
        assert "note: the user ended the conversation after 2 further messages" in text
        assert "user played by a model in 3 answers, cost " in text
        assert "You are Ada" not in text
    assert "replay" in in_short
    assert "differ" not in in_short


def test_its_messages_are_bounded(tmp_path: Path, play: Play):
    """What it would have said after the last one is not asked for."""
    shown = play(briefed(tmp_path, most_messages=1), *TALK)

    assert "finished after 2 answers" in shown
    assert "note: the user had said all of 1 messages" in shown
    assert "Too much." not in shown


def test_a_question_by_a_tool_is_answered_by_it(tmp_path: Path, play: Play, audition: Run):
    """And counts among its messages."""
    question = {"questions": [{"question": "Which?", "header": "H", "options": [{"label": "a"}, {"label": "b"}]}]}
    ask = calls(("AskUserQuestion", question))
    shown = play(
        briefed(tmp_path, tools="[AskUserQuestion]", most_messages=2),
        says("Which.*Give", "The second."),
        says("Fine.*Give", "", ends=True),
        {"tool_results": 0, "reply": ask},
        {"tool_results": 1, "reply": "Fine."},
    )
    audition(tmp_path, "run", "desk", "--store-only")

    assert "← The second." in shown
    assert "← The second." in audition(tmp_path, "show", "first").stdout


def test_its_calls_are_noted_and_under_the_cap(tmp_path: Path, api: MockApi, audition: Run):
    """The run file holds a line a call; a cap that its model could pass ends the run as any other does."""
    root = briefed(tmp_path, model="claude-opus-4-1")
    agent = root / "agents/helper/plain.md"
    agent.write_text(agent.read_text().replace("model: small", "model: claude-haiku-4-5"))
    access = {"ANTHROPIC_BASE_URL": api.url, **KEY}
    api.play(*TALK)
    audition(root, "run", "desk", "--live", "--fresh", "--record", "--no-judge", "--cap", "5", env=access)
    (run,) = (root / "reports/runs").glob("*.sqlite")
    with sqlite3.connect(run) as file:
        noted, spent = file.execute("SELECT count(*), sum(spent_usd) FROM calls").fetchone()
        (trial,) = file.execute("SELECT spent_usd FROM trials").fetchone()
    planned = audition(root, "plan", "desk").stdout
    api.play(*TALK)
    audition(root, "run", "desk", "--live", "--fresh", "--no-judge", "--cap", "0.095", env=access)
    broke = audition(root, "show", "first").stdout

    assert noted == 6
    assert spent == pytest.approx(trial)
    assert "6 calls" in planned or "6 model calls" in planned, planned
    assert "budget after 1 answer" in broke
    assert "the cap of $0.095 is met" in broke


def test_a_model_without_a_price_is_refused_under_a_cap(tmp_path: Path, audition: Run):
    """Before anything is called."""
    root = briefed(tmp_path, model="claude-nobody-1")
    agent = root / "agents/helper/plain.md"
    agent.write_text(agent.read_text().replace("model: small", "model: claude-haiku-4-5"))
    done = audition(root, "run", "desk", "--live", "--no-judge", "--cap", "1", env=KEY)

    assert done.returncode == 2
    assert "no list price is known for claude-nobody-1" in done.stderr


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ({"reply": "Number 7."}, "gave no usable answer in 2 attempts: it is no strict JSON"),
        ({"reply": '{"message": "x"}'}, "$ lacks the key `ends`"),
        ({"reply": '{"message": " ", "ends": false}'}, "it neither says anything nor ends"),
        ({"reply": '{"message": "\\ud800", "ends": false}'}, "message holds half a character"),
        ({"reply": "x", "patch": {"stop_reason": "refusal"}}, "it stopped with refusal"),
        ({"error": {"status": 400, "type": "invalid_request_error", "message": "no such luck"}}, "no such luck"),
    ],
)
def test_a_user_that_breaks_fails_the_trial(tmp_path: Path, play: Play, rule: dict[str, Any], said: str):
    """It says nothing of the agent: no result, no score."""
    shown = play(briefed(tmp_path), {"system": USER, **rule}, *AGENT.values())

    assert "failed after 1 answer" in shown
    assert said in shown
    assert "pass " not in shown


def test_an_unusable_answer_is_asked_for_once_more(tmp_path: Path, play: Play):
    """And what is usable then counts."""
    shown = play(briefed(tmp_path), {"system": USER, "reply": "{", "times": 1}, *TALK)

    assert "finished after 3 answers" in shown


def test_limits_count_what_the_user_used(tmp_path: Path, play: Play):
    """Tokens of the whole conversation."""
    spends = says(
        "Which order is it.\n\nGive", "Number 7.", patch={"usage": {"input_tokens": 9000, "output_tokens": 1}}
    )
    suite = {"limits": {"total_tokens": 9000}}
    shown = play(briefed(tmp_path, suite), spends, *AGENT.values())

    assert "token_limit after 1 answer" in shown


def test_another_brief_makes_another_scenario(tmp_path: Path, play: Play, audition: Run):
    """Its model and its bound, too."""
    play(briefed(tmp_path), *TALK)
    for changed in ({"brief": f"{BRIEF} Be rude."}, {"model": "claude-haiku-4-5"}, {"most_messages": 9}):
        done = audition(briefed(tmp_path, **changed), "run", "desk")
        assert "you edited scenarios/desk/first.yaml" in done.stdout + done.stderr


def test_a_brief_takes_the_scenarios_fields(tmp_path: Path, play: Play, api: MockApi):
    """As the request does."""
    root = desk(tmp_path, ASKED, {"fields": {"order": 9}, "user": {"brief": "Your order is {order}."}})
    rule = {"system": "Your order is 9", "reply": json.dumps({"message": "", "ends": True})}

    assert "the user ended the conversation after 0 further messages" in play(root, rule, *AGENT.values())


@pytest.mark.parametrize(
    ("scenario", "said"),
    [
        ({"user": {"brief": "x"}, "replies": ["a"]}, "$.user: stands beside `replies`; keep one"),
        (
            {"user": {"brief": "x", "model": "smal"}},
            "$.user.model: `smal` is no alias and no exact id; did you mean `small`",
        ),
        ({"user": {}}, "$.user: lacks the key `brief`"),
        ({"user": {"brief": "x", "most_messages": 0}}, "$.user.most_messages: "),
        ({"user": {"brief": "{who}"}}, "$.user.brief: nothing fills {who}"),
    ],
)
def test_users_that_cannot_be_are_told_with_their_place(
    tmp_path: Path, audition: Run, scenario: dict[str, Any], said: str
):
    """Exit 2 before anything runs."""
    done = audition(desk(tmp_path, ASKED, scenario), "check")

    assert done.returncode == 2
    assert said in done.stderr
    assert "first.yaml:" in done.stderr
