from __future__ import annotations

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audition.models.claude.connection import read_json
from audition.models.claude.validation import UnusableAnswer, blocks_of, read_message, usage_of
from audition.records.turns import Usage

MESSAGE = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-5-5",
    "content": [
        {"type": "thinking", "thinking": "Hm.", "signature": "abc"},
        {"type": "text", "text": "Let me look.", "citations": None},
        {"type": "tool_use", "id": "toolu_1", "name": "Read", "input": {"file_path": "a"}},
    ],
    "stop_reason": "tool_use",
    "stop_sequence": None,
    "usage": {
        "input_tokens": 10,
        "output_tokens": 5,
        "cache_read_input_tokens": 3,
        "cache_creation_input_tokens": None,
    },
}

WRONG = {
    "no object": [],
    "an error": MESSAGE | {"type": "error"},
    "another role": MESSAGE | {"role": "user"},
    "no model": MESSAGE | {"model": None},
    "an unknown stop reason": MESSAGE | {"stop_reason": "tired"},
    "no stop reason": MESSAGE | {"stop_reason": None},
    "a stop reason that is a list": MESSAGE | {"stop_reason": "tired, or perhaps " * 9},
    "content that is a text": MESSAGE | {"content": "hello"},
    "a block that is null": MESSAGE | {"content": [None]},
    "a block without a type": MESSAGE | {"content": [{"text": "x"}]},
    "a block of an unknown type": MESSAGE | {"content": [{"type": "server_tool_use", "id": "x"}]},
    "a text that is a number": MESSAGE | {"content": [{"type": "text", "text": 5}]},
    "a tool call without an input": MESSAGE | {"content": [{"type": "tool_use", "id": "t", "name": "Read"}]},
    "a tool call without a name": MESSAGE | {"content": [{"type": "tool_use", "id": "t", "name": "", "input": {}}]},
    "two tool calls with one id": MESSAGE | {"content": [MESSAGE["content"][2]] * 2},
    "a stop for a tool without a call": MESSAGE | {"content": []},
    "a pause without a word": MESSAGE | {"stop_reason": "pause_turn", "content": [{"type": "text", "text": " "}]},
    "no usage": MESSAGE | {"usage": None},
    "negative usage": MESSAGE | {"usage": {"input_tokens": -1, "output_tokens": 1}},
    "usage that is a text": MESSAGE | {"usage": {"input_tokens": "1", "output_tokens": 1}},
    "usage that is a truth": MESSAGE | {"usage": {"input_tokens": True, "output_tokens": 1}},
    "usage with a fraction": MESSAGE | {"usage": {"input_tokens": 1, "output_tokens": 1.5}},
    "usage without output": MESSAGE | {"usage": {"input_tokens": 1}},
}


def test_a_sound_message_comes_back_as_it_was():
    """Nothing is repaired, nothing is lost."""
    before = copy.deepcopy(MESSAGE)

    assert read_message(MESSAGE) == before


@pytest.mark.parametrize("data", WRONG.values(), ids=WRONG)
def test_a_wrong_shape_is_unusable_and_says_where(data):
    """In a few words, whatever the model put there."""
    with pytest.raises(UnusableAnswer) as told:
        read_message(data)

    assert 0 < len(str(told.value)) < 120


PLACES = st.sampled_from(
    [(key,) for key in MESSAGE]
    + [("content", n) for n in range(3)]
    + [("content", n, key) for n in range(3) for key in MESSAGE["content"][n]]
    + [("usage", key) for key in MESSAGE["usage"]]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=200)
@given(place=PLACES, value=JSON)
def test_whatever_stands_anywhere_a_message_is_usable_or_refused(place, value):
    """Never a crash, and what is accepted can be read by all that comes after."""
    data = copy.deepcopy(MESSAGE)
    holder = data
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    try:
        message = read_message(data)
    except UnusableAnswer:
        return
    blocks = list(blocks_of(message))

    assert usage_of(message).total_tokens >= 0
    assert all(isinstance(block["input"], dict) for block in blocks if block["type"] == "tool_use")
    assert all(block["text"].strip() for block in blocks if block["type"] == "text")


def test_usage_reads_missing_cache_figures_as_none_used():
    """The API leaves them null where no caching was asked for."""
    assert usage_of(MESSAGE) == Usage(input_tokens=10, output_tokens=5, cache_read_tokens=3)


def test_blocks_are_fit_to_be_sent_again():
    """The API refuses null fields and blank texts that it has itself answered with."""
    blank = {**MESSAGE, "content": [{"type": "text", "text": " \n"}, *MESSAGE["content"]]}

    assert list(blocks_of(blank)) == [
        {"type": "thinking", "thinking": "Hm.", "signature": "abc"},
        {"type": "text", "text": "Let me look."},
        {"type": "tool_use", "id": "toolu_1", "name": "Read", "input": {"file_path": "a"}},
    ]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b'{"id": "msg_1", oops',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'"\\ud800"',
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_a_body_that_is_no_json_is_unusable(body):
    """As are numbers and characters that could be read but never stored."""
    with pytest.raises(UnusableAnswer, match="it is no JSON"):
        read_json(body)


@given(JSON)
def test_json_is_read_as_it_was_written(value):
    """Characters beyond the basic plane included."""
    assert read_json(json.dumps([value, "\N{GRINNING FACE}"]).encode()) == [value, "\N{GRINNING FACE}"]
