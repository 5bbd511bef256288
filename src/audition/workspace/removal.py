"""Emptying a folder whose content nobody vouches for."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import suppress
from itertools import count

from audition.workspace.tree import open_up

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def empty_folder(root_fd: int) -> None:
    """Deletes all that lies below an open folder, following no link and leaving other file systems alone.

    Every folder met is first moved to the top, so that neither depth nor a path's length is a limit. What cannot be
    deleted stays; nothing is raised for it.
    """
    device = os.fstat(root_fd).st_dev
    fresh_names = (f".gone-{secrets.token_hex(8)}-{number}" for number in count())
    with suppress(OSError):
        os.fchmod(root_fd, 0o700)
    waiting: list[str] = []
    _clear(root_fd, root_fd, device, waiting, fresh_names)
    while waiting:
        name = waiting.pop()
        with suppress(OSError):
            folder_fd = os.open(name, _FOLDER, dir_fd=root_fd)
            try:
                _clear(folder_fd, root_fd, device, waiting, fresh_names)
            finally:
                os.close(folder_fd)
            os.rmdir(name, dir_fd=root_fd)


def _clear(folder_fd: int, root_fd: int, device: int, waiting: list[str], fresh_names: Iterator[str]) -> None:
    """Deletes the folder's files and moves its folders to the root, where they wait."""
    with os.scandir(folder_fd) as entries:
        names = [entry.name for entry in entries]
    for name in names:
        with suppress(OSError):
            status = os.stat(name, dir_fd=folder_fd, follow_symlinks=False)
            if not stat.S_ISDIR(status.st_mode):
                os.unlink(name, dir_fd=folder_fd)
            elif status.st_dev == device:
                open_up(name, folder_fd)
                fresh = next(fresh_names)
                os.rename(name, fresh, src_dir_fd=folder_fd, dst_dir_fd=root_fd)
                waiting.append(fresh)
