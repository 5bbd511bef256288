"""Calls that a program made become its conversation and those beside it, whatever it leaves out, repeats or cuts."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from audition.agent.traffic import read_traffic
from audition.models.gateway.server import Exchange
from audition.models.protocol import Reply
from audition.records.messages import Message
from audition.records.turns import Turn, Usage

PROMPT = "You answer letters."
TOOLS = ({"name": "Write", "input_schema": {"type": "object"}},)


class Program:
    """Makes calls as a program does, one second each; what it asked is in `exchanges`."""

    def __init__(self) -> None:
        self.exchanges: list[Exchange] = []

    def ask(
        self, messages: list[Message], *answer: dict[str, Any], system: str = PROMPT, **params: Any
    ) -> list[Message]:
        """The messages with the answer."""
        asked = {"model": "m", "max_tokens": 9, "system": system, "tools": list(TOOLS), "messages": messages, **params}
        at = float(len(self.exchanges))
        turn = Turn(stop_reason="end_turn", usage=Usage(input_tokens=1, output_tokens=1, cost_usd=1.0), model="m")
        reply = Reply(content=answer, turn=turn)
        self.exchanges.append(Exchange(params=asked, reply=reply, started=at, ended=at + 0.5))
        return [*messages, {"role": "assistant", "content": list(answer)}]


def user(text: str) -> Message:
    """The user says so."""
    return {"role": "user", "content": text}


def text(said: str) -> dict[str, Any]:
    """A block of text."""
    return {"type": "text", "text": said}


def call(name: str, number: int, **given_: Any) -> dict[str, Any]:
    """A call of a tool."""
    return {"type": "tool_use", "id": f"toolu_{number}", "name": name, "input": given_}


def result(number: int, said: str = "ok") -> Message:
    """What a call gave."""
    return {"role": "user", "content": [{"type": "tool_result", "tool_use_id": f"toolu_{number}", "content": said}]}


WORDS = st.text(min_size=1, max_size=5).filter(str.strip)


@given(answers=st.lists(WORDS, min_size=1, max_size=6), repeats=st.integers(0, 5))
def test_a_conversation_is_whole_however_often_a_call_is_made_again(answers: list[str], repeats: int):
    """Its messages are all that was said; an answer that was asked for again is paid for and stands nowhere."""
    program, said = Program(), [user("Begin.")]
    for number, answer in enumerate(answers):
        if number == repeats:
            program.ask(said, text("lost on the way"))
        said = [*program.ask(said, text(answer)), user("Go on.")]
    traffic = read_traffic(program.exchanges, PROMPT)

    spoken = [message["content"][0]["text"] for message in traffic.messages if message["role"] == "assistant"]
    assert spoken == answers
    assert len(traffic.turns) == len(answers)
    assert sum(len(aside.turns) for aside in traffic.asides) + len(traffic.turns) == len(program.exchanges)


def test_thoughts_and_breakpoints_may_be_left_out_and_added():
    """A program that sends an answer back without its thought, or marks it for the cache, goes on with it."""
    program = Program()
    thought = {"type": "thinking", "thinking": "hm", "signature": "s"}
    program.ask([user("Begin.")], thought, text("One."))
    marked = {"role": "user", "content": [{**text("Begin."), "cache_control": {"type": "ephemeral"}}]}
    program.ask([marked, {"role": "assistant", "content": [text("One.")]}, user("And?")], text("Two."))
    traffic = read_traffic(program.exchanges, PROMPT)

    assert len(traffic.turns) == 2
    assert not traffic.asides
    assert "cache_control" not in str(traffic.messages)


def test_a_subagent_s_conversation_is_joined_where_it_was_called():
    """By the prompt that the tool call gave it; its answers are counted, and stand apart."""
    program = Program()
    said = program.ask([user("Begin.")], call("Task", 1, prompt="Count the letters in desk/.", description="count"))
    inner = program.ask(
        [user("<system-reminder/>\nCount the letters in desk/.")],
        call("Write", 2),
        system="You count.",
    )
    program.ask([*inner, result(2)], text("Seven."), system="You count.")
    program.ask([*said, result(1, "Seven.")], text("There are seven."))
    traffic = read_traffic(program.exchanges, PROMPT)

    assert [block["text"] for block in traffic.messages[-1]["content"]] == ["There are seven."]
    assert len(traffic.turns) == 2
    (aside,) = traffic.asides
    assert (aside.called_by, len(aside.turns), aside.frame.system) == ("toolu_1", 2, "You count.")


def test_what_a_player_asks_for_itself_stands_beside():
    """Such as a title, before or after; the trial's own is what is asked with the variant's prompt."""
    program = Program()
    program.ask([user("Write a title.")], text("Letters"), system="You write titles.", tools=[])
    program.ask([user("Begin.")], text("Done."), system=f"You are a program.\n\n{PROMPT}\n")
    traffic = read_traffic(program.exchanges, PROMPT)

    assert traffic.messages[0]["content"] == "Begin."
    assert traffic.frame.system.startswith("You are a program.")
    assert [(aside.called_by, aside.frame.system) for aside in traffic.asides] == [(None, "You write titles.")]


def test_a_conversation_told_anew_in_short_goes_on():
    """After a compaction the last word is still the trial's."""
    program = Program()
    program.ask([user("Begin.")], text("A long story."))
    program.ask([user("In short: a story was told.")], text("The end."))
    traffic = read_traffic(program.exchanges, PROMPT)

    assert [message["content"][0]["text"] for message in traffic.messages[1::2]] == ["A long story.", "The end."]
    assert len(traffic.turns) == 2
    assert not traffic.asides


def test_where_no_call_tells_the_prompt_the_first_with_tools_is_the_trial_s_own():
    """A program may say the prompt in words of its own."""
    program = Program()
    program.ask([user("Title?")], text("T"), system="", tools=[])
    program.ask([user("Begin.")], text("Done."), system="Its own words.")

    assert read_traffic(program.exchanges, PROMPT).messages[0]["content"] == "Begin."


def test_of_no_calls_nothing_is_known():
    """Not even what was asked with."""
    assert read_traffic([], PROMPT).frame is None


def test_an_answer_that_is_sent_back_block_by_block_is_one_answer():
    """As the API reads it: a message for each of its blocks is one turn, and no conversation begins anew."""
    log = Program()
    said = log.ask([user("Go.")], text("Two things at once."), call("Read", 1), call("Read", 2))
    opening, answer = said
    apart = [{"role": "assistant", "content": [block]} for block in answer["content"]]
    both = {"role": "user", "content": [*result(1)["content"], *result(2)["content"]]}
    log.ask([opening, *apart, both], text("Done."))
    found = read_traffic(log.exchanges, PROMPT)

    assert len(found.turns) == 2
    assert found.asides == ()
    assert [message["role"] for message in found.messages] == ["user", "assistant", "user", "assistant"]
    assert found.messages[1]["content"] == answer["content"]


def test_an_empty_last_word_is_the_final_message():
    """As in the loop: what was said before it does not pass for the work."""
    program = Program()
    opening = program.ask([user("Dear clerk")], call("Write", 1))
    program.ask([*opening, result(1)])
    traffic = read_traffic(program.exchanges, PROMPT)

    assert traffic.messages[-1] == {"role": "assistant", "content": []}
    assert len(traffic.turns) == sum(message["role"] == "assistant" for message in traffic.messages) == 2
