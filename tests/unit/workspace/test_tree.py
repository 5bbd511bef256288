"""Files reached by descriptors: no link, no special file and no swap leads outside."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from audition.errors import WorkspaceError
from audition.text import DEEPEST_PATH
from audition.workspace.faults import ToolError, answered
from audition.workspace.folder import Workspace
from tests.unit.workspace.calling import answer, refusal

HIDDEN = "what only the host may read"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder of the host with a file that no trial may reach."""
    (tmp_path / "secret.txt").write_text(HIDDEN)
    return tmp_path


@pytest.fixture
def trapped(workspace: Workspace, outside: Path) -> Iterator[Workspace]:
    """A workspace with every kind of entry that could lead outside or hang a reader."""
    root = workspace.host_path
    (root / "link.txt").symlink_to(outside / "secret.txt")
    (root / "linked_folder").symlink_to(outside)
    (root / "dangling.txt").symlink_to(outside / "new.txt")
    os.link(outside / "secret.txt", root / "hard.txt")
    os.mkfifo(root / "pipe")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(root / "socket"))
        yield workspace


TRAPS = {
    "link.txt": "is a link",
    "linked_folder/secret.txt": "not a folder",
    "dangling.txt": "is a link",
    "hard.txt": "several names",
    "pipe": "not a regular file",
    "socket": "not a regular file",
    "data": "is a folder",
    "notes.md/x": "not a folder",
}


@pytest.mark.parametrize("path", TRAPS)
def test_reading_follows_no_link_and_opens_nothing_but_plain_files(trapped: Workspace, path: str) -> None:
    """The refusal says what the entry is, at once, and shows nothing of what it leads to."""
    said = refusal(trapped, "Read", file_path=path)

    assert TRAPS[path] in said
    assert HIDDEN not in said


@pytest.mark.parametrize("path", TRAPS)
def test_writing_changes_nothing_outside(trapped: Workspace, outside: Path, path: str) -> None:
    """Neither Write nor Edit goes through a link, and no file appears outside."""
    assert TRAPS[path] in refusal(trapped, "Write", file_path=path, content="owned")

    refusal(trapped, "Edit", file_path=path, old_string=HIDDEN, new_string="owned")

    assert [path.name for path in outside.iterdir()] == ["secret.txt"]
    assert (outside / "secret.txt").read_text() == HIDDEN


def test_searching_passes_by_what_leads_outside(trapped: Workspace) -> None:
    """Neither Grep nor Glob sees behind a link."""
    assert "No matches found" in answer(trapped, "Grep", pattern="only the host")
    assert answer(trapped, "Glob", pattern="**") == "data/accounts.csv\ndata/deep/er/plan.yaml\nnotes.md"


def test_a_folder_swapped_for_a_link_meanwhile_never_leaks(workspace: Workspace, outside: Path) -> None:
    """However names change between two steps of a walk, what is read lies in the workspace."""
    folder, link = workspace.host_path / "swapped", workspace.host_path / "spare"
    folder.mkdir()
    (folder / "secret.txt").write_text("mine")
    link.symlink_to(outside)
    done = threading.Event()

    def swap() -> None:
        aside = workspace.host_path / "aside"
        while not done.is_set():
            folder.rename(aside)
            link.rename(folder)
            folder.rename(link)
            aside.rename(folder)

    swapper = threading.Thread(target=swap)
    swapper.start()
    seen = set()
    try:
        for _ in range(3_000):
            try:
                seen.add(workspace.tree.read(("swapped", "secret.txt"), 100))
            except ToolError:
                seen.add(b"refused")
    finally:
        done.set()
        swapper.join()

    assert seen <= {b"mine", b"refused"}
    assert workspace.tree.read(("swapped", "secret.txt"), 100) == b"mine"


def test_a_file_that_grows_past_the_cap_is_refused(workspace: Workspace) -> None:
    """The cap holds for what is read, whatever the size was said to be."""
    with pytest.raises(ToolError, match="larger than 5 bytes"):
        workspace.tree.read(("notes.md",), 5)


def test_a_replaced_file_keeps_its_permissions(workspace: Workspace) -> None:
    """A script that was made executable stays so when its text changes."""
    script = workspace.host_path / "run.sh"
    script.write_text("echo 1\n")
    script.chmod(0o755)

    workspace.tree.replace(("run.sh",), b"echo 2\n")

    assert script.stat().st_mode & 0o777 == 0o755
    assert script.read_text() == "echo 2\n"


def test_a_refused_write_leaves_no_passing_file(workspace: Workspace) -> None:
    """The folder holds what it held before."""
    with pytest.raises(ToolError, match="is a folder"):
        workspace.tree.replace(("data",), b"x")

    assert sorted(entry.name for entry in workspace.host_path.iterdir()) == ["data", "notes.md"]


def test_a_walk_ends_at_the_depth_that_paths_end_at(workspace: Workspace) -> None:
    """A folder nested deeper than a path can be is met and said to be too deep, and not entered."""
    deep = workspace.host_path.joinpath(*["d"] * (DEEPEST_PATH + 3))
    deep.mkdir(parents=True)

    met = [found for found in workspace.tree.walk() if found.parts[0] == "d"]

    assert len(met) == DEEPEST_PATH
    assert [found.too_deep for found in met] == [False] * (DEEPEST_PATH - 1) + [True]


def test_faults_of_the_machine_are_not_answers_to_the_model() -> None:
    """A full disk is no tool error: the trial cannot go on."""
    with pytest.raises(WorkspaceError, match="No space left"), answered("plan.yaml"):
        raise OSError(28, "No space left on device")
