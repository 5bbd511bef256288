"""What a content block has to look like, wherever it stands."""

from __future__ import annotations

import re
from base64 import b64decode

from tests.fakes.messages_api.errors import bad, check

KINDS = {str: "string", int: "integer", dict: "dictionary", list: "list", (str, list): "string or list"}
NAME = "[a-zA-Z0-9_-]{1,128}"
NESTED_BLOCKS = {
    "text": {"text": str},
    "image": {"source": dict},
    "document": {"source": dict},  # type: its fields
    "search_result": {"content": list},
}
USER_BLOCKS = {**NESTED_BLOCKS, "tool_result": {"tool_use_id": str}}
ASSISTANT_BLOCKS = {
    "text": {"text": str},
    "thinking": {"thinking": str, "signature": str},
    "redacted_thinking": {"data": str},
    "tool_use": {"id": str, "name": str, "input": dict},
    "server_tool_use": {"id": str, "name": str, "input": dict},
    "web_search_tool_result": {},
    "web_fetch_tool_result": {},
    "code_execution_tool_result": {},
}
"""Of one role: block type → its fields."""


def need(obj, key, kind, path=""):
    """A field that has to be there and of this kind."""
    check(isinstance(obj, dict), f"{path.rstrip('.')}: Input should be a valid dictionary")
    check(key in obj, f"{path}{key}: Field required")
    check(
        isinstance(obj[key], kind) and not (kind is int and isinstance(obj[key], bool)),
        f"{path}{key}: Input should be a valid {KINDS[kind]}",
    )
    return obj[key]


def check_name(name, pattern, path):
    """Refuse a name that does not fit."""
    check(re.fullmatch(pattern, name), f"{path}: String should match pattern '^{pattern}$'")


def check_cache_control(block, path, points):
    """Check a cache breakpoint, and note it: (path, ttl)."""
    if (cc := block.get("cache_control")) is not None:
        check(
            isinstance(cc, dict) and cc.get("type") == "ephemeral" and cc.get("ttl", "5m") in ("5m", "1h"),
            f"{path}.cache_control: Input should be of type 'ephemeral' with a ttl of '5m' or '1h'",
        )
        points.append((path, cc.get("ttl", "5m")))


STARTS = {
    "image": {
        "image/png": b"\x89PNG\r\n\x1a\n",
        "image/jpeg": b"\xff\xd8\xff",
        "image/gif": b"GIF8",
        "image/webp": b"RIFF",
    },
    "document": {"application/pdf": b"%PDF-"},
}
"""Block type → media type → how its bytes begin."""


def check_source(source, starts, path):
    """Refuse a picture or document that is not held whole, or is not what it is called."""
    kind = need(source, "type", str, path + ".")
    if kind == "text" and "application/pdf" in starts:
        check(need(source, "media_type", str, path + ".") == "text/plain", f"{path}: media_type should be text/plain")
        check(need(source, "data", str, path + "."), f"{path}: data must be non-empty")
        return
    check(kind == "base64", f"{path}: Input tag '{kind}' found using 'type' does not match any of the expected tags")
    called = need(source, "media_type", str, path + ".")
    check(called in starts, f"{path}.media_type: Input should be one of {', '.join(starts)}")
    try:
        held = b64decode(need(source, "data", str, path + "."), validate=True)
    except ValueError:
        held = b""
    check(held.startswith(starts[called]), f"{path}: the data does not appear to be {called}")


def check_blocks(content, path, allowed, points):
    """Check one list of content blocks, and what is nested in tool results."""
    for i, b in enumerate(content):
        p, message = f"{path}.{i}", path.split(".content")[0]
        kind = need(b, "type", str, p + ".")
        if kind not in allowed:
            only = {"tool_use": "assistant", "tool_result": "user"}.get(kind)
            raise bad(
                f"{message}: `{kind}` blocks can only be in `{only}` messages"
                if only
                else f"{p}: Input tag '{kind}' found using 'type' does not match any of the expected tags: "
                + ", ".join(f"'{t}'" for t in sorted(allowed))
            )
        for key, type_ in allowed[kind].items():
            need(b, key, type_, f"{p}.{kind}.")
        check(kind != "text" or b["text"], f"{message}: text content blocks must be non-empty")
        if kind in STARTS:
            check_source(b["source"], STARTS[kind], f"{p}.{kind}.source")
        if kind == "tool_use":
            check_name(b["name"], NAME, p + ".tool_use.name")
        if kind == "tool_result" and isinstance(b.get("content"), list):
            check_blocks(b["content"], p + ".tool_result.content", NESTED_BLOCKS, points)
        check_cache_control(b, p, points)
