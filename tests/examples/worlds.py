"""The projects in which the commands of README and docs are tried, each made once."""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import shutil
import subprocess
import sys
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import NamedTuple, Self

from audition.cli import main
from audition.usecases.init import init
from tests.examples.pages import ROOT
from tests.fakes.git import commit_all

_VARYING = (
    (re.compile(r"\d{8}-\d{6}-(?P<suite>[a-z-]+)-[0-9a-f]{4}"), r"RUN-\g<suite>"),
    (re.compile(r"\b\d{4}-(W\d\d|\d\d-\d\d)\b"), "DAY"),
    (re.compile(r"\b[0-9a-f]{12}\b"), "DIGEST"),
    (re.compile(r"\bin \d+\.\d+s\b"), "in SECONDS"),
    (re.compile(r"[=─-]{4,}"), "----"),
    (re.compile(r"[ \t]+"), " "),
)
"""What differs from run to run, and layout that depends on how wide the values are."""


class Said(NamedTuple):
    """What a command said, and how it ended."""

    text: str
    code: int


class World:
    """A project with a shell in it; the same command is run once."""

    def __init__(self, root: Path, api: str) -> None:
        self.root = root
        self._api = api
        self._done: dict[str, Said] = {}

    def run(self, command: str) -> Said:
        """What is said to a command; one that goes live meets the mock of the API, and no other has a key."""
        if command not in self._done:
            live = {"ANTHROPIC_API_KEY": "sk-ant-mock", "ANTHROPIC_BASE_URL": self._api}
            env = {**_environment(), **(live if "--live" in command else {})}
            call = _called if re.fullmatch(r"audition [^|<>;&]*", command) else _typed
            self._done[command] = call(command, self.root, env)
        return self._done[command]

    @classmethod
    def shipped(cls, folder: Path, api: str) -> Self:
        """What this repository ships, committed."""
        root = folder / "shipped"
        root.mkdir()
        for name in ("pyproject.toml", "Makefile"):
            shutil.copy(ROOT / name, root)
        for name in ("agents", "scenarios", "rubrics", "evals"):
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        commit_all(root)
        return cls(root, api)

    @classmethod
    def starter(cls, folder: Path, api: str) -> Self:
        """What `audition init` writes, committed."""
        root = folder / "starter"
        init(root)
        commit_all(root)
        return cls(root, api)

    @classmethod
    def empty(cls, folder: Path, api: str) -> Self:
        """An empty folder."""
        root = folder / "empty"
        root.mkdir()
        return cls(root, api)


def _called(command: str, root: Path, env: dict[str, str]) -> Said:
    """The command by its own entry point, in this process: most of a short command's time is starting Python."""
    said, outside, argv = io.StringIO(), dict(os.environ), sys.argv
    os.environ.clear()
    os.environ.update(env)
    sys.argv = shlex.split(command)
    try:
        with contextlib.chdir(root), redirect_stdout(said), redirect_stderr(said):
            main()
    except SystemExit as end:
        return Said(said.getvalue(), int(end.code or 0))
    finally:
        sys.argv = argv
        os.environ.clear()
        os.environ.update(outside)
    raise AssertionError(f"{command} did not exit")


def _typed(command: str, root: Path, env: dict[str, str]) -> Said:
    """The line in a shell."""
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=root,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=300,
        check=False,
    )
    return Said(done.stdout, done.returncode)


def _environment() -> dict[str, str]:
    """This process's, with the commands of its own installation first and nothing of CI, colours or a key."""
    gone = ("ANTHROPIC_", "GITHUB_", "PYTEST", "PY_COLORS", "FORCE_COLOR")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(gone)}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**kept, "PATH": path, "COLUMNS": "100", "PYTHONDONTWRITEBYTECODE": "1"}


def plain(text: str) -> str:
    """Output without what differs from run to run."""
    for pattern, instead in _VARYING:
        text = pattern.sub(instead, text)
    return text.strip()
