"""What killed processes left is removed at the next start, and only that."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from audition.workspace.leftovers import hold, remove_leftovers

LIVES = """
import os, sys, tempfile
tempfile.tempdir = sys.argv[1]
from audition.workspace.folder import Workspace
with Workspace.create({"a/b.txt": "x"}) as workspace:
    (workspace.host_path / "shut").mkdir(mode=0)
    print(workspace.host_path.parent, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def start(tmp_path: Path):
    """Starts a process that lives in a workspace; gives it and the folder around the workspace."""
    begun = []

    def begin() -> tuple[subprocess.Popen[str], Path]:
        process = subprocess.Popen(
            [sys.executable, "-c", LIVES, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        begun.append(process)
        assert process.stdout is not None
        return process, Path(process.stdout.readline().strip())

    yield begin
    for process in begun:
        process.kill()
        process.communicate()


def test_the_workspace_of_a_killed_process_is_removed_and_that_of_a_living_one_stays(tmp_path: Path, start):
    """A kill cannot tidy up; whoever starts next does."""
    dead, left = start()
    dead.kill()
    dead.wait()
    _, lived_in = start()

    assert not left.exists(), "the next process that made a workspace has removed it"
    remove_leftovers(tmp_path)
    assert (lived_in / "workspace" / "a" / "b.txt").read_text() == "x"


def test_what_only_looks_like_a_workspace_stays(tmp_path: Path):
    """A folder that is being made, one with other things in it, a file, a link and what it names."""
    (tmp_path / "audition-new").mkdir()
    (tmp_path / "audition-notes" / "workspace").mkdir(parents=True)
    (tmp_path / "audition-notes" / "more").touch()
    (tmp_path / "audition-file").touch()
    (tmp_path / "elsewhere" / "workspace").mkdir(parents=True)
    (tmp_path / "audition-link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "audition-odd").mkdir()
    (tmp_path / "audition-odd" / "workspace").symlink_to(tmp_path / "elsewhere")
    before = sorted(tmp_path.rglob("*"))

    remove_leftovers(tmp_path)

    assert sorted(tmp_path.rglob("*")) == before


def test_a_folder_is_held_as_long_as_its_descriptor_is_open(tmp_path: Path):
    """The mark needs no file and no process id, which another process may get."""
    import os

    held = tmp_path / "audition-held"
    held.mkdir()
    descriptor = hold(held)
    (held / "workspace").mkdir()

    remove_leftovers(tmp_path)
    assert held.exists()

    os.close(descriptor)
    remove_leftovers(tmp_path)
    assert not held.exists()
