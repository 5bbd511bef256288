"""What was said is the same in whatever form a program sends it."""

from __future__ import annotations

import base64

import pytest

from audition.models.gateway.said import asked_in, named
from audition.records.media import media_of
from tests.fakes.pictures import png


def picture(data: bytes) -> dict:
    """A picture as programs send one."""
    source = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(data).decode()}
    return {"type": "image", "source": source}


def result(number: int, *content: dict) -> dict:
    """What a tool gave."""
    return {"type": "tool_result", "tool_use_id": f"toolu_{number}", "content": list(content)}


def test_pictures_are_named_by_their_digests_wherever_they_stand():
    """In a request and in what a tool gave; texts stay as they are."""
    media = media_of(png())
    said = {"type": "text", "text": "Look."}
    told = named({"role": "user", "content": [said, picture(png()), result(1, said, picture(png()))]})

    assert media is not None
    assert told["content"] == [said, media.block(), result(1, said, media.block())]
    assert named({"role": "user", "content": "Look."}) == {"role": "user", "content": "Look."}


@pytest.mark.parametrize(
    "source", [{"type": "base64", "data": "?"}, {"type": "url", "url": "x"}, {"type": "base64"}, None]
)
def test_what_is_no_picture_stays_as_it_was_sent(source: dict | None):
    """The API says what it makes of it."""
    message = {"role": "user", "content": [{"type": "image", "source": source}]}

    assert named(message) == message


def test_results_of_tools_that_ran_at_once_are_alike_in_any_order():
    """They stand as they were ready; what was said beside them is told, and what they say is not."""
    first, second = (result(number, {"type": "text", "text": f"file {number}"}) for number in (1, 2))
    said = {"type": "text", "text": "And now?"}
    told = asked_in({"role": "user", "content": [second, said, first]})

    assert told == asked_in({"role": "user", "content": [first, second, said]})
    assert told.endswith("And now?")
    assert "file" not in told


def test_a_result_that_is_missing_or_failed_is_another_talk():
    """The program would go on otherwise."""
    first, second = (result(number, {"type": "text", "text": f"file {number}"}) for number in (1, 2))
    talks = ([first, second], [first], [first, {**second, "is_error": True}])

    assert len({asked_in({"role": "user", "content": blocks}) for blocks in talks}) == 3


def test_what_takes_long_is_the_same_talk():
    """Durations, ids and moments differ between trials and say nothing."""
    told = {
        asked_in({"role": "user", "content": f"duration_ms: {ms}\nagent {agent} of 2026-01-0{ms % 9 + 1}"})
        for ms, agent in ((624, "ac74612f4955b107e"), (991, "a24db7b4317d166be"))
    }

    assert len(told) == 1
