"""Removes the workspaces of processes that were killed, and nothing else."""

from __future__ import annotations

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from audition.workspace.removal import empty_folder

PREFIX = "audition-"
"""How the folder around a workspace begins."""
INNER = "workspace"
"""The workspace itself, the one thing in there."""


def hold(folder: Path) -> int:
    """Mark a folder as that of a living process, before anything is put in it; gives the descriptor to close.

    The mark is a lock of the system's, which goes with its owner, however that one ends.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    return descriptor


def remove_leftovers(temporary: Path) -> None:
    """Remove what killed processes of this user left in the temporary folder; what cannot be removed stays.

    A folder without a workspace in it is one that is just being made, or somebody else's.
    """
    with suppress(OSError):
        for entry in sorted(temporary.glob(f"{PREFIX}*")):
            with suppress(OSError), _abandoned(entry) as descriptor:
                _remove(entry, descriptor)


@contextmanager
def _abandoned(folder: Path) -> Iterator[int]:
    """A folder of ours that nobody holds, held; OSError where it is none."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    try:
        if os.fstat(descriptor).st_uid != os.geteuid() or os.listdir(descriptor) != [INNER]:  # noqa: PTH208  # a descriptor has no path
            raise PermissionError(folder)
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield descriptor
    finally:
        os.close(descriptor)


def _remove(folder: Path, descriptor: int) -> None:
    found = os.stat(INNER, dir_fd=descriptor, follow_symlinks=False)
    if not stat.S_ISDIR(found.st_mode):
        return
    inner = os.open(INNER, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=descriptor)
    try:
        empty_folder(inner)
    finally:
        os.close(inner)
    os.rmdir(INNER, dir_fd=descriptor)
    folder.rmdir()
