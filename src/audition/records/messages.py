"""Messages in the Messages API's own form, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from audition.records.media import told

Message = Mapping[str, Any]
"""One message in the Messages API's form: `role` and `content` (a text, or a list of content blocks)."""


Block = Mapping[str, Any]
"""One content block in the Messages API's form."""


def content_blocks(message: Message) -> Sequence[Block]:
    """The content of a message as blocks: a plain text is one text block."""
    content = message["content"]
    return [{"type": "text", "text": content}] if isinstance(content, str) else content


def tool_uses(messages: Sequence[Message]) -> Iterator[Block]:
    """The tool_use blocks of all assistant messages, in order."""
    for message in messages:
        if message["role"] == "assistant":
            yield from (block for block in content_blocks(message) if block["type"] == "tool_use")


def tool_results(messages: Sequence[Message]) -> Mapping[str, Block]:
    """The tool_result blocks of all user messages, by the id of the tool_use block that each answers."""
    users = (message for message in messages if message["role"] == "user")
    blocks = (block for message in users for block in content_blocks(message))
    return {block["tool_use_id"]: block for block in blocks if block["type"] == "tool_result"}


def parts_of(block: Block) -> Sequence[Block]:
    """The content blocks in a tool_result block; none where its content is a text."""
    content = block.get("content", "") if block["type"] == "tool_result" else ""
    return () if isinstance(content, str) else content


def result_text(block: Block) -> str:
    """The text of a tool_result block, whether its content is a text or a list of blocks; pictures are named."""
    content = block.get("content", "")
    return content if isinstance(content, str) else "\n".join(told(part) or part.get("text", "") for part in content)
