"""When sending may go on after a refusal, told to every process that shares the API's limits."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from audition.errors import StoreError


class SharedPause:
    """A moment on the machine's monotonic clock, kept as a file's modification time: to ask for it is one `stat`.

    Args:
        path: The file, in a folder that is there; made when sending first pauses.

    Raises:
        StoreError: From every method, when the file cannot be used.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def closed_until(self) -> float:
        """Seconds on the monotonic clock; nothing is sent before."""
        with self._reporting():
            try:
                return self._path.stat().st_mtime_ns / 1e9
            except FileNotFoundError:
                return -math.inf

    def close(self, until: float) -> None:
        """Let nobody send before; a later moment that somebody else was told stays."""
        until = max(until, self.closed_until())
        with self._reporting():
            self._path.touch()
            os.utime(self._path, ns=(round(until * 1e9),) * 2)

    @contextmanager
    def _reporting(self) -> Iterator[None]:
        try:
            yield
        except OSError as fault:
            raise StoreError(f"{self._path}: the pace cannot be shared: {fault.strerror}") from fault
