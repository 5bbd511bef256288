"""What was said in a program's calls, in forms in which the same is the same."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterable, Mapping
from typing import Any

from audition.records.media import media_of
from audition.records.messages import Block, Message, content_blocks

_THOUGHTS = ("thinking", "redacted_thinking")
"""Blocks that a program may leave out when it sends an answer back."""
_VARYING = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
    r"|\b(?:toolu|msg|req|call)_\w+|\b[0-9a-f]{12,}\b"
    r"|\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?|\b\d+(?:\.\d+)?\s?(?:ms|s|seconds)\b"
    r"|\bduration_ms\W{1,4}\d+"
)
"""What is another in every trial and says nothing: ids, moments, durations."""


def system_text(params: Mapping[str, Any]) -> str:
    """The system prompt of a call as one text."""
    system = params.get("system") or ""
    return system if isinstance(system, str) else "\n\n".join(str(block.get("text", "")) for block in system)


def named(message: Message) -> Message:
    """A message whose pictures and documents are named by their digests, and not held."""
    content = message["content"]
    return message if isinstance(content, str) else {**message, "content": [_named(block) for block in content]}


def spoken(blocks: Iterable[Block]) -> str:
    """An answer without thoughts, breakpoints and blank texts, which programs may leave out."""
    kept = [
        {key: value for key, value in block.items() if key in ("type", "text", "id", "name", "input")}
        for block in blocks
        if block["type"] not in _THOUGHTS and (block["type"] != "text" or block["text"].strip())
    ]
    return json.dumps(kept, sort_keys=True, ensure_ascii=False)


def answers_in(messages: Iterable[Message]) -> list[str]:
    """What the assistant said in each of its answers, as `spoken`."""
    return [spoken(content_blocks(message)) for message in joined(messages) if message["role"] == "assistant"]


def joined(messages: Iterable[Message]) -> list[Message]:
    """The messages as the API reads them: those of the assistant that follow each other are one answer.

    Programs may send an answer back with a message for each of its blocks.
    """
    found: list[Message] = []
    for message in messages:
        if found and message["role"] == found[-1]["role"] == "assistant":
            found[-1] = {**found[-1], "content": [*content_blocks(found[-1]), *content_blocks(message)]}
        else:
            found.append(message)
    return found


def opening_of(messages: Iterable[Message]) -> str:
    """The text of the first message."""
    first = next(iter(messages), None)
    return "" if first is None else text_of(first)


def text_of(message: Message) -> str:
    """The texts of a message, without what tools gave."""
    return "\n".join(block["text"] for block in content_blocks(message) if block["type"] == "text")


def asked_in(message: Message) -> str:
    """All that a message of the user says, with what varies between trials taken out; of results, that there are some.

    What a program's own tool gave may be another text in every trial, such as the time of a file: a replay is told by
    what is left, as the loop's is. Results of tools that ran at once stand in the order in which they were ready.
    """
    blocks = content_blocks(message)
    results = sorted(
        f"{block.get('tool_use_id')}{' failed' if block.get('is_error') else ''}"
        for block in blocks
        if block["type"] == "tool_result"
    )
    told = [str(block.get("text", block["type"])) for block in blocks if block["type"] != "tool_result"]
    return "\n".join([*results, _VARYING.sub("…", "\n".join(told)).strip()])


def _named(block: Block) -> Block:
    if block["type"] == "tool_result" and isinstance(block.get("content"), list):
        return {**block, "content": [_named(part) for part in block["content"]]}
    source = block.get("source")
    if block["type"] not in ("image", "document") or not isinstance(source, Mapping) or source.get("type") != "base64":
        return block
    try:
        media = media_of(base64.b64decode(str(source.get("data"))))
    except ValueError:
        return block
    return block if media is None else media.block(str(block.get("title") or ""))
