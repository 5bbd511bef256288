"""Pictures and documents in requests: put in where messages name them by digest, and what they cost at the most."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from audition.models.windows import context_tokens
from audition.records.media import Media, source_of

MOST_PICTURE_TOKENS: Final = 5_000
"""A larger picture is made smaller by the API before a model sees it, to at most 4,784 tokens."""
PIXELS_A_TOKEN: Final = 750
"""By the API's page on vision; the API makes a picture that most models see smaller than `USUAL_PICTURE_TOKENS`."""
USUAL_PICTURE_TOKENS: Final = 1_600
PAGE_TOKENS: Final = 3_000
"""A page of a PDF document, as text and as picture: 1,500 to 3,000 by the API's page on PDF support, and a picture."""
LARGEST_WINDOW_TOKENS: Final = 1_000_000
"""Of a model whose window is unknown."""


def with_media(messages: Sequence[Mapping[str, Any]], media: Iterable[Media]) -> list[Mapping[str, Any]]:
    """The messages with the bytes of every picture and document in the place of its digest."""
    held = {each.digest: each for each in media}
    return [{**message, "content": _filled(message["content"], held)} for message in messages]


def filled(block: Mapping[str, Any], media: Media) -> dict[str, Any]:
    """A block that names this picture or document, holding it."""
    data = b64encode(media.data).decode()
    return {**block, "source": {"type": "base64", "media_type": media.media_type, "data": data}}


def usual_tokens(block: Mapping[str, Any]) -> int:
    """The tokens of a picture or document by rule of thumb; 0: it is neither, or a text."""
    source = source_of(block)
    if source is None:
        return 0
    if block["type"] == "image":
        return min(int(source["width"]) * int(source["height"]) // PIXELS_A_TOKEN + 1, USUAL_PICTURE_TOKENS)
    return max(int(source["pages"]), 1) * PAGE_TOKENS


def measured(params: Mapping[str, Any]) -> tuple[Mapping[str, Any], int]:
    """The parameters without the bytes of pictures and documents, and the most tokens that these can be.

    What a PDF document holds is not known from its size: it is at the most what its model's window holds.
    """
    kinds: list[str] = []
    messages = [{**message, "content": _emptied(message["content"], kinds)} for message in params.get("messages", ())]
    if not kinds:
        return params, 0
    window = context_tokens(params["model"]) or LARGEST_WINDOW_TOKENS
    pictures = sum(kind == "image" for kind in kinds)
    tokens = window if pictures < len(kinds) else min(pictures * MOST_PICTURE_TOKENS, window)
    return {**params, "messages": messages}, tokens


def _filled(content: Any, held: Mapping[str, Media]) -> Any:
    if isinstance(content, str):
        return content
    return [_filled_block(block, held) for block in content]


def _filled_block(block: Mapping[str, Any], held: Mapping[str, Media]) -> Mapping[str, Any]:
    if (source := source_of(block)) is not None:
        return filled(block, held[source["digest"]])
    if block.get("type") == "tool_result":
        return {**block, "content": _filled(block.get("content", ""), held)}
    return block


def _emptied(content: Any, kinds: list[str]) -> Any:
    """The content without what is base64 in it, whose blocks' types go into `kinds`."""
    if isinstance(content, str):
        return content
    return [_emptied_block(block, kinds) for block in content]


def _emptied_block(block: Mapping[str, Any], kinds: list[str]) -> Mapping[str, Any]:
    source = block.get("source")
    if isinstance(source, Mapping) and source.get("type") == "base64":
        kinds.append(block["type"])
        return {**block, "source": {**source, "data": ""}}
    if block.get("type") == "tool_result":
        return {**block, "content": _emptied(block.get("content", ""), kinds)}
    return block
