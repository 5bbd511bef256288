"""Lays out the git repository that a scenario lists commit by commit: the same commits have the same ids everywhere."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from audition.errors import DefinitionError, Fault
from audition.loading.check_specs import calendar_day
from audition.loading.document import Document, child
from audition.loading.inputs import MOST_BYTES, MOST_FILES, Inputs, read_input
from audition.loading.sources import path_fault
from audition.text import shortened

HISTORY: Final = ".git"
_NOBODY: Final = "Somebody <somebody@example.org>"
_SETTINGS: Final = (
    "[user]\n\tname = Agent\n\temail = agent@example.org\n[gc]\n\tauto = 0\n[maintenance]\n\tauto = false\n"
)
_SECONDS: Final = 60
_DAY: Final = "2000-01-01"
"""Of commits without a date in a scenario without a day."""


@dataclass(frozen=True, kw_only=True)
class Laid:
    """A repository with its last commit checked out."""

    files: Mapping[str, bytes]
    """Path → content in the last commit."""
    history: Mapping[str, bytes]
    """Path below `.git` → content."""


@dataclass(frozen=True, kw_only=True)
class _Commit:
    """One commit, ready to be made."""

    message: str
    author: str
    day: str
    files: tuple[tuple[str, bytes | None], ...] = field(default=())
    """Path → content; None: removed."""
    patch: str = ""


class _Unmade(Exception):
    """Why a commit cannot be made, and which of them."""

    def __init__(self, index: int, why: str) -> None:
        super().__init__(why)
        self.index = index


def repository_of(document: Document, root: Path) -> Laid | None:
    """The repository of a scenario that has passed its gate; None: it lists none.

    Raises:
        DefinitionError: A commit does not apply, or a file cannot be read; with its place.
    """
    written = document.value.get("repository")
    if written is None:
        return None
    commits = tuple(_commit(document, root, index, each) for index, each in enumerate(written["commits"]))
    try:
        return _laid(commits)
    except _Unmade as error:
        place = document.locus(child("$.repository.commits", error.index))
        raise DefinitionError([Fault(place, str(error))]) from None


def _commit(document: Document, root: Path, index: int, written: Mapping[str, Any]) -> _Commit:
    place = child("$.repository.commits", index)
    day = written.get("date", document.value.get("as_of", _DAY))
    if calendar_day(day) is None:
        raise DefinitionError([Fault(document.locus(child(place, "date")), f"{day} is no day of the calendar")])
    if "patch" not in written and "files" not in written:
        raise DefinitionError([Fault(document.locus(place), "changes nothing; give it `files` or a `patch`")])
    files: list[tuple[str, bytes | None]] = []
    for path, content in written.get("files", {}).items():
        at = document.locus(child(child(place, "files"), path))
        if message := path_fault(path):
            raise DefinitionError([Fault(at, f"the path {message}")])
        if path.split("/")[0].lower() == HISTORY:
            raise DefinitionError([Fault(at, f"`{HISTORY}` is the repository's own")])
        if content is None:
            files.append((path, None))
            continue
        found = Inputs()
        read_input(document, root, path, content, at, found)
        texts = ((name, text.encode()) for name, text in found.texts.items())
        files += [*texts, *found.binaries.items()]
    return _Commit(
        message=written["message"],
        author=written.get("author", _NOBODY),
        day=day,
        files=tuple(files),
        patch=written.get("patch", ""),
    )


@lru_cache(maxsize=64)
def _laid(commits: tuple[_Commit, ...]) -> Laid:
    with tempfile.TemporaryDirectory(prefix="audition-repository-") as name:
        folder = Path(name)
        _git(folder, 0, "init", "--quiet", "--initial-branch=main", "--template=")
        with (folder / HISTORY / "config").open("a", encoding="utf-8") as settings:
            settings.write(_SETTINGS)
        for index, commit in enumerate(commits):
            _make(folder, index, commit)
        every = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if not path.is_dir()}
        if any(path.is_symlink() for path in every.values()):
            raise _Unmade(len(commits) - 1, "leaves a link, and a workspace starts without any")
        held = {path: file.read_bytes() for path, file in every.items()}
        if len(held) > 2 * MOST_FILES or sum(map(len, held.values())) > MOST_BYTES:
            raise _Unmade(len(commits) - 1, f"the repository holds more than {MOST_BYTES:,} bytes or too many files")
    inner = f"{HISTORY}/"
    return Laid(
        files={path: data for path, data in held.items() if not path.startswith(inner)},
        history={path: data for path, data in held.items() if path.startswith(inner)},
    )


def _make(folder: Path, index: int, commit: _Commit) -> None:
    for path, content in commit.files:
        file = folder / path
        if content is None and not file.is_file():
            raise _Unmade(index, f"removes {path}, which is not there")
        if content is None:
            file.unlink()
            continue
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        except OSError as error:
            raise _Unmade(index, f"{path}: {error.strerror}") from None
    if commit.patch:
        _git(folder, index, "apply", "--whitespace=nowarn", "-", typed=commit.patch.encode())
    _git(folder, index, "add", "--all", "--force")
    name, _, address = commit.author.partition("<")
    when = f"{commit.day}T12:00:{index % 60:02d}+0000"
    who = {"NAME": name.strip() or "Somebody", "EMAIL": address.rstrip("> ") or "somebody@example.org", "DATE": when}
    given = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
    _git(folder, index, "commit", "--quiet", "--no-verify", "--file=-", typed=commit.message.encode(), given=given)


def _git(folder: Path, index: int, *words: str, typed: bytes = b"", given: Mapping[str, str] | None = None) -> None:
    """Runs git without any configuration of this machine's."""
    alone = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "HOME": str(folder), "LC_ALL": "C"}
    environment = {"PATH": os.environ.get("PATH", os.defpath), **alone, **(given or {})}
    try:
        done = subprocess.run(  # our own words
            ["git", *words],  # whichever git is on the path
            cwd=folder,
            env=environment,
            input=typed,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError:
        raise _Unmade(index, "git is not installed here, and `repository` needs it") from None
    except subprocess.TimeoutExpired:
        raise _Unmade(index, f"git took more than {_SECONDS} seconds") from None
    if done.returncode:
        told = " ".join((done.stderr or done.stdout).decode("utf-8", "replace").split())
        raise _Unmade(index, f"does not apply: {shortened(told, 200)}")
