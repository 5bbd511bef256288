"""What git knows of a project: its commit, and files as other revisions hold them."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from audition.errors import UsageError
from audition.records.findings import PromptCommit
from audition.text import shortened

_FOR_GIT = frozenset(
    {
        "PATH", "HOME", "LANG", "TMPDIR", "XDG_CONFIG_HOME", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE",
        "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_CEILING_DIRECTORIES", "GIT_CONFIG_GLOBAL",
        "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM", "GIT_DISCOVERY_ACROSS_FILESYSTEM",
    }
)  # fmt: skip
_COMMIT = re.compile(r"[0-9a-f]{40,64}")


def commit_of(root: Path) -> str | None:
    """The commit's 40 digits, with `+changes` when the work tree is not clean; None outside git or without it."""
    head = _git(root, "rev-parse", "--verify", "HEAD")
    if head is None:
        return None
    changed = _git(root, "status", "--porcelain", "--untracked-files=no")
    return f"{_text(head)}+changes" if changed else _text(head)


def merge_base(root: Path, ref: str) -> str:
    """The commit from which HEAD and `ref` went their ways.

    Raises:
        UsageError: Git knows no such revision, or they share no history.
    """
    if ref.startswith("-"):
        raise UsageError(f"{ref[:100]!r} is no revision")
    base = _git(root, "merge-base", ref, "HEAD")
    if base is None:
        raise UsageError(
            f"git finds no merge base of {ref[:100]!r} and HEAD; in CI, fetch the base branch with its history"
        )
    return _text(base)


def revision_of(root: Path, ref: str) -> str:
    """The full commit id that a revision names.

    Raises:
        UsageError: Git knows no such revision.
    """
    found = None if ref.startswith("-") else _git(root, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}")
    if found is None:
        advice = "; in CI, fetch it with its history" if ref else ""
        if commit_of(root) is None:
            advice = f", nor any commit of {root}: `git status` says why; edits are told from what was committed"
        raise UsageError(f"git knows no revision {ref[:100]!r}{advice}")
    return _text(found)


def last_commit(root: Path, path: str, revision: str | None = None) -> PromptCommit | None:
    """The commit since which a file is as it is at a revision; None: git has none, or it was edited since.

    Args:
        root: The project's folder.
        path: Relative to `root`.
        revision: A full commit id; None: the working file.
    """
    if revision is None and _git(root, "diff", "--quiet", "HEAD", "--", f"./{path}") is None:
        return None
    form = "--format=%H%x00%s%x00%an%x00%as"
    told = _git(root, "log", "-1", form, revision or "HEAD", "--", f"./{path}")
    parts = (told or b"").decode("utf-8", "replace").strip().split("\0")
    if len(parts) != 4:
        return None
    commit, title, author, day = parts
    return PromptCommit(id=commit, title=shortened(title, 120), author=shortened(author, 60), day=day)


def file_at(root: Path, revision: str, path: str) -> bytes | None:
    """A file's bytes at a revision; None when it holds no such file.

    Args:
        root: The project's folder, which need not be the repository's top.
        revision: A full commit id; nothing else holds a file.
        path: Relative to `root`.
    """
    if not _COMMIT.fullmatch(revision):  # git would take it for an option or a path
        return None
    return _git(root, "show", f"{revision}:./{path}")


def files_at(root: Path, revision: str, folder: str) -> Iterator[tuple[str, bytes]]:
    """The files in and below a folder at a revision: path in the folder, and bytes; links are left out."""
    listed = _git(root, "ls-tree", "-r", "-z", revision, "--", f"./{folder}/")
    for line in _text(listed or b"").split("\0"):
        about, _, path = line.partition("\t")
        if about.startswith("100") and (data := _git(root, "cat-file", "blob", about.split()[2])) is not None:
            yield path.removeprefix(f"{folder}/"), data


def is_committed(root: Path, path: Path) -> bool:
    """Whether git tracks a file of the project, so that it came with a commit; without git nothing did."""
    return bool(_git(root, "ls-files", "--", str(path)))


def origin_url(root: Path) -> str | None:
    """Where a repository was cloned from; None: nowhere that git knows, or there is none."""
    told = _git(root, "remote", "get-url", "origin")
    return None if told is None else _text(told)


def below_top(folder: Path) -> str:
    """A folder, which need not be there yet, from its repository's top; empty: it is the top, or there is none."""
    there = next(place for place in (folder.resolve(), *folder.resolve().parents) if place.is_dir())
    top = _git(there, "rev-parse", "--show-toplevel")
    return "" if top is None else folder.resolve().relative_to(_text(top)).as_posix().removeprefix(".")


def user_name(root: Path) -> str:
    """What git calls its user in this project; empty: nothing, or there is no git."""
    return (_git(root, "config", "user.name") or b"").decode("utf-8", "replace").strip()


def _git(root: Path, *words: str) -> bytes | None:
    try:
        command = ["git", "-C", str(root), "-c", "core.fsmonitor=false", *words]
        done = subprocess.run(command, env=_environment(), capture_output=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


def _environment() -> dict[str, str]:
    """What git needs of ours: no key or token is handed to a child."""
    return {name: value for name, value in os.environ.items() if name in _FOR_GIT or name.startswith("LC_")}


def _text(output: bytes) -> str:
    return output.decode().strip()
