"""The life of a workspace: made, filled, read at the end, removed."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from pathlib import Path

import pytest

from audition.errors import WorkspaceError
from audition.records.outcome import OpaqueFile
from audition.workspace.caps import Caps
from audition.workspace.folder import Workspace
from tests.unit.workspace.calling import refusal
from tests.unit.workspace.conftest import INPUTS


def test_a_fresh_workspace_holds_exactly_the_inputs(workspace: Workspace) -> None:
    """What was put in comes out, byte for byte."""
    assert workspace.read_outcome() == INPUTS


def test_the_block_s_end_removes_everything() -> None:
    """Nothing of the workspace is left in the temporary folder."""
    with Workspace.create(INPUTS) as workspace:
        enclosing = workspace.host_path.parent

        assert enclosing.is_dir()

    assert not enclosing.exists()


def test_the_machine_s_other_users_are_kept_out(workspace: Workspace) -> None:
    """The folder around the workspace shuts others out even where the trial opens the workspace itself."""
    enclosing = workspace.host_path.parent.stat()

    assert enclosing.st_uid == os.geteuid()
    assert stat.S_IMODE(enclosing.st_mode) & 0o067 == 0


@pytest.mark.parametrize("path", ["../x", "/etc/x", "a\0b", "x" * 300, ""])
def test_an_input_that_would_lie_outside_is_a_fault(path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written and nothing is left."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    with pytest.raises(WorkspaceError, match="cannot be put into a workspace"):
        Workspace.create({"fine.txt": "", path: "text"})

    assert list(tmp_path.iterdir()) == []


def test_a_temporary_folder_in_a_repository_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git and pytest would find what a trial leaves there; the message says what to do."""
    (tmp_path / ".git").mkdir()
    inner = tmp_path / "tmp"
    inner.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(inner))

    with pytest.raises(WorkspaceError, match="set TMPDIR"):
        Workspace.create({})


def test_removal_reaches_any_depth_and_any_permission_and_follows_no_link(tmp_path: Path) -> None:
    """Neither depth nor locked folders keep anything back, and what a link points to stays."""
    kept = tmp_path / "kept.txt"
    kept.write_text("kept")
    with Workspace.create({"locked/a.txt": "", "locked/in/b.txt": ""}) as workspace:
        enclosing = workspace.host_path.parent
        folder_fd = os.dup(workspace.root_fd)
        for _ in range(1_100):
            os.mkdir("d", dir_fd=folder_fd)
            inner_fd = os.open("d", os.O_RDONLY, dir_fd=folder_fd)
            os.close(folder_fd)
            folder_fd = inner_fd
        os.symlink(tmp_path, "out", dir_fd=folder_fd)
        os.close(folder_fd)
        (workspace.host_path / "locked/in").chmod(0)
        (workspace.host_path / "locked").chmod(0)
        workspace.host_path.chmod(0)

    assert not enclosing.exists()
    assert kept.read_text() == "kept"


def test_closing_twice_harms_nothing() -> None:
    """The second call finds nothing to do, and a closed workspace is not made again."""
    workspace = Workspace.create({})
    folder = workspace.host_path
    workspace.close()

    workspace.close()

    assert not folder.exists()
    with pytest.raises(WorkspaceError, match="closed"):
        workspace.host_path.exists()


def test_a_workspace_that_nothing_reaches_for_is_never_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A trial without tool calls leaves its inputs as its outcome, in the order of a walk, and touches no disk."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    inputs = {"b/x.txt": "2", "b.txt": "3", "a.txt": "1"}
    with Workspace.create(inputs) as workspace:
        untouched = workspace.read_outcome()
        nothing = list(tmp_path.iterdir())
        workspace.tree.kind(("b",))
        touched = workspace.read_outcome()

    assert nothing == []
    assert (
        list(touched.items()) == list(untouched.items()) == sorted(inputs.items(), key=lambda item: item[0].split("/"))
    )


@pytest.mark.parametrize("caps", [Caps(total_bytes=5), Caps(entries=2), Caps(write_bytes=3)])
def test_inputs_beyond_the_caps_are_a_fault(caps: Caps) -> None:
    """A workspace does not start out fuller than a trial may make it."""
    with pytest.raises(WorkspaceError, match="cannot be put into a workspace"):
        Workspace.create({"a/b": "1234", "c": "12"}, caps)


def test_what_is_no_text_is_recorded_as_what_it_is(tmp_path: Path) -> None:
    """Binary and large files by size and digest; links, locked and special files as such, never followed."""
    caps = Caps(write_bytes=1_000)
    with Workspace.create({"text.txt": "é\0"}, caps) as workspace:
        root = workspace.host_path
        (root / "binary").write_bytes(b"\xff\xfe")
        (root / "large").write_bytes(b"x" * 1_001)
        (root / "link").symlink_to(tmp_path)
        (root / "one").write_text("same")
        os.link(root / "one", root / "two")
        os.mkfifo(root / "pipe")
        (root / "locked").mkdir()
        (root / "locked/in.txt").write_text("found")
        (root / "locked/in.txt").chmod(0)
        (root / "locked").chmod(0)

        outcome = workspace.read_outcome()

    expected = {
        "binary": OpaqueFile(kind="binary", bytes=2, sha256=hashlib.sha256(b"\xff\xfe").hexdigest()),
        "large": OpaqueFile(kind="large", bytes=1_001, sha256=hashlib.sha256(b"x" * 1_001).hexdigest()),
        "link": OpaqueFile(kind="link", bytes=len(str(tmp_path))),
        "locked/in.txt": OpaqueFile(kind="locked", bytes=5),
        "one": OpaqueFile(kind="linked", bytes=4),
        "pipe": OpaqueFile(kind="special", bytes=0),
        "text.txt": "é\0",
        "two": OpaqueFile(kind="linked", bytes=4),
    }

    assert expected == outcome


def test_a_large_outcome_is_kept_up_to_the_caps() -> None:
    """Text beyond the room and files beyond the count are recorded by their size."""
    with Workspace.create({}, Caps(total_bytes=10, entries=3)) as workspace:
        for name in "abcde":
            (workspace.host_path / name).write_text("12345678")

        outcome = workspace.read_outcome()

    digest = hashlib.sha256(b"12345678").hexdigest()
    kept, counted = OpaqueFile(kind="large", bytes=8, sha256=digest), OpaqueFile(kind="large", bytes=8)

    assert outcome == {"a": "12345678", "b": kept, "c": kept, "d": counted, "e": counted}


def test_folders_too_deep_to_read_show_in_the_outcome(workspace: Workspace) -> None:
    """What lies below cannot be kept, but it cannot be hidden either."""
    workspace.host_path.joinpath(*["d"] * 40).mkdir(parents=True)

    assert workspace.read_outcome()["/".join(["d"] * 32)].kind == "special"


@pytest.mark.parametrize(
    ("caps", "said"),
    [
        (Caps(entries=6), "full"),
        (Caps(total_bytes=100), "100 bytes"),
        (Caps(write_bytes=100), "100"),
    ],
)
def test_a_full_workspace_takes_no_more(caps: Caps, said: str) -> None:
    """The refusal says which cap was met, and nothing is written."""
    with Workspace.create(INPUTS, caps) as workspace:
        assert said in refusal(workspace, "Write", file_path="new.txt", content="x" * 101)
        assert workspace.read_outcome() == INPUTS


def test_a_folder_that_hides_its_content_counts_as_excess(workspace: Workspace) -> None:
    """What cannot be counted cannot be allowed to grow."""
    (workspace.host_path / "data").chmod(0o300)

    assert "permissions" in refusal(workspace, "Write", file_path="new.txt", content="")


def test_recorded_changes_are_made_again(workspace: Workspace) -> None:
    """Files get their text or go, as a command left them then."""
    workspace.apply({"new/made.txt": "made", "notes.md": None, "none.txt": None, "data/accounts.csv": "name\n"})

    expected = {
        "new/made.txt": "made",
        "data/accounts.csv": "name\n",
        "data/deep/er/plan.yaml": INPUTS["data/deep/er/plan.yaml"],
    }

    assert expected == workspace.read_outcome()


@pytest.mark.parametrize("changes", [{"../x": "text"}, {"data": None}, {"data": "text"}, {"/etc/x": None}])
def test_a_recorded_change_that_cannot_be_made_is_a_fault(workspace: Workspace, changes: dict[str, str | None]) -> None:
    """A recording cannot lead out of the workspace either."""
    with pytest.raises(WorkspaceError, match="cannot be made"):
        workspace.apply(changes)

    assert workspace.read_outcome() == INPUTS
