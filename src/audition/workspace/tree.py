"""Files below one open folder, reached name by name through directory descriptors so that no link can lead outside."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from audition.text import DEEPEST_PATH
from audition.workspace.faults import ToolError, answered
from audition.workspace.paths import Parts, shown

_SAFE = os.O_CLOEXEC | os.O_NOFOLLOW
_FOLDER = _SAFE | os.O_RDONLY | os.O_DIRECTORY
_FILE = _SAFE | os.O_RDONLY | os.O_NONBLOCK  # a FIFO opens at once instead of waiting for a writer
_NEW_FILE = _SAFE | os.O_WRONLY | os.O_CREAT | os.O_EXCL
HISTORY = ".git"
_CHUNK_BYTES = 64 * 1024


@dataclass(frozen=True)
class Found:
    """One entry that a walk met."""

    parts: Parts
    status: os.stat_result
    """Of the entry itself, never of what a link points to."""

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder."""
        return stat.S_ISDIR(self.status.st_mode)

    @property
    def is_plain(self) -> bool:
        """Whether it is a regular file with this one name."""
        return stat.S_ISREG(self.status.st_mode) and self.status.st_nlink == 1

    @property
    def is_locked(self) -> bool:
        """Whether it is a file or folder that its owner may not read."""
        needed = stat.S_IRWXU if self.is_folder else stat.S_IRUSR
        return not stat.S_ISLNK(self.status.st_mode) and self.status.st_mode & needed != needed

    @property
    def too_deep(self) -> bool:
        """Whether it is a folder at the depth where walks end."""
        return self.is_folder and len(self.parts) >= DEEPEST_PATH


@dataclass(frozen=True)
class Tree:
    """The files below a folder that is held open; every method keeps below it whatever happens to the names meanwhile.

    Errors are as `faults.answered` sorts them: `ToolError` for what the agent can mend, `WorkspaceError` for what the
    machine lacks.
    """

    root_fd: int
    owner: int | None = None
    """The user and group id that new files and folders are given; None: the process's own."""
    hides_history: bool = False
    """Whether a `.git` at the top is left out of what a walk shows."""

    def read(self, parts: Parts, cap_bytes: int) -> bytes:
        """The content of a regular file of at most `cap_bytes`, judged when open so that no swap can slip in."""
        path = shown(parts)
        with answered(path), self.folder(parts[:-1]) as folder_fd:
            descriptor = os.open(_name(parts), _FILE, dir_fd=folder_fd)
            with os.fdopen(descriptor, "rb") as file:
                _refuse_unless_plain(os.fstat(descriptor), path)
                content = file.read(cap_bytes + 1)
        if len(content) > cap_bytes:
            raise ToolError(f"{path} is larger than {cap_bytes:,} bytes.")
        return content

    def replace(self, parts: Parts, content: bytes) -> None:
        """The file with this content, parents made; it changes at once or not at all, and through no link."""
        path = shown(parts)
        with answered(path), self.folder(parts[:-1], make=True) as folder_fd:
            name = _name(parts)
            permissions = self._permissions(name, folder_fd, path)
            passing = f".{secrets.token_hex(8)}.part"
            descriptor = os.open(passing, _NEW_FILE, permissions, dir_fd=folder_fd)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    self._give(descriptor)
                    os.fchmod(descriptor, permissions)
                    file.write(content)
                os.replace(passing, name, src_dir_fd=folder_fd, dst_dir_fd=folder_fd)
            except BaseException:
                os.unlink(passing, dir_fd=folder_fd)
                raise

    def remove(self, parts: Parts) -> None:
        """No such file any more; that there was none is fine."""
        with answered(shown(parts)), self.folder(parts[:-1]) as folder_fd, suppress(FileNotFoundError):
            os.unlink(_name(parts), dir_fd=folder_fd)

    def kind(self, parts: Parts) -> str:
        """`folder`, `file` (a regular file), or `other` (links, FIFOs, devices)."""
        if not parts:
            return "folder"
        with answered(shown(parts)), self.folder(parts[:-1]) as folder_fd:
            mode = os.stat(parts[-1], dir_fd=folder_fd, follow_symlinks=False).st_mode
        return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "other"

    @contextmanager
    def folder(self, parts: Parts, *, make: bool = False) -> Iterator[int]:
        """A descriptor of the folder, with missing folders made on the way when `make` is said; closed afterwards."""
        descriptor = os.open(".", _FOLDER, dir_fd=self.root_fd)
        try:
            for name in parts:
                made = make and _made(name, descriptor)
                inner = os.open(name, _FOLDER, dir_fd=descriptor)
                os.close(descriptor)
                descriptor = inner
                if made:
                    self._give(descriptor)
            yield descriptor
        finally:
            os.close(descriptor)

    def walk(self, start: Parts = (), *, unlock: bool = False, history: bool = False) -> Iterator[Found]:
        """Every entry below `start`, folders before what they hold, names in order; links are met and never followed.

        Args:
            start: The folder to begin at.
            unlock: Whether entries whose permissions forbid reading are opened up first; for when the trial is over.
            history: Whether a hidden `.git` is met too.
        """
        if unlock:
            os.fchmod(self.root_fd, 0o700)
        with answered(shown(start)), self.folder(start) as folder_fd:
            hidden = HISTORY if self.hides_history and not history and not start else None
            yield from _walk(folder_fd, start, unlock=unlock, hidden=hidden)

    def _give(self, descriptor: int) -> None:
        if self.owner is not None:
            os.fchown(descriptor, self.owner, self.owner)

    @staticmethod
    def _permissions(name: str, folder_fd: int, path: str) -> int:
        """Those of the file that is about to be replaced, or the usual ones of a new file."""
        try:
            status = os.stat(name, dir_fd=folder_fd, follow_symlinks=False)
        except FileNotFoundError:
            return 0o644
        _refuse_unless_plain(status, path)
        return stat.S_IMODE(status.st_mode) & 0o777


def open_up(name: str, folder_fd: int) -> None:
    """Grants ourselves access to an entry whose permissions forbid it; a link is left alone."""
    os.chmod(name, 0o700, dir_fd=folder_fd, follow_symlinks=False)


def _name(parts: Parts) -> str:
    if not parts:
        raise ToolError("This path is the workspace itself, a folder.")
    return parts[-1]


def _made(name: str, folder_fd: int) -> bool:
    try:
        os.mkdir(name, 0o755, dir_fd=folder_fd)
    except FileExistsError:
        return False
    return True


def _refuse_unless_plain(status: os.stat_result, path: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise ToolError(f"{path} is a folder.")
    if stat.S_ISLNK(status.st_mode):
        raise ToolError(f"{path} is a link; the file tools follow none.")
    if not stat.S_ISREG(status.st_mode):
        raise ToolError(f"{path} is not a regular file.")
    if status.st_nlink > 1:
        raise ToolError(f"{path} is a file with several names (hard links); the file tools refuse those.")


def _walk(folder_fd: int, prefix: Parts, *, unlock: bool, hidden: str | None = None) -> Iterator[Found]:
    with os.scandir(folder_fd) as entries:
        names = sorted(entry.name for entry in entries if entry.name != hidden)
    for name in names:
        try:
            found = Found((*prefix, name), os.stat(name, dir_fd=folder_fd, follow_symlinks=False))
        except FileNotFoundError:
            continue
        if unlock and found.is_locked:
            open_up(name, folder_fd)
        yield found
        if not found.is_folder or found.too_deep:
            continue
        try:
            inner_fd = os.open(name, _FOLDER, dir_fd=folder_fd)
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            continue  # gone, swapped or locked: its own entry was reported, there is nothing below to read
        try:
            yield from _walk(inner_fd, found.parts, unlock=unlock)
        finally:
            os.close(inner_fd)
