"""Holds an answer of the Messages API against what the rest of the house relies on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from audition.records.messages import Block
from audition.records.turns import Usage

STOP_REASONS = frozenset(
    {"end_turn", "stop_sequence", "tool_use", "pause_turn", "max_tokens", "refusal", "model_context_window_exceeded"}
)
BLOCK_FIELDS: Mapping[str, Mapping[str, type]] = {
    "text": {"text": str},
    "thinking": {"thinking": str, "signature": str},
    "redacted_thinking": {"data": str},
    "tool_use": {"id": str, "name": str, "input": dict},
}
"""The content blocks a model may answer with, as only client tools are granted; their fields and types."""
MOST_TOKENS = 1_000_000_000
"""No answer uses more of one kind; a larger count would be believed by budget and store."""
UNUSABLE_INPUT = "not_an_object"
"""Holds what a model gave a tool in place of an object."""


class UnusableAnswer(Exception):
    """An answer came that is not what the API promises; the text says where it is wrong."""


def read_message(data: Any) -> Mapping[str, Any]:
    """The message, once its every part that anything reads has been found in order.

    It is as it came, but for the inputs of tool calls that no tool takes (see `with_usable_inputs`).

    Args:
        data: The parsed body of a response under status 200.

    Raises:
        UnusableAnswer: Something is missing or of another type.
    """
    if not isinstance(data, dict) or data.get("type") != "message" or data.get("role") != "assistant":
        raise UnusableAnswer("it is no assistant message")
    if not (isinstance(data.get("model"), str) and data["model"]):
        raise UnusableAnswer("it names no model")
    stop_reason = data.get("stop_reason")
    if not isinstance(stop_reason, str) or stop_reason not in STOP_REASONS:
        raise UnusableAnswer(f"its stop_reason is {_short(stop_reason)}")
    content = data.get("content")
    if not isinstance(content, list):
        raise UnusableAnswer("its content is no list")
    message: Mapping[str, Any] = {**data, "content": (content := [_with_usable_input(block) for block in content])}
    for number, block in enumerate(content):
        _check_block(block, f"content[{number}]")
    ids = [block["id"] for block in content if block["type"] == "tool_use"]
    if len(set(ids)) != len(ids):
        raise UnusableAnswer("two tool calls share one id")
    if stop_reason == "tool_use" and not ids:
        raise UnusableAnswer("it stopped for a tool and calls none")
    if stop_reason == "pause_turn" and not any(blocks_of(message)):
        raise UnusableAnswer("it paused and says nothing, so that there is nothing to go on from")
    usage_of(data)
    return message


def usage_of(data: Mapping[str, Any]) -> Usage:
    """The message's usage, without a price.

    Raises:
        UnusableAnswer: It is missing, or a number in it is not a whole one from 0 to a thousand million.
    """
    usage = data.get("usage")
    if not isinstance(usage, dict):
        raise UnusableAnswer("it has no usage")
    return Usage(
        input_tokens=_tokens(usage, "input_tokens"),
        output_tokens=_tokens(usage, "output_tokens"),
        cache_read_tokens=_tokens(usage, "cache_read_input_tokens", missing=0),
        cache_write_tokens=_tokens(usage, "cache_creation_input_tokens", missing=0),
    )


def blocks_of(data: Mapping[str, Any]) -> Iterator[Block]:
    """The message's content in the form that a later request takes: null fields and blank texts left out."""
    for block in data["content"]:
        if block["type"] != "text" or block["text"].strip():
            yield {key: value for key, value in block.items() if value is not None}


def with_usable_inputs(value: Any) -> Any:
    """An answer, or a list of them, in which the input of every tool call can be stored and sent back.

    One that is no object, or holds half a character, becomes an object with one key that no tool has: the tool refuses
    it, so that the model hears of its mistake, and a reader sees what it said.
    """
    if isinstance(value, list):
        return [with_usable_inputs(item) for item in value]
    if isinstance(value, dict) and value.get("type") != "tool_use":
        return {key: with_usable_inputs(item) for key, item in value.items()}
    return _with_usable_input(value)


def _with_usable_input(block: Any) -> Any:
    if not isinstance(block, dict) or block.get("type") != "tool_use" or "input" not in block:
        return block
    given = block["input"]
    try:
        text = json.dumps(given)
    except RecursionError:
        return {**block, "input": {UNUSABLE_INPUT: "nested too deeply"}}
    if "\\ud" in text and not _is_unicode(given):
        return {**block, "input": {UNUSABLE_INPUT: text}}
    return block if isinstance(given, dict) else {**block, "input": {UNUSABLE_INPUT: given}}


def _is_unicode(given: Any) -> bool:
    try:
        json.dumps(given, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


def _check_block(block: Any, place: str) -> None:
    if not isinstance(block, dict) or not isinstance(block.get("type"), str):
        raise UnusableAnswer(f"its {place} is no content block")
    fields = BLOCK_FIELDS.get(block["type"])
    if fields is None:
        raise UnusableAnswer(f"its {place} is of the unknown type {_short(block['type'])}")
    for name, kind in fields.items():
        if not isinstance(block.get(name), kind):
            raise UnusableAnswer(f"its {place}.{name} is {_short(block.get(name))}")
    if block["type"] == "tool_use" and not (block["id"] and block["name"]):
        raise UnusableAnswer(f"its {place} has no id or no name")


def _tokens(usage: Mapping[str, Any], name: str, *, missing: int | None = None) -> int:
    value = usage.get(name)
    if value is None:
        value = missing
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= MOST_TOKENS:
        raise UnusableAnswer(f"its usage.{name} is {_short(value)}")
    return value


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "…"
