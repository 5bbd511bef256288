"""The lock that makes one process the writer of a run: the system drops it with its owner, however that one ends."""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path

from audition.errors import StoreError

PATIENCE_SECONDS = (0.0, 0.01, 0.04, 0.15)
"""Pauses before giving up: a reader that looks whether the lock is held holds it for an instant."""


class RunLock:
    """Held from `acquire` to `release`; a file beside the run, as SQLite's own locks live on the run file itself."""

    def __init__(self, path: Path, descriptor: int) -> None:
        self._path = path
        self._descriptor = descriptor

    @classmethod
    def acquire(cls, run: Path) -> RunLock:
        """The lock of the run file at `run`.

        Raises:
            StoreError: Another process writes this run, or no lock can be made here.
        """
        path = lock_path(run)
        for pause in PATIENCE_SECONDS:
            time.sleep(pause)
            try:
                descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644)
            except OSError as error:
                raise StoreError(
                    f"{run}: cannot be locked for writing: {error.strerror}; make its folder writable"
                ) from error
            if _take(descriptor, fcntl.LOCK_EX) and _names(path, descriptor):
                return cls(path, descriptor)
            os.close(descriptor)
        raise StoreError(f"{run}: another process is writing this run; wait for it to end, or stop it")

    def release(self) -> None:
        """Let the next writer in; the lock's file goes while the lock is still held, so nobody else's is removed."""
        with suppress(OSError):  # a lock's file that nobody locks does no harm
            self._path.unlink()
        os.close(self._descriptor)


def lock_path(run: Path) -> Path:
    """The file that a run's writer locks."""
    return run.with_name(f"{run.name}.lock")


def is_locked(run: Path) -> bool:
    """Whether a living process writes the run."""
    try:
        descriptor = os.open(lock_path(run), os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        return not _take(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


def _take(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _names(path: Path, descriptor: int) -> bool:
    """Whether the path still names the locked file: the last owner may have removed it in between."""
    try:
        return os.path.samestat(path.stat(follow_symlinks=False), os.fstat(descriptor))
    except FileNotFoundError:
        return False
