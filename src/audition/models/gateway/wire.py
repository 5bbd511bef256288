"""What passes between a program and the gateway, in the Messages API's own forms."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from audition.models.protocol import Reply
from audition.records.turns import Usage
from audition.strict_json import parse_json

_PARAMS: Final = frozenset(
    ["model", "messages", "max_tokens", "system", "tools", "tool_choice", "thinking", "stop_sequences", "output_config",
     "temperature", "top_k", "top_p", "service_tier"]
)  # fmt: skip
"""What the SDK's method takes by name; what else a program asks for goes into the body as it is."""
_DROPPED: Final = frozenset(["stream", "metadata"])
"""Streaming is between the program and us; `metadata` names its user and session, which are another in every trial."""
_BETA = re.compile(r"[a-z0-9][a-z0-9-]{0,60}-\d{4}-\d{2}-\d{2}\Z")
PING: Final = b'event: ping\ndata: {"type": "ping"}\n\n'
"""The event by which a stream says that it lasts."""
BYTES_A_TOKEN: Final = 4
"""A rule of thumb for English, by which tokens are counted where nothing may be asked."""


class Refused(Exception):
    """A program's request is not taken; with the status and the kind of error that the API would give."""

    def __init__(self, status: int, kind: str, text: str) -> None:
        self.status = status
        self.kind = kind
        super().__init__(text)


def _bad(text: str) -> Refused:
    return Refused(400, "invalid_request_error", text)


def params_of(body: bytes, betas: str = "", *, counting: bool = False) -> tuple[dict[str, Any], bool]:
    """What a program asks for as `messages.create` takes it, and whether it wants to hear it as a stream.

    Args:
        body: Of its request.
        counting: Whether its tokens are to be counted alone, so that nothing is said of the answer.
        betas: Its header `anthropic-beta`; of another form than names with dates it is passed over.

    Raises:
        Refused: It is no request of the Messages API.
    """
    try:
        asked = parse_json(body)
    except (ValueError, RecursionError) as error:
        raise _bad(f"the body is no JSON ({type(error).__name__})") from None
    if not isinstance(asked, dict):
        raise _bad("the body is no object")
    fields = (("model", str), ("messages", list), ("max_tokens", int))
    for name, kind in fields[: 2 if counting else 3]:
        if not isinstance(asked.get(name), kind) or isinstance(asked[name], bool):
            raise _bad(f"{name}: a field of type {kind.__name__} is required")
    if not all(_is_message(message) for message in asked["messages"]) or not asked["messages"]:
        raise _bad("messages: each has a role and a content")
    params = {name: value for name, value in asked.items() if name in _PARAMS}
    further = {name: value for name, value in asked.items() if name not in _PARAMS | _DROPPED}
    if further:
        params["extra_body"] = further
    known = [name for name in (part.strip() for part in betas.split(",")) if _BETA.match(name)]
    if known:
        params["extra_headers"] = {"anthropic-beta": ",".join(known)}
    return params, asked.get("stream") is True


def message_of(reply: Reply, model: str, number: int) -> dict[str, Any]:
    """A reply as the API would have sent it.

    Args:
        reply: Of the channel.
        model: That was asked for.
        number: Of the call in its trial, from 1; makes an id.
    """
    turn = reply.turn
    usage = turn.usage or Usage()
    return {
        "id": f"msg_{number:024d}",
        "type": "message",
        "role": "assistant",
        "model": turn.model or model,
        "content": [dict(block) for block in reply.content],
        "stop_reason": turn.stop_reason,
        "stop_sequence": None,
        "usage": {
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "cache_read_input_tokens": usage.cache_read_tokens,
            "cache_creation_input_tokens": usage.cache_write_tokens,
        },
    }


def error_of(kind: str, text: str) -> dict[str, Any]:
    """An error in the API's shape."""
    return {"type": "error", "error": {"type": kind, "message": text}}


def error_event(error: Mapping[str, Any]) -> bytes:
    """The event that says an error in a stream that has begun; `error` as of `error_of`."""
    return _event("error", error)


def events_of(message: Mapping[str, Any]) -> Iterator[bytes]:
    """A whole message as the events of a stream, each block in one piece."""
    opening = {**message, "content": [], "stop_reason": None, "usage": {**message["usage"], "output_tokens": 1}}
    yield _event("message_start", {"message": opening})
    for index, block in enumerate(message["content"]):
        empty, deltas = _opened(block)
        yield _event("content_block_start", {"index": index, "content_block": empty})
        for delta in deltas:
            yield _event("content_block_delta", {"index": index, "delta": delta})
        yield _event("content_block_stop", {"index": index})
    ending = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield _event("message_delta", {"delta": ending, "usage": {"output_tokens": message["usage"]["output_tokens"]}})
    yield _event("message_stop", {})


def estimated_tokens(body: Mapping[str, Any]) -> int:
    """About how many tokens a request holds, by its length: counting exactly would be a call of its own."""
    return max(1, len(json.dumps(body, ensure_ascii=False).encode()) // BYTES_A_TOKEN)


def _opened(block: Mapping[str, Any]) -> tuple[dict[str, Any], Sequence[Mapping[str, Any]]]:
    match block["type"]:
        case "text":
            return {"type": "text", "text": ""}, [{"type": "text_delta", "text": block["text"]}]
        case "tool_use":
            said = json.dumps(block["input"], ensure_ascii=False)
            return {**block, "input": {}}, [{"type": "input_json_delta", "partial_json": said}]
        case "thinking":
            thought = {"type": "thinking_delta", "thinking": block["thinking"]}
            signed = {"type": "signature_delta", "signature": block["signature"]}
            return {"type": "thinking", "thinking": "", "signature": ""}, [thought, signed]
    return dict(block), []


def _event(kind: str, data: Mapping[str, Any]) -> bytes:
    told = json.dumps({"type": kind, **data}, ensure_ascii=False)
    return f"event: {kind}\ndata: {told}\n\n".encode()


def _is_message(message: Any) -> bool:
    if not isinstance(message, dict) or message.get("role") not in ("user", "assistant", "system"):
        return False
    content = message.get("content")
    return isinstance(content, str) or (
        isinstance(content, list)
        and all(isinstance(block, dict) and isinstance(block.get("type"), str) for block in content)
    )
