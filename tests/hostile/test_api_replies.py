"""Replies of the Messages API: what a later version may add is let through, what nobody can rely on is no answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from audition.models.claude.connection import read_json
from audition.models.claude.replies import reply_of, usage_with_price
from audition.models.claude.validation import UnusableAnswer, read_message
from audition.models.protocol import Reply
from audition.workspace.folder import Workspace
from audition.workspace.tools.catalogue import TOOLS
from tests.unit.workspace.calling import call

TEXT = {"type": "text", "text": "Hi."}
CALL = {"type": "tool_use", "id": "toolu_1", "name": "Read", "input": {"file_path": "a"}}
MESSAGE: dict[str, Any] = {
    "id": "msg_1",
    "type": "message",
    "role": "assistant",
    "model": "claude-sonnet-5-5",
    "content": [TEXT],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {"input_tokens": 5, "output_tokens": 2},
}


def _with(**changes: Any) -> bytes:
    return json.dumps(MESSAGE | changes).encode()


def _used(**changes: Any) -> bytes:
    return _with(usage=MESSAGE["usage"] | changes)


WORKS = {
    "as today": (_with(), 1),
    "fields of tomorrow": (_with(container=None, context_management={}, speed="fast"), 1),
    "usage of tomorrow": (_used(server_tool_use=None, service_tier="standard", cache_creation={}), 1),
    "usage of the cache": (_used(cache_read_input_tokens=4, cache_creation_input_tokens=None), 1),
    "no tokens": (_used(input_tokens=0, output_tokens=0), 1),
    "null citations": (_with(content=[TEXT | {"citations": None}]), 1),
    "nothing said": (_with(content=[]), 0),
    "a blank text": (_with(content=[TEXT | {"text": " \n"}, TEXT]), 1),
    "thinking": (_with(content=[{"type": "thinking", "thinking": "", "signature": "s"}, TEXT]), 2),
    "hidden thinking": (_with(content=[{"type": "redacted_thinking", "data": "x"}, TEXT]), 2),
    "a call": (_with(content=[CALL], stop_reason="tool_use"), 1),
    "a call by a caller": (_with(content=[CALL | {"caller": {"type": "direct"}}], stop_reason="tool_use"), 1),
    "two calls": (_with(content=[CALL, CALL | {"id": "toolu_2"}], stop_reason="tool_use"), 2),
    "a call without input": (_with(content=[CALL | {"input": {}}], stop_reason="tool_use"), 1),
    "a dated model": (_with(model="claude-sonnet-5-5-20261001"), 1),
    "an unknown model": (_with(model="claude-next"), 1),
    "a refusal": (_with(stop_reason="refusal"), 1),
    "a full context": (_with(stop_reason="model_context_window_exceeded"), 1),
    "an emoji in escapes": (_with(content=[TEXT | {"text": "🚀"}]), 1),
    "an emoji in UTF-8": (
        json.dumps(MESSAGE | {"content": [TEXT | {"text": "🚀 שלום"}]}, ensure_ascii=False).encode(),
        1,
    ),
    "control codes": (_with(content=[TEXT | {"text": "\0\x1b[31m\u202e::error::"}]), 1),
    "three megabytes": (_with(content=[TEXT | {"text": "x" * 3_000_000}]), 1),
    "no id": (_with(id=None), 1),
}

UNUSABLE = {
    "nothing": b"",
    "HTML": b"<!doctype html><title>502</title>",
    "null": b"null",
    "a text": b'"Hi."',
    "a list": b"[]",
    "cut off": _with()[:-10],
    "a hundred thousand brackets": b"[" * 100_000,
    "bytes that are no text": b"\xff\xfe\xff",
    "an error under 200": json.dumps({"type": "error", "error": {"type": "overloaded_error", "message": "x"}}).encode(),
    "a user's message": _with(role="user"),
    "no model": _with(model=None),
    "an empty model": _with(model=""),
    "no reason to stop": _with(stop_reason=None),
    "a reason of tomorrow": _with(stop_reason="tired"),
    "a list for a reason": _with(stop_reason=["end_turn"]),
    "a text for content": _with(content="Hi."),
    "null content": _with(content=None),
    "a null block": _with(content=[None]),
    "a block without a type": _with(content=[{"text": "Hi."}]),
    "a block of tomorrow": _with(content=[{"type": "server_tool_use", "id": "a", "name": "web", "input": {}}]),
    "a text of numbers": _with(content=[TEXT | {"text": 3}]),
    "thinking without a signature": _with(content=[{"type": "thinking", "thinking": "x"}]),
    "a call with no input at all": _with(content=[{**CALL, "input": 0} | {"id": 3}], stop_reason="tool_use"),
    "a call without a name": _with(content=[CALL | {"name": ""}], stop_reason="tool_use"),
    "a call without an id": _with(content=[CALL | {"id": ""}], stop_reason="tool_use"),
    "two calls of one id": _with(content=[CALL, CALL], stop_reason="tool_use"),
    "a stop for no call": _with(stop_reason="tool_use"),
    "no usage": _with(usage=None),
    "usage below zero": _used(input_tokens=-1),
    "usage in halves": _used(input_tokens=1.5),
    "usage as text": _used(input_tokens="5"),
    "usage as truth": _used(output_tokens=True),
    "usage without end": _used(input_tokens=10**30),
    "usage of the cache below zero": _used(cache_read_input_tokens=-1),
    "a number too large": _with(content=[CALL], stop_reason="tool_use").replace(b'"a"', b"1e999"),
    "a number without end": _with(content=[CALL], stop_reason="tool_use").replace(b'"a"', b"9" * 5_000),
    "no number": _with(content=[CALL], stop_reason="tool_use").replace(b'"a"', b"NaN"),
    "half a character": _with(content=[TEXT]).replace(b"Hi.", b"\\ud800"),
}


def _reply(body: bytes) -> Reply:
    message = read_message(read_json(body))
    return reply_of(message, usage_with_price(message, "claude-sonnet-5-5"))


@pytest.mark.parametrize(("body", "blocks"), WORKS.values(), ids=WORKS)
def test_what_the_api_answers_or_may_come_to_answer_is_a_reply(body: bytes, blocks: int) -> None:
    """Its blocks can be sent back, and its cost is known even where the model is new."""
    reply = _reply(body)

    assert blocks == len(reply.content)
    assert None not in [value for block in reply.content for value in block.values()]
    assert reply.turn.usage is not None
    assert reply.turn.usage.cost_usd is not None


@pytest.mark.parametrize("body", UNUSABLE.values(), ids=UNUSABLE)
def test_what_nobody_can_rely_on_is_no_answer(body: bytes) -> None:
    """Said in one short line; the caller asks again, a bounded number of times."""
    with pytest.raises(UnusableAnswer) as unusable:
        _reply(body)

    assert 0 < len(str(unusable.value)) < 200
    assert "\n" not in str(unusable.value)


INPUTS: dict[str, bytes] = {
    "a text": b'"a.md"',
    "a text of JSON": b'"{}"',
    "nothing": b"null",
    "a number": b"7",
    "a truth": b"true",
    "a list": b'[{"file_path": "a.md"}]',
    "half a character": b'{"file_path": "a\\ud800.md"}',
    "half a character in a key": b'{"\\udfff": "a.md"}',
    "half a character deep inside": b'{"file_path": {"a": [1, ["\\uDBFF"]]}}',
    "halves in the wrong order": b'{"file_path": "\\udc00\\ud800"}',
    "half a character for all": b'"\\ud83d"',
}


@pytest.mark.parametrize("given", INPUTS.values(), ids=INPUTS)
@pytest.mark.parametrize("name", TOOLS)
def test_a_call_with_an_input_that_no_tool_takes_is_answered_by_the_tool(name: str, given: bytes) -> None:
    """At once: the answer is usable, can be sent back and stored, and the model is told what was wrong."""
    body = _with(content=[CALL | {"name": name}], stop_reason="tool_use").replace(b'{"file_path": "a"}', given)
    (block,) = _reply(body).content
    with Workspace.create({"a.md": "one"}) as workspace:
        result = call(workspace, name, block["input"])

    assert json.dumps(block, ensure_ascii=False).encode()
    assert result.is_error
    assert "not_an_object" in result.text


def test_what_half_a_character_is_part_of_a_whole_one_is_left_alone() -> None:
    """An emoji in escapes is a character like any other."""
    body = _with(content=[CALL], stop_reason="tool_use").replace(b'"a"', b'"\\ud83d\\ude80"')

    assert [{"file_path": "🚀"}] == [block["input"] for block in _reply(body).content]
