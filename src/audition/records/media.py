"""Pictures and PDF documents: what their bytes say they are, and how a message names them without holding them."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from audition.records.identity import text_digest

BY_DIGEST: Final = "digest"
"""The type of a block's source that names bytes and does not hold them: the Messages API has none of that name."""
LONGEST_SIDE: Final = 8_000
"""Pixels; the Messages API takes no wider or higher picture."""
KINDS: Final = "a PNG, JPEG, GIF or WebP picture or a PDF document"

_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""JPEG markers behind which its size stands."""
_PAGE = re.compile(rb"/Type\s*/Page\b")


@dataclass(frozen=True, kw_only=True)
class Media:
    """A picture or a PDF document."""

    media_type: str
    """`image/png`, `image/jpeg`, `image/gif`, `image/webp` or `application/pdf`, as the bytes say."""
    data: bytes
    width: int = 0
    """Pixels; 0: it is no picture."""
    height: int = 0

    @property
    def is_picture(self) -> bool:
        """Whether it is one; else it is a document."""
        return self.media_type.startswith("image/")

    @cached_property
    def digest(self) -> str:
        """SHA-256 of its bytes, as 64 hexadecimal digits."""
        return text_digest(self.data)

    @property
    def fault(self) -> str | None:
        """Why no model can be shown it; None: one can."""
        if self.is_picture and not (0 < self.width <= LONGEST_SIDE and 0 < self.height <= LONGEST_SIDE):
            return f"has {self.width:,} × {self.height:,} pixels; each side may have 1 to {LONGEST_SIDE:,}"
        return None

    def block(self, title: str = "") -> dict[str, Any]:
        """The content block that names it by its digest; `title` is what a document is called."""
        source: dict[str, Any] = {
            "type": BY_DIGEST,
            "media_type": self.media_type,
            "digest": self.digest,
            "bytes": len(self.data),
        }
        if self.is_picture:
            return {"type": "image", "source": {**source, "width": self.width, "height": self.height}}
        named = {"title": title} if title else {}
        return {"type": "document", "source": {**source, "pages": len(_PAGE.findall(self.data))}, **named}


@dataclass(frozen=True, kw_only=True)
class Attachment:
    """A file that a request carries as a content block."""

    name: str
    """The file's name, without its folders."""
    content: Media | str
    """A text is carried as a document."""

    @property
    def block(self) -> dict[str, Any]:
        """Its content block; pictures and PDF documents by their digests."""
        if isinstance(self.content, Media):
            return self.content.block(self.name)
        source = {"type": "text", "media_type": "text/plain", "data": self.content}
        return {"type": "document", "source": source, "title": self.name}

    @property
    def met(self) -> list[str]:
        """What of it an agent can meet, as plain JSON."""
        return [self.name, self.content.digest if isinstance(self.content, Media) else text_digest(self.content)]


def media_of(data: bytes) -> Media | None:
    """The picture or PDF document that bytes are by what they begin with; None: they are neither."""
    if data.startswith(b"%PDF-"):
        return Media(media_type="application/pdf", data=data)
    try:
        found = _sized(data)
    except (struct.error, IndexError):
        return None
    if found is None:
        return None
    kind, (width, height) = found
    return Media(media_type=f"image/{kind}", data=data, width=width, height=height)


def source_of(block: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The source of a block that names bytes by their digest; None: it is no such block."""
    source = block.get("source")
    return source if isinstance(source, Mapping) and source.get("type") == BY_DIGEST else None


def told(block: Mapping[str, Any]) -> str:
    """A picture or document in one line, for whoever reads a talk; empty: it is neither."""
    source = block.get("source")
    if block.get("type") not in ("image", "document") or not isinstance(source, Mapping):
        return ""
    title = f"{block['title']}: " if block.get("title") else ""
    if source.get("type") == "text":
        return f"[{title}{source.get('media_type')}]"
    size = f"{source['width']} × {source['height']} pixels, " if source.get("width") else ""
    held = f"{source['bytes']:,} bytes, " if isinstance(source.get("bytes"), int) else ""
    return f"[{title}{source.get('media_type')}, {size}{held}sha256 {str(source.get('digest'))[:12]}]"


def _sized(data: bytes) -> tuple[str, tuple[int, int]] | None:
    """A picture's kind, and its width and height in pixels."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and data[12:16] == b"IHDR":
        return "png", struct.unpack_from(">II", data, 16)
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif", struct.unpack_from("<HH", data, 6)
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        size = _webp(data)
        return None if size is None else ("webp", size)
    if data.startswith(b"\xff\xd8\xff"):
        size = _jpeg(data)
        return None if size is None else ("jpeg", size)
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    match data[12:16]:
        case b"VP8X":
            wide, high = (int.from_bytes(data[at : at + 3], "little") for at in (24, 27))
            return wide + 1, high + 1
        case b"VP8L":
            (bits,) = struct.unpack_from("<I", data, 21)
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8 ":
            wide, high = struct.unpack_from("<HH", data, 26)
            return wide & 0x3FFF, high & 0x3FFF
    return None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    at = 2
    while data[at] == 0xFF:
        marker = data[at + 1]
        if marker == 0xFF:  # a byte to fill up with
            at += 1
            continue
        if marker in _FRAMES:
            high, wide = struct.unpack_from(">HH", data, at + 5)
            return wide, high
        (length,) = struct.unpack_from(">H", data, at + 2)
        at += 2 + length
    return None
