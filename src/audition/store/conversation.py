"""The shape that stored messages must have, so that whoever reads them later never meets a missing key."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from audition.errors import Locus, StoreError
from audition.records.messages import Message

_NEEDED: dict[str, dict[str, type]] = {
    "text": {"text": str},
    "tool_use": {"id": str, "name": str, "input": dict},
    "tool_result": {"tool_use_id": str},
}
"""Block type → its keys that the house reads; blocks of other types are kept as they are."""


def check_messages(messages: Sequence[Message], path: str) -> None:
    """Let a conversation pass that is one in the Messages API's form.

    Raises:
        StoreError: A message or block that is none, with its place.
    """
    for place, message in enumerate(messages):
        if fault := _message_fault(message):
            raise _refused(fault, path, place)


def check_texts(messages: Sequence[Message], path: str) -> None:
    """Let a conversation pass whose texts are Unicode; for files that people bring, not for what a run has paid for.

    Raises:
        StoreError: A text holds half a character, with its place.
    """
    for place, message in enumerate(messages):
        if fault := _text_fault(message):
            raise _refused(fault, path, place)


def _refused(fault: str, path: str, place: int) -> StoreError:
    return StoreError(f"{Locus(path=path, pointer=f'$.messages[{place}]')}: {fault}; make the file again")


def _message_fault(message: Message) -> str | None:
    if message.get("role") not in {"user", "assistant", "system"}:
        return "role is none of user, assistant and system"
    content = message.get("content")
    if isinstance(content, str):
        return None
    if not isinstance(content, list):
        return "content is neither text nor a list of blocks"
    return next((fault for block in content if (fault := _block_fault(block))), None)


def _text_fault(message: Message) -> str | None:
    """Texts of half a character pass JSON as escapes, and nothing that matches, hashes or sends text takes them."""
    try:
        json.dumps(message, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "a text holds half a character (a lone surrogate)"
    return None


def _block_fault(block: Any) -> str | None:
    if not isinstance(block, dict) or not isinstance(block.get("type"), str):
        return "a block is no object with a type"
    for key, kind in _NEEDED.get(block["type"], {}).items():
        if not isinstance(block.get(key), kind):
            return f"a {block['type']} block has no {key}"
    parts = block.get("content", "") if block["type"] == "tool_result" else ""
    if not isinstance(parts, str) and not (isinstance(parts, list) and all(_is_part(part) for part in parts)):
        return "a tool_result block's content is neither text nor a list of blocks"
    return None


def _is_part(part: Any) -> bool:
    return isinstance(part, dict) and isinstance(part.get("text", ""), str)
