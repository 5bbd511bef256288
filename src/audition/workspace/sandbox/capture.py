"""What a command prints, kept within bounds while it prints."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from asyncio import StreamReader

FLOOD_BYTES = 16 * 1024 * 1024
"""Output after which a command is not waited for any longer."""

_CHUNK_BYTES = 64 * 1024


class Capture:
    """The beginning and the end of an output, with the middle counted."""

    def __init__(self, keep_bytes: int, listens: Callable[[bytes], None] = lambda _: None) -> None:
        """Keeps two thirds of `keep_bytes` of the beginning and one third of the end; who listens gets every piece."""
        self._listens = listens
        self.total_bytes = 0
        self._tail_bytes = keep_bytes // 3
        self._head_bytes = keep_bytes - self._tail_bytes
        self._head = bytearray()
        self._tail = bytearray()

    @property
    def flooded(self) -> bool:
        """Whether more came than anything sensible prints."""
        return self.total_bytes > FLOOD_BYTES

    async def drain(self, stream: StreamReader) -> None:
        """Takes in all that comes until the stream ends."""
        while chunk := await stream.read(_CHUNK_BYTES):
            self.add(chunk)

    def add(self, chunk: bytes) -> None:
        """Takes in what came next."""
        self._listens(chunk)
        self.total_bytes += len(chunk)
        room = self._head_bytes - len(self._head)
        self._head += chunk[:room]
        self._tail = (self._tail + chunk[room:])[-self._tail_bytes :]

    def text(self) -> str:
        """What was kept, with a note where something is left out; bytes that are no UTF-8 are replaced."""
        left_out = self.total_bytes - len(self._head) - len(self._tail)
        note = f"\n… ({left_out:,} bytes left out)\n".encode() if left_out else b""
        return (bytes(self._head) + note + bytes(self._tail)).decode(errors="replace")
