from __future__ import annotations

import asyncio

import pytest

from audition.errors import ModelError
from audition.models.scripted import Answer, Call, ScriptedModel, in_turn
from audition.records.evidence import Origin
from audition.records.turns import Usage
from tests.unit.models.subjects import request, subject


def say(script, trial=None, turns=1, seed=0):
    """The replies of one trial."""
    conversation = ScriptedModel(script, seed=seed).open(trial or subject())

    async def talk():
        return [await conversation.reply(request(system=(trial or subject()).variant.system)) for _ in range(turns)]

    return asyncio.run(talk())


def texts(replies):
    """What each reply says."""
    return ["".join(block.get("text", "") for block in reply.content) for reply in replies]


def test_a_text_alone_ends_the_turn():
    """The simplest script is a function that gives a text."""
    (reply,) = say(lambda cue: f"turn {cue.turn} of {cue.subject.id}")

    assert texts([reply]) == ["turn 0 of greeting × clerk/terse #0"]
    assert reply.turn.stop_reason == "end_turn"
    assert reply.turn.usage is None


def test_a_scripted_conversation_has_no_recording_and_says_where_it_comes_from():
    """Nothing else answers for the shell."""
    model = ScriptedModel(lambda _: "")

    assert model.open(subject()).recording is None
    assert model.origin is Origin.SCRIPTED


def test_calls_become_tool_use_blocks_with_ids_of_their_own():
    """No two calls of a trial share an id, or the tool results could not be matched."""
    answer = Answer(text="Both.", calls=(Call(name="Read", input={"a": 1}), Call(name="Read", input={})))
    first, second = say(in_turn([answer, answer]), turns=2)
    ids = [block["id"] for reply in (first, second) for block in reply.content if block["type"] == "tool_use"]

    assert first.turn.stop_reason == "tool_use"
    assert [block["type"] for block in first.content] == ["text", "tool_use", "tool_use"]
    assert first.content[1]["input"] == {"a": 1}
    assert len(set(ids)) == 4


def test_a_script_chooses_by_the_request():
    """Changed prompts can be given changed behaviour."""

    def script(cue):
        return "kind" if "kind" in cue.request.system else "terse"

    assert texts(say(script)) == ["terse"]
    assert texts(say(script, subject(system="Be kind.\n"))) == ["kind"]


def test_an_error_is_raised_instead_of_an_answer():
    """The same exception object, so that every ending can be provoked."""
    with pytest.raises(ModelError, match="the API is down"):
        say(lambda _: Answer(error=ModelError("the API is down")))


def test_a_list_of_answers_that_is_used_up_is_a_model_error():
    """A script never repeats itself unasked."""
    with pytest.raises(ModelError, match="the script holds 1 answers"):
        say(in_turn(["once"]), turns=2)


def test_usage_and_stop_reason_are_what_the_script_says():
    """Limits and endings can be provoked."""
    usage = Usage(input_tokens=5, output_tokens=7, cost_usd=0.1)
    (reply,) = say(lambda _: Answer(stop_reason="refusal", usage=usage, delay_seconds=0.001))

    assert (reply.turn.stop_reason, reply.turn.usage) == ("refusal", usage)
    assert reply.content == ()


def test_draws_depend_on_seed_and_trial_alone():
    """Neither the order of trials nor a second run changes a draw; another seed does."""

    def draws(order, seed=0):
        return {index: texts(say(lambda cue: str(cue.draw), subject(index), seed=seed))[0] for index in order}

    assert draws(range(20)) == draws(reversed(range(20)))
    assert len(set(draws(range(20)).values())) == 20
    assert draws(range(20)) != draws(range(20), seed=1)
