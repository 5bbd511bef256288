from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from audition.errors import ModelError, RecordingMiss
from audition.models.recorded import RecordedModel
from audition.records.evidence import Origin
from tests.unit.models.subjects import recording, request, scenario, subject, variant


def test_a_recording_answers_turn_by_turn_as_it_was_recorded():
    """The n-th reply is the n-th assistant message with its turn, a plain text as one text block."""
    conversation = RecordedModel({subject().id: recording(subject())}).open(subject())

    first = asyncio.run(conversation.reply(request()))
    second = asyncio.run(conversation.reply(request()))

    assert first.content[0]["name"] == "Read"
    assert first.turn.stop_reason == "tool_use"
    assert second.content == ({"type": "text", "text": "Hello."},)
    assert second.turn.stop_reason == "end_turn"


def test_a_recorded_conversation_hands_out_its_recording():
    """The loop reads Bash results and the recorded outcome from it."""
    model = RecordedModel({subject().id: recording(subject())})

    assert model.open(subject()).recording == recording(subject())
    assert model.origin is Origin.REPLAY


def test_asking_for_more_than_was_recorded_is_a_model_error():
    """A recording never invents an answer."""
    conversation = RecordedModel({subject().id: recording(subject())}).open(subject())
    asyncio.run(conversation.reply(request()))
    asyncio.run(conversation.reply(request()))

    with pytest.raises(ModelError, match=r"greeting × clerk/terse #0: all 2 recorded answers were given"):
        asyncio.run(conversation.reply(request()))


def test_a_trial_without_a_recording_is_a_miss():
    """The miss names the trial."""
    with pytest.raises(RecordingMiss, match=r"greeting × clerk/terse #1: no recording"):
        RecordedModel({subject().id: recording(subject())}).open(subject(1))


MISSES = {
    "you edited agents/clerk/terse.md since it was recorded (`audition diff clerk/terse` shows what)": replace(
        subject(), variant=variant(system="Be kind.\n")
    ),
    "greeting.yaml, or what its suite asks, since it was recorded": replace(
        subject(), scenario=replace(scenario(), digest="0" * 64)
    ),
    "you edited the schema since it was recorded": replace(subject(), schema_digest="f" * 64),
    "request recorded as": replace(subject(), scenario=replace(scenario(), request="Say goodbye.")),
    "instruction.yaml recorded as": replace(
        subject(), scenario=replace(scenario(), inputs={"inst_1/instruction.yaml": "id: inst_2\n"})
    ),
    "instruction.yaml is gone": replace(subject(), scenario=replace(scenario(), inputs={})),
    "extra.md is new": replace(
        subject(), scenario=replace(scenario(), inputs={**scenario().inputs, "extra.md": "more\n"})
    ),
}


@pytest.mark.parametrize(("told", "today"), MISSES.items(), ids=MISSES)
def test_a_recording_of_something_else_is_a_miss_that_names_what_differs(told, today):
    """Each of the things that make a trial the same is held, and only what differs is told."""
    with pytest.raises(RecordingMiss) as miss:
        RecordedModel({subject().id: recording(subject())}).open(today)

    assert told in str(miss.value)
    assert ";" not in str(miss.value)


def test_a_recording_whose_schema_file_is_not_the_schema_it_names_is_a_miss():
    """The digest is of the file the agent read."""
    recorded = recording(subject())
    tampered = replace(recorded, inputs={**recorded.inputs, "inst_1/schema.yaml": "type: array\n"})

    with pytest.raises(RecordingMiss, match=r"inst_1/schema.yaml is not the schema it names"):
        RecordedModel({subject().id: tampered}).open(subject())
