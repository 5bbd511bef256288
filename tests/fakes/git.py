"""Scratch git repositories."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_ALONE = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
_NAME = ("-c", "user.name=Someone", "-c", "user.email=someone@example.org", "-c", "init.defaultBranch=main")


def git(root: Path, *words: str) -> str:
    """What a git command says, whatever this machine's settings are."""
    done = subprocess.run(
        ["git", "-C", str(root), *_NAME, *words],
        env={**os.environ, **_ALONE},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def commit_all(root: Path, intent: str = "As it stands") -> str:
    """Commit everything in a folder, which becomes a repository when it is none yet; gives the commit's id."""
    if not (root / ".git").exists():
        git(root, "init", "--quiet")
        (root / ".git/info/exclude").write_text("reports/\n", "utf-8")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", intent)
    return git(root, "rev-parse", "HEAD")
