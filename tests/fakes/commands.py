"""The `audition` command in this process: most of a short command's time is starting Python and importing."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from audition.cli import main


def call(folder: Path, *words: str, env: Mapping[str, str], typed: str = "") -> subprocess.CompletedProcess[str]:
    """What the command says and how it ends, called in a folder with this environment and no other.

    Args:
        folder: Where it is called.
        words: What stands behind `audition`.
        env: The whole environment.
        typed: What stands on its standard input.
    """
    out, err = io.StringIO(), io.StringIO()
    with chdir(folder), _as_command(words, env, typed), redirect_stdout(out), redirect_stderr(err):
        try:
            main()
        except SystemExit as end:
            return subprocess.CompletedProcess(words, int(end.code or 0), out.getvalue(), err.getvalue())
    raise AssertionError(f"audition {' '.join(words)} did not exit")


@contextmanager
def _as_command(words: tuple[str, ...], env: Mapping[str, str], typed: str) -> Iterator[None]:
    outside, argv, stdin = dict(os.environ), sys.argv, sys.stdin
    os.environ.clear()
    os.environ.update(env)
    sys.argv, sys.stdin = ["audition", *words], io.StringIO(typed)
    try:
        yield
    finally:
        sys.argv, sys.stdin = argv, stdin
        os.environ.clear()
        os.environ.update(outside)
