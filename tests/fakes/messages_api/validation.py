"""Requests that the API would refuse are refused, in its words."""

from __future__ import annotations

import re
from itertools import pairwise, takewhile

from tests.fakes.messages_api.blocks import (
    ASSISTANT_BLOCKS,
    NAME,
    USER_BLOCKS,
    check_blocks,
    check_cache_control,
    check_name,
    need,
)
from tests.fakes.messages_api.errors import ApiError, bad, check

MODELS = "^claude-"
FIELDS = frozenset(
    [
        "model",
        "messages",
        "system",
        "tools",
        "tool_choice",
        "thinking",
        "cache_control",
        "container",
        "context_management",
        "speed",
        "diagnostics",
        "inference_geo",
        "mcp_servers",
        "output_config",
        "output_format",
        "compaction",
        "fallbacks",
        "max_tokens",
        "metadata",
        "stop_sequences",
        "temperature",
        "top_k",
        "top_p",
        "service_tier",
    ]  # a list of words is read as words
)
NOBODY = ("", [], 0)


def validate(body):
    """Raise the API's 400 or 404 for a bad request; return the turns, as `check_messages` does."""
    model, points = need(body, "model", str), []  # points: cache breakpoints in the order tools, system, messages
    check(need(body, "max_tokens", int) >= 0, "max_tokens: Input should be greater than or equal to 0")
    messages = need(body, "messages", list)
    if extra := set(body) - FIELDS:
        raise bad(f"{min(extra)}: Extra inputs are not permitted")
    check(messages, "messages: at least one message is required")
    if not re.search(MODELS, model):
        raise ApiError(404, f"model: {model}")
    _check_tools(body, points)
    if not isinstance(body.get("system", ""), str):
        check_blocks(need(body, "system", list), "system", {"text": {"text": str}}, points)
    turns = _check_messages(messages, points)
    check_cache_control(body, "", points)
    _check_points(points)
    _check_sampling(body)
    return turns


def _check_messages(messages, points):
    """Check each message, and that calls and results belong together.

    Returns the turns, (role, blocks, index of the first message); consecutive messages of one role are one turn.
    """
    turns = []
    for i, message in enumerate(messages):
        role, blocks = _check_message(message, f"messages.{i}", points, last=i == len(messages) - 1)
        if turns and turns[-1][0] == role:
            turns[-1][1].extend(blocks)
        else:
            turns.append((role, list(blocks), i))
    talk = [turn for turn in turns if turn[0] != "system"]
    check(talk and talk[0][0] == "user", 'messages: first message must use the "user" role')
    for (_, before, _), turn, (_, after, _) in zip([NOBODY, *talk], talk, [*talk[1:], NOBODY], strict=False):
        _check_calls(turn, before, after)
    role, blocks, _ = talk[-1]
    check(
        role == "user" or not blocks or not blocks[-1].get("text", "")[-1:].isspace(),
        "messages: final assistant content cannot end with trailing whitespace",
    )
    return turns


def _check_message(message, path, points, *, last):
    role, content = need(message, "role", str, path + "."), need(message, "content", (str, list), path + ".")
    check(role in ("user", "assistant", "system"), f"{path}.role: Input should be 'user' or 'assistant'")
    check(len(message) == 2, f"{path}: Extra inputs are not permitted")
    check(
        content or (role == "assistant" and last),
        f"{path}: all messages must have non-empty content except for the optional final assistant message",
    )
    if isinstance(content, str):
        return role, [{"type": "text", "text": content}]
    check_blocks(content, path + ".content", ASSISTANT_BLOCKS if role == "assistant" else USER_BLOCKS, points)
    return role, content


def _check_calls(turn, before, after):
    """Each tool_use is answered first thing in the next user turn, and nothing else is answered."""
    _, blocks, i = turn
    answered = [block["tool_use_id"] for block in takewhile(lambda block: block["type"] == "tool_result", after)]
    missing = [block["id"] for block in blocks if block["type"] == "tool_use" and block["id"] not in answered]
    check(
        not missing,
        f"messages.{i}: `tool_use` ids were found without `tool_result` blocks immediately after: "
        f"{', '.join(missing)}. Each `tool_use` block must have a corresponding `tool_result` block in the next "
        "message.",
    )
    asked = {block["id"] for block in before if block["type"] == "tool_use"}
    for j, block in enumerate(blocks):
        check(
            block["type"] != "tool_result" or block["tool_use_id"] in asked,
            f"messages.{i}.content.{j}: unexpected `tool_use_id` found in `tool_result` blocks: "
            f"{block.get('tool_use_id')}. Each `tool_result` block must have a corresponding `tool_use` block in the "
            "previous message.",
        )


def _check_tools(body, points):
    names = []
    for i, tool in enumerate(body.get("tools") or ()):
        path = f"tools.{i}.custom."
        check_name(need(tool, "name", str, path), NAME, path + "name")
        check(
            tool.get("type", "custom") != "custom" or need(tool, "input_schema", dict, path).get("type") == "object",
            f"{path}input_schema.type: Input should be 'object'",
        )
        check(tool["name"] not in names, "tools: Tool names must be unique.")
        names.append(tool["name"])
        check_cache_control(tool, f"tools.{i}", points)
    if choice := body.get("tool_choice"):
        kind = need(choice, "type", str, "tool_choice.")
        check(
            kind in ("auto", "any", "tool", "none"),
            "tool_choice: Input tag does not match any of the expected tags: 'auto', 'any', 'tool', 'none'",
        )
        check(names or kind == "none", "tool_choice: tool_choice may only be specified while providing tools.")
        check(
            kind != "tool" or choice.get("name") in names,
            f"tool_choice: Tool '{choice.get('name')}' not found in provided tools",
        )


def _check_points(points):
    check(len(points) < 5, f"A maximum of 4 blocks with cache_control may be provided. Found {len(points)}.")
    for (_, ttl), (path, later) in pairwise(points):
        check(
            (ttl, later) != ("5m", "1h"),
            f"{path}.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' cache_control "
            "block.",
        )


def _check_sampling(body):
    for key, top in (("temperature", 1), ("top_p", 1), ("top_k", 1 << 31)):
        if (value := body.get(key)) is not None:
            in_range = isinstance(value, (int, float)) and 0 <= value <= top
            check(in_range, f"{key}: Input should be a number from 0 to {top}")
    check(
        all(isinstance(one, str) and one.strip() for one in body.get("stop_sequences") or ()),
        "stop_sequences: each stop sequence must contain non-whitespace",
    )
    thinking = body.get("thinking") or {}
    if thinking.get("type") == "enabled":
        tokens = need(thinking, "budget_tokens", int, "thinking.enabled.")
        check(tokens >= 1024, "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024")
        check(tokens < body["max_tokens"], "`max_tokens` must be greater than `thinking.budget_tokens`.")
