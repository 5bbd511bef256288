from __future__ import annotations

import asyncio

import pytest

from audition.errors import ModelError, UsageError
from audition.models.rules import script_from
from audition.models.scripted import Answer, Call, ScriptedModel, in_turn
from audition.records.evidence import Origin, Usage
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


RULES = [
    {"scenario": "other", "answers": ["wrong scenario"]},
    {"variant": "*/verbose", "answers": ["wrong variant"]},
    {"index": 1, "answers": ["second trial"]},
    {"system": "kind", "answers": ["kind"]},
    {"answers": [{"calls": [{"name": "Write", "input": {"file_path": "{deliverable}", "n": [3]}}]}, "Done {as_of}."]},
]


def test_the_first_rule_whose_conditions_hold_plays_the_trial():
    """Conditions on scenario, variant, index and system prompt."""
    assert texts(say(script_from(RULES), subject(1))) == ["second trial"]
    assert texts(say(script_from(RULES), subject(system="Be kind.\n"))) == ["kind"]


def test_rules_speak_of_the_scenario_s_own_paths():
    """A script fits every scenario of a suite."""
    first, second = say(script_from(RULES), turns=2)

    assert first.content[0]["input"] == {"file_path": "inst_1/out.yaml", "n": [3]}
    assert texts([second]) == ["Done 2026-06-01."]


def test_a_rule_draws_one_list_a_trial_by_weight():
    """Quality at random: three good trials in four, and one list through all turns of a trial."""
    script = script_from([{"one_of": [["good", "good"], ["bad", "bad"]], "weights": [3, 1]}])
    played = [texts(say(script, subject(index), turns=2)) for index in range(200)]

    assert {tuple(both) for both in played} == {("good", "good"), ("bad", "bad")}
    assert 125 < sum(both[0] == "good" for both in played) < 175


def test_a_trial_that_no_rule_fits_is_wrong_usage():
    """A hole in a script is the script's fault, not the agent's."""
    with pytest.raises(UsageError, match="no rule of the script fits"):
        say(script_from(RULES[:1]))


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ({"answer": []}, r"\$\[0\]: unknown key 'answer'"),
        ({"answers": [{"say": "x"}]}, "unknown key 'say'"),
        ({"answers": [{"calls": [{"tool": "x"}]}]}, "unknown key 'tool'"),
        ({"answers": [{"calls": [{"input": {}}]}]}, "a call without `name`"),
        ({"answers": [7]}, "7 is no mapping"),
        ({}, "either `answers` or `one_of`"),
        ({"answers": [], "one_of": []}, "either `answers` or `one_of`"),
        ({"one_of": [["a"]], "weights": [1, 2]}, "`weights`"),
        ({"one_of": []}, "`weights`"),
        ({"one_of": [["a"]], "weights": [0]}, "`weights`"),
    ],
)
def test_a_rule_of_another_form_is_wrong_usage_with_its_place(rule, told):
    """Nothing is played by a rule that is half understood."""
    with pytest.raises(UsageError, match=told):
        script_from([rule])


def test_an_error_in_a_rule_breaks_the_model():
    """As data, a model that fails is one word."""
    with pytest.raises(ModelError, match="overloaded"):
        say(script_from([{"answers": [{"error": "overloaded", "usage": {"input_tokens": 1}}]}]))
