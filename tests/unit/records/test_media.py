"""Pictures and documents: what they are is what their bytes say."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.records.media import Attachment, Media, media_of, source_of, told
from tests.fakes.pictures import PDF, gif, jpeg, png, webp

SIZED = [
    ("image/png", png(640, 480)),
    ("image/jpeg", jpeg(640, 480)),
    ("image/gif", gif(640, 480)),
    *(("image/webp", webp(640, 480, form)) for form in (b"VP8X", b"VP8L", b"VP8 ")),
]


@pytest.mark.parametrize(("kind", "data"), SIZED)
def test_kind_and_size_are_read_from_the_bytes(kind: str, data: bytes):
    """Whatever the file is called; the block names them and holds nothing."""
    media = media_of(data)
    assert isinstance(media, Media)
    block = media.block()

    assert (media.media_type, media.width, media.height, media.fault) == (kind, 640, 480, None)
    assert (block["type"], block["source"]["bytes"]) == ("image", len(data))
    assert len(json.dumps(block)) < 250
    assert told(block) == f"[{kind}, 640 × 480 pixels, {len(data):,} bytes, sha256 {media.digest[:12]}]"


def test_a_document_is_named_with_its_title():
    """A PDF by its digest, a text whole."""
    pdf = Attachment(name="terms.pdf", content=media_of(PDF)).block
    text = Attachment(name="mail.txt", content="Hello.").block

    assert source_of(pdf)["pages"] == 1
    assert told(pdf).startswith("[terms.pdf: application/pdf, ")
    assert source_of(text) is None
    assert (text["source"]["data"], told(text)) == ("Hello.", "[mail.txt: text/plain]")


@pytest.mark.parametrize(
    "data", [b"", b"plain", b"\xff\xd8", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF1234WEBPVP8Q", b"<svg/>"]
)
def test_what_is_no_picture_is_none(data: bytes):
    """Cut short, of another kind, or text."""
    assert media_of(data) is None


@pytest.mark.parametrize(("width", "height"), [(0, 5), (5, 0), (8001, 1), (2**32 - 1, 2**32 - 1)])
def test_a_size_that_no_model_takes_is_a_fault(width: int, height: int):
    """Each side has 1 to 8,000 pixels."""
    media = media_of(
        png(1, 1).replace(b"IHDR\x00\x00\x00\x01\x00\x00\x00\x01", b"IHDR" + width.to_bytes(4) + height.to_bytes(4))
    )

    assert media is not None
    assert "each side may have 1 to 8,000" in (media.fault or "")


@given(st.sampled_from([data for _, data in SIZED]), st.integers(0, 200), st.binary(max_size=40))
def test_damaged_bytes_break_nothing(data: bytes, at: int, damage: bytes):
    """Whatever stands where: it is a picture or none."""
    media_of(data[:at] + damage + data[at + len(damage) :])
    media_of(data[:at])
    media_of(data[:4] + damage)
