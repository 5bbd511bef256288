"""Pictures and documents in requests: put in only when one is sent, and never dearer than was reserved."""

from __future__ import annotations

from base64 import b64decode

from audition.models.claude.replies import worst_cost
from audition.models.media import measured, usual_tokens, with_media
from audition.models.prices import worst_cost_usd
from audition.records.media import media_of
from tests.fakes.pictures import PDF, png

MODEL = "claude-sonnet-4-5"
PICTURE = media_of(png(640, 480))
PAGES = media_of(PDF)
TALK = [
    {"role": "user", "content": [PAGES.block("terms.pdf"), {"type": "text", "text": "Look."}]},
    {"role": "assistant", "content": [{"type": "tool_use", "id": "t", "name": "Read", "input": {}}]},
    {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "t", "content": [PICTURE.block()]}]},
]


def params(*blocks: dict, text: str = "Look.") -> dict:
    """A call that carries these."""
    content = [*blocks, {"type": "text", "text": text}]
    messages = with_media([{"role": "user", "content": content}], [PICTURE, PAGES])
    return {"model": MODEL, "max_tokens": 100, "messages": messages}


def test_bytes_stand_in_a_request_and_nowhere_else():
    """Also those in a tool's result; what the messages hold stays as it is."""
    sent = with_media(TALK, [PICTURE, PAGES])

    assert b64decode(sent[0]["content"][0]["source"]["data"]) == PDF
    assert b64decode(sent[2]["content"][0]["content"][0]["source"]["data"]) == PICTURE.data
    assert TALK[0]["content"][0]["source"]["type"] == "digest"
    assert sent[1] == TALK[1]


def test_a_picture_is_bounded_by_what_the_api_makes_of_it_and_not_by_its_bytes():
    """Two that differ in bytes alone can cost the same; one of none costs less."""
    noisy = media_of(png(2000, 2000, b"\x01\x02\x03") + bytes(500_000))
    large = {
        "model": MODEL,
        "max_tokens": 100,
        "messages": with_media([{"role": "user", "content": [noisy.block()]}], [noisy]),
    }

    assert worst_cost(large) < 0.05
    assert worst_cost(params(PICTURE.block())) - worst_cost(params()) > worst_cost_usd(MODEL, 4_784, 0)


def test_a_document_is_bounded_by_what_its_model_holds():
    """Its pages are packed: no size says how much text they are."""
    _, tokens = measured(params(PAGES.block()))

    assert tokens >= 200_000
    assert worst_cost(params(PAGES.block())) > worst_cost_usd(MODEL, 200_000, 0)


def test_a_plan_counts_pixels_and_pages():
    """By rule of thumb; a text counts as text."""
    assert usual_tokens(PICTURE.block()) == 640 * 480 // 750 + 1
    assert usual_tokens(media_of(png(4000, 3000)).block()) == 1_600
    assert usual_tokens(PAGES.block()) == 3_000
    assert usual_tokens({"type": "text", "text": "x"}) == 0
