"""What is kept of an output."""

from __future__ import annotations

import asyncio

from hypothesis import given
from hypothesis import strategies as st

from audition.workspace.sandbox.capture import FLOOD_BYTES, Capture


@given(st.lists(st.binary(max_size=20), max_size=20))
def test_beginning_and_end_are_kept_however_it_comes(chunks: list[bytes]) -> None:
    """Two thirds from the front, one third from the back, the bytes between counted."""
    capture, whole = Capture(30), b"".join(chunks)
    for chunk in chunks:
        capture.add(chunk)
    left_out = len(whole) - 30
    expected = whole if left_out <= 0 else whole[:20] + f"\n… ({left_out:,} bytes left out)\n".encode() + whole[-10:]

    assert expected.decode(errors="replace") == capture.text()


def test_a_flood_is_noticed_and_takes_no_memory() -> None:
    """Only the ends are held."""
    capture = Capture(300)

    async def flood() -> None:
        stream = asyncio.StreamReader()
        stream.feed_data(b"y\n" * (FLOOD_BYTES // 2))
        stream.feed_eof()
        await capture.drain(stream)

    asyncio.run(flood())

    assert not capture.flooded
    capture.add(b"y")

    assert capture.flooded
    assert len(capture.text()) < 400
