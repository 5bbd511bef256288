"""A trial's throw-away folder: filled, lent to the tools, read at the end, removed."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Self

from audition.errors import WorkspaceError
from audition.records.media import Media, media_of
from audition.records.outcome import OpaqueFile, Outcome
from audition.text import DEEPEST_PATH
from audition.workspace.caps import Caps
from audition.workspace.faults import ToolError
from audition.workspace.leftovers import INNER, PREFIX, hold, remove_leftovers
from audition.workspace.paths import VIRTUAL_ROOT, Parts, parse_path, shown
from audition.workspace.removal import empty_folder
from audition.workspace.tree import Found, Tree

SANDBOX_ID = 65534
"""User and group that a shell runs as when audition itself runs as root; such a workspace belongs to it."""


class Workspace:
    """A fresh folder in the system's temporary folder, gone when its `with` block ends.

    It is made when something first reaches for it: a trial that calls no tool costs no file system call. What reaches
    for it raises WorkspaceError when the machine cannot make it.
    """

    def __init__(
        self, inputs: Mapping[Parts, str | bytes], caps: Caps, history: Mapping[Parts, str | bytes] | None = None
    ) -> None:
        """Takes inputs that have been found in order; `create` is the way in."""
        self._history = history or {}
        self.caps = caps
        self._inputs = inputs
        self._folder: _Folder | None = None
        self._closed = False

    @classmethod
    def create(
        cls, inputs: Mapping[str, str | bytes], caps: Caps | None = None, history: Mapping[str, bytes] | None = None
    ) -> Self:
        """A workspace that holds the input files.

        Args:
            inputs: Relative path → text, written as UTF-8.
            caps: What the trial may use; None: the usual.
            history: The files of a `.git`, which git uses and neither tools nor outcome show.

        Raises:
            WorkspaceError: The temporary folder lies in a git work tree, or an input is refused.
        """
        caps = caps or Caps()
        _refuse_repository(Path(tempfile.gettempdir()))
        return cls(_read_inputs(inputs, caps), caps, _read_inputs(history or {}, caps))

    @property
    def host_path(self) -> Path:
        """Where the folder really lies: for a shell's sandbox, never for a text that a model sees."""
        return self._made().host_path

    @property
    def root_fd(self) -> int:
        """The folder, held open."""
        return self._made().root_fd

    @property
    def tree(self) -> Tree:
        """The files below it."""
        return self._made().tree

    def read_text(self, parts: Parts, cap_bytes: int) -> str:
        """The text of a file of at most `cap_bytes`.

        Raises:
            ToolError: It is no such file, or not UTF-8 text.
        """
        content = self.tree.read(parts, cap_bytes)
        try:
            return content.decode()
        except UnicodeDecodeError:
            raise ToolError(f"{shown(parts)} is not UTF-8 text ({len(content):,} bytes).") from None

    def read_media(self, parts: Parts) -> Media | None:
        """The picture or PDF document in a file of at most `write_bytes`; None: it is neither, or cannot be read.

        Raises:
            ToolError: It is one that no model can be shown.
        """
        try:
            media = media_of(self.tree.read(parts, self.caps.write_bytes))
        except ToolError:
            return None
        if media is not None and media.fault:
            raise ToolError(f"{shown(parts)} {media.fault}.")
        return media

    def write_text(self, parts: Parts, text: str) -> int:
        """Bytes written: the file now holds exactly this text.

        Raises:
            ToolError: The text is too long or not encodable, or the workspace is full.
        """
        content = _encoded(text, self.caps)
        if excess := self.excess(coming_bytes=len(content)):
            raise ToolError(f"Nothing was written: {excess}.")
        self.tree.replace(parts, content)
        return len(content)

    def apply(self, changes: Mapping[str, str | None]) -> None:
        """Leaves each file with its text, or gone where that is None: what a recorded command did, done again.

        Raises:
            WorkspaceError: A change cannot be made.
        """
        try:
            for path, text in changes.items():
                if text is None:
                    self.tree.remove(parse_path(path))
                else:
                    self.write_text(parse_path(path), text)
        except ToolError as error:
            raise WorkspaceError(f"a recorded change of {path!r} cannot be made: {error}") from error

    def excess(self, *, coming_bytes: int = 0) -> str | None:
        """What the workspace holds too much of, with this many bytes more; None while it is within its caps."""
        held_bytes = coming_bytes
        for entries, found in enumerate(self.tree.walk(history=True), start=1):
            held_bytes += 0 if found.is_folder else found.status.st_size
            if entries >= self.caps.entries:
                return f"the workspace is full, at {self.caps.entries:,} files and folders"
            if held_bytes > self.caps.total_bytes:
                return f"the workspace may hold {self.caps.total_bytes:,} bytes"
            if found.too_deep:
                return f"the workspace holds folders more than {DEEPEST_PATH} deep"
            if found.is_folder and found.is_locked:
                return "the workspace holds a folder whose permissions forbid reading it"
        return None

    def read_outcome(self, *, over: bool = True) -> Outcome:
        """Every file as it is now: UTF-8 text within the caps as text, all else as what is known of it.

        Args:
            over: Whether the trial is over, so that entries whose permissions forbid reading may be opened up.
        """
        if self._folder is None:
            return {
                shown(parts): file if isinstance(file, str) else _opaque(file)
                for parts, file in sorted(self._inputs.items())
            }
        outcome: dict[str, str | OpaqueFile] = {}
        kept_bytes = 0
        for found in self.tree.walk(unlock=over):
            if found.is_folder and not found.too_deep:
                continue
            kept = self._kept(found, self.caps.total_bytes - kept_bytes, len(outcome))
            outcome[shown(found.parts)] = kept
            kept_bytes += found.status.st_size if isinstance(kept, str) else 0
        return outcome

    def close(self) -> None:
        """Removes the folder with all it holds; nothing is raised for what cannot be removed."""
        self._closed = True
        if self._folder is not None:
            self._folder.remove()
            self._folder = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def masked(self, text: str) -> str:
        """The text with the folder's real place, which mount tables show, given the name that the agent knows."""
        own = self.host_path.parent.name
        if own not in text:
            return text
        return text.replace(str(self.host_path), VIRTUAL_ROOT).replace(own, "workspace")

    def _made(self) -> _Folder:
        if self._closed:
            raise WorkspaceError("the workspace is closed")
        if self._folder is None:
            try:
                self._folder = _Folder.make(hides_history=bool(self._history))
                for parts, text in [*self._inputs.items(), *self._history.items()]:
                    self._folder.tree.replace(parts, _encoded(text, self.caps))
            except OSError as error:
                raise WorkspaceError(f"a workspace could not be made: {error.strerror}") from error
            except ToolError as error:
                raise WorkspaceError(f"an input file cannot be put into a workspace: {error}") from error
        return self._folder

    def _kept(self, found: Found, room_bytes: int, already: int) -> str | OpaqueFile:
        size = found.status.st_size
        if not found.is_plain or found.is_locked:
            return OpaqueFile(kind=_kind(found), bytes=size)
        if already >= self.caps.entries or size > self.caps.total_bytes:
            return OpaqueFile(kind="large", bytes=size)
        try:
            content = self.tree.read(found.parts, self.caps.total_bytes)
        except ToolError:
            return OpaqueFile(kind="special", bytes=size)
        digest = hashlib.sha256(content).hexdigest()
        if len(content) > min(self.caps.write_bytes, room_bytes):
            return OpaqueFile(kind="large", bytes=len(content), sha256=digest)
        try:
            return self.masked(content.decode())
        except UnicodeDecodeError:
            return OpaqueFile(kind="binary", bytes=len(content), sha256=digest)


def _opaque(content: bytes) -> OpaqueFile:
    return OpaqueFile(kind="binary", bytes=len(content), sha256=hashlib.sha256(content).hexdigest())


@dataclass(frozen=True)
class _Folder:
    """A workspace that lies on the disk."""

    host_path: Path
    root_fd: int
    tree: Tree
    hold_fd: int
    """Says that somebody lives here."""

    @classmethod
    def make(cls, *, hides_history: bool = False) -> Self:
        """An empty one."""
        temporary = Path(tempfile.gettempdir()).resolve()
        _swept(temporary)
        path, hold_fd = _fresh_folder(temporary)
        root_fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        tree = Tree(root_fd, owner=SANDBOX_ID if _is_root() else None, hides_history=hides_history)
        return cls(path, root_fd, tree, hold_fd)

    def remove(self) -> None:
        """Leaves nothing of it, as far as that can be done."""
        empty_folder(self.root_fd)
        with suppress(OSError):
            self.host_path.rmdir()
            self.host_path.parent.rmdir()
        os.close(self.root_fd)
        os.close(self.hold_fd)


def _read_inputs(inputs: Mapping[str, str | bytes], caps: Caps) -> Mapping[Parts, str | bytes]:
    """The input files by their names on the way, found to fit into a workspace.

    Raises:
        WorkspaceError: One does not.
    """
    found: dict[Parts, str | bytes] = {}
    entries: set[Parts] = set()
    room_bytes = caps.total_bytes
    for path, text in inputs.items():
        try:
            parts = parse_path(path)
            room_bytes -= len(_encoded(text, caps))
        except ToolError as error:
            raise WorkspaceError(f"the input file {path!r} cannot be put into a workspace: {error}") from error
        entries |= {parts[:depth] for depth in range(1, len(parts) + 1)}
        if room_bytes < 0 or len(entries) > caps.entries:
            raise WorkspaceError(f"the input file {path!r} cannot be put into a workspace: it would be too full")
        found[parts] = text
    return found


def _encoded(text: str | bytes, caps: Caps) -> bytes:
    try:
        content = text if isinstance(text, bytes) else text.encode()
    except UnicodeEncodeError:
        raise ToolError("The text holds lone surrogates, which UTF-8 cannot encode.") from None
    if len(content) > caps.write_bytes:
        raise ToolError(f"The text has {len(content):,} bytes; a file may have {caps.write_bytes:,}.")
    return content


def _kind(found: Found) -> str:
    mode = found.status.st_mode
    if found.is_plain:
        return "locked"
    if stat.S_ISLNK(mode):
        return "link"
    return "linked" if stat.S_ISREG(mode) else "special"


def _fresh_folder(temporary: Path) -> tuple[Path, int]:
    """An empty folder inside another that keeps the machine's other users out, whatever a trial does to permissions.

    With it comes the descriptor that marks it as in use.
    """
    enclosing = Path(tempfile.mkdtemp(prefix=PREFIX, dir=temporary))
    hold_fd = hold(enclosing)
    folder = enclosing / INNER
    folder.mkdir(mode=0o700)
    if _is_root():
        os.chown(folder, SANDBOX_ID, SANDBOX_ID)
        os.chown(enclosing, 0, SANDBOX_ID)
        enclosing.chmod(0o710)
    return folder, hold_fd


_swept = cache(remove_leftovers)
"""Once a process."""


def _is_root() -> bool:
    return os.geteuid() == 0


@cache
def _refuse_repository(folder: Path) -> None:
    """Take no temporary folder in which a repository's tools or pytest would find what a trial leaves there.

    Raises:
        WorkspaceError: It lies in a git work tree.
    """
    folder = folder.resolve()
    for place in (folder, *folder.parents):
        if (place / ".git").exists():
            raise WorkspaceError(
                f"the temporary folder {folder} lies in the git work tree {place}: "
                "set TMPDIR to a folder outside any repository"
            )
