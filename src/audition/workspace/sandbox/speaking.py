"""Speaks with a program in its sandbox: on its standard input, after the lines that it prints."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio.subprocess import Process

Heard = Callable[[bytes], Awaitable[str | None]]
"""What is said after a line that a program printed; empty: nothing yet; None: nothing any more, its input ends."""


async def spoken(process: Process, printed: asyncio.Queue[bytes], first: str, heard: Heard | None) -> None:
    """Say the first words, and after each line what is to be said, until that is nothing or nobody listens.

    Args:
        process: The program, which is spoken to; its standard input ends with this.
        printed: What it prints, in pieces as they come.
        first: What it hears first.
        heard: What it hears later; None: nothing.
    """
    said_to = process.stdin
    if said_to is None:
        return
    with suppress(OSError):
        await _say(said_to, first)
        if heard is not None:
            async for line in _lines(printed):
                words = await heard(line)
                if words is None:
                    break
                await _say(said_to, words)
    said_to.close()


async def ended(speaking: asyncio.Task[None]) -> None:
    """The end of a talk with a program that has ended, whatever it still waited for; what it raised is raised."""
    speaking.cancel()
    await asyncio.wait({speaking})
    if not speaking.cancelled():
        speaking.result()


async def _say(said_to: asyncio.StreamWriter, words: str) -> None:
    if words:
        said_to.write(words.encode("utf-8", "replace"))
        await said_to.drain()


async def _lines(printed: asyncio.Queue[bytes]) -> AsyncIterator[bytes]:
    """Whole lines; it never ends by itself, as nobody says when all was printed."""
    rest: list[bytes] = []
    while True:
        *whole, last = (await printed.get()).split(b"\n")
        for line in whole:
            yield b"".join([*rest, line])
            rest = []
        rest.append(last)
