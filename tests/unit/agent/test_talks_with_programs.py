"""A program that is spoken with hears the user and is answered by fixtures, as the engine's own loop is."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from audition.agent import Conditions
from audition.agent.program import Program
from audition.models.claude.access import direct
from audition.models.claude.connection import Connection
from audition.models.claude.live import Claude
from audition.models.protocol import Subject
from audition.records.evidence import Ending, Trial
from audition.records.limits import Limits
from audition.records.players import Casting
from audition.records.scene import ASKING, Brief, ToolAnswer, ToolFixture, UserReply
from audition.workspace.sandbox.probe import probe_shell
from audition.workspace.sandbox.shell import NoShell
from tests.fakes.mock_api import MockApi
from tests.unit.models.claude.test_live import SETTINGS
from tests.unit.models.subjects import subject

KEY = "sk-ant-api03-known-to-this-test-0123456789"
FIND, NOTE = "mcp__jetty__find", "mcp__jetty__note"
PROGRAMS = Path(__file__).parents[2] / "fakes/programs"
SCHEMA = {"type": "object", "properties": {"code": {"type": "string"}}, "required": ["code"]}
BOOKING = "the boat of Ola Wojcik is number forty-two"
FIXTURES = (
    ToolFixture(
        name=FIND,
        description="Finds a booking.",
        input_schema=SCHEMA,
        answers=(
            ToolAnswer(when={"code": "HL-1"}, text=BOOKING, times=1),
            ToolAnswer(when={"code": "HL-9"}, text="There is none.", is_error=True),
        ),
    ),
    ToolFixture(name=NOTE, description="Leaves a note.", input_schema={"type": "object"}),
    ToolFixture(name=ASKING, description="Asks the user.", input_schema={"type": "object"}),
)

pytestmark = pytest.mark.skipif(isinstance(probe_shell(), NoShell), reason="no sandbox holds on this machine")


@pytest.fixture(scope="module")
def api() -> Iterator[MockApi]:
    """The mock, running."""
    with MockApi() as running:
        yield running


@pytest.fixture
def root(open_path: Path) -> Path:
    """A project with the talker, readable for whoever the sandbox is."""
    (open_path / "programs").mkdir()
    for path in PROGRAMS.glob("*.py"):
        (open_path / "programs" / path.name).write_text(path.read_text())
    return open_path


def of(replies: Sequence[str] = (), brief: Brief | None = None, **frontmatter: Any) -> Subject:
    """A trial with the fixtures, whose user says these things or has this brief."""
    one = subject()
    scenario = replace(
        one.scenario, tools=FIXTURES, replies=tuple(UserReply(say=reply) for reply in replies), user=brief
    )
    return replace(one, variant=replace(one.variant, frontmatter=frontmatter), scenario=scenario)


def played(root: Path, api: MockApi, one: Subject, *rules: dict, program: str = "talker", **limits: Any) -> Trial:
    """The talker's trial, or that of one that becomes it."""
    api.play(*rules)
    words = ("python3", f"{{program}}/programs/{program}.py", "{mcp_file}")
    casting = Casting(name=program, command=words, reads=("programs",), talks=True)

    async def scene() -> Trial:
        async with Claude(Connection(direct(KEY, api.url)), settings=SETTINGS) as channel:
            conditions = Conditions(limits=Limits(**{"seconds": 30, **limits}), shell=probe_shell())
            return await Program(casting, channel, root).play(one, conditions)

    return asyncio.run(scene())


def calls(name: str, **asked: Any) -> list[dict]:
    """An answer that calls a tool."""
    return [{"type": "tool_use", "name": name, "input": asked}]


def test_fixtures_answer_as_they_do_in_the_loop_and_what_nothing_answers_is_told(root: Path, api: MockApi):
    """The first that fits and is not used up, errors as errors, inputs held to the schema."""
    asked = [calls(FIND, code="HL-1"), calls(FIND, code="HL-9"), calls(FIND, code="HL-1"), calls(FIND), calls(NOTE)]
    rules = [{"answers": number, "reply": reply} for number, reply in enumerate(asked)]
    trial = played(root, api, of(), *rules, {"reply": "Done."})

    assert (trial.ending, trial.detail) == (Ending.FINISHED, "")
    assert [(call.is_error, call.result.partition(":")[0]) for call in trial.trajectory] == [
        (False, BOOKING),
        (True, "There is none."),
        (True, f"No fixture answers this call of {FIND}."),
        (True, f"The input of {FIND} is not valid"),
        (True, f"No fixture answers this call of {NOTE}."),
    ]
    assert [call.unanswered for call in trial.trajectory] == [False, False, True, False, True]
    assert trial.notes == (f"no fixture answered 2 of the calls: {FIND}, {NOTE}",)
    assert trial.frame is not None
    assert [tool["name"] for tool in trial.frame.tools] == [ASKING, FIND, NOTE]


def test_the_user_s_replies_are_heard_in_turn_and_are_the_talk(root: Path, api: MockApi):
    """What the program puts into the user's mouth is in the evidence, and in no talk that a judge reads."""
    rules = [{"answers": number, "reply": reply} for number, reply in enumerate(["Which?", "It is late.", "Goodbye."])]
    trial = played(root, api, of(["HL-1", "Thanks."]), *rules)

    assert trial.ending is Ending.FINISHED
    assert trial.talk == (
        ("user", "Say hello."),
        ("assistant", "Which?"),
        ("user", "HL-1"),
        ("assistant", "It is late."),
        ("user", "Thanks."),
        ("assistant", "Goodbye."),
    )
    assert sum("The disk of" in str(message["content"]) for message in trial.messages) == 3
    assert trial.notes == ()


def test_a_reply_that_no_turn_waited_for_is_noted(root: Path, api: MockApi):
    """As in the loop: the reader knows that the talk was shorter than it was meant to be."""
    one = of(["HL-1"])
    when = replace(one.scenario.replies[0], when={"pattern": "code"})
    trial = played(root, api, replace(one, scenario=replace(one.scenario, replies=(when,))), {"reply": "Hello."})

    assert (trial.ending, trial.talk) == (Ending.FINISHED, ())
    assert trial.notes == ("1 of the user's 1 replies were not sent",)


def test_a_question_is_answered_by_the_user_or_honestly_by_nobody(root: Path, api: MockApi):
    """A reply is an answer; without one the tool says that nothing answers."""
    question = {"questions": [{"question": "Which day?", "options": []}]}
    rules = ({"answers": 0, "reply": calls(ASKING, **question)}, {"answers": 1, "reply": "So be it."})
    answered = played(root, api, of(["Sunday"]), *rules).trajectory[0]
    alone = played(root, api, of(), *rules).trajectory[0]

    assert (answered.is_error, answered.result) == (False, '{"Which day?": "Sunday"}')
    assert (alone.is_error, alone.unanswered) == (True, True)


def test_a_user_who_thinks_is_asked_and_counted(root: Path, api: MockApi):
    """Its answers are the trial's user's, end the talk, and are no time or turn of the agent's."""
    brief = Brief(text="You are Ola.", model="claude-haiku-5-5")
    rules = (
        {"system": "You play the user", "match": "Which code", "reply": '{"message": "HL-1", "ends": false}'},
        {"system": "You play the user", "reply": '{"message": "", "ends": true}'},
        {"answers": 0, "reply": "Which code?"},
        {"answers": 1, "reply": "It is at the jetty."},
    )
    rules[0]["times"] = 1
    trial = played(root, api, of(brief=brief), *rules)

    assert trial.ending is Ending.FINISHED
    assert [each.said for each in trial.user_turns] == ["HL-1", None]
    assert [text for role, text in trial.talk if role == "user"] == ["Say hello.", "HL-1"]
    assert len(trial.turns) == 2
    assert trial.notes == ("the user ended the conversation after 1 further messages",)


def test_a_user_whom_nobody_can_play_fails_the_trial(root: Path, api: MockApi):
    """Nobody knows what would have been said: that is no result of the agent's."""
    brief = Brief(text="You are Ola.", model="claude-haiku-5-5")
    rules = ({"system": "You play the user", "reply": "Hm."}, {"reply": "Which code?"})
    trial = played(root, api, of(brief=brief), *rules)

    assert trial.ending is Ending.FAILED
    assert "the user's model gave no usable answer" in trial.detail


def test_a_talk_without_end_ends_at_the_limit(root: Path, api: MockApi):
    """Turns are counted over the whole talk."""
    trial = played(root, api, of(["And?"] * 9), {"reply": "Hello."}, turns=3)

    assert (trial.ending, len(trial.turns)) == (Ending.TURN_LIMIT, 3)


def test_no_fixture_s_answer_lies_where_a_program_can_read_it(root: Path, api: MockApi):
    """Of the server there is an address and a key, and nothing else."""
    (root / "programs/reader.py").write_text(
        "import pathlib, sys\n"
        "sys.path.insert(0, '/program/programs')\n"
        "found = []\n"
        "for top in ('/workspace', '/run/audition', '/home', '/program', '/tmp'):\n"
        "    for path in pathlib.Path(top).rglob('*'):\n"
        "        if path.is_file() and 'forty-' 'two' in path.read_text(errors='replace'):\n"
        "            found.append(str(path))\n"
        "for path in pathlib.Path('/proc').glob('[0-9]*/cmdline'):\n"
        "    found += [str(path)] if 'forty-' 'two' in path.read_text() else []\n"
        "pathlib.Path('found.txt').write_text(' '.join(found) or 'nothing')\n"
        "import talker\n"
        "talker.main()\n"
    )
    rules = ({"answers": 0, "reply": calls(FIND, code="HL-1")}, {"reply": "Done."})
    trial = played(root, api, of(), *rules, program="reader")

    assert (trial.ending, trial.detail) == (Ending.FINISHED, "")
    assert trial.trajectory[0].result == BOOKING
    assert trial.outcome["found.txt"] == "nothing"
