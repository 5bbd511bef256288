"""MultiEdit and LS, which Claude Code had once, work in the workspace."""

from __future__ import annotations

from audition.workspace.folder import Workspace
from tests.unit.workspace.calling import call


def test_several_edits_are_made_one_after_the_other(workspace: Workspace) -> None:
    """A later one meets what an earlier one left."""
    workspace.write_text(("a.md",), "one two")
    edits = [{"old_string": "one", "new_string": "two"}, {"old_string": "two", "new_string": "x", "replace_all": True}]

    assert call(workspace, "MultiEdit", {"file_path": "a.md", "edits": edits}).text == "Made 2 edits in a.md"
    assert workspace.read_text(("a.md",), 100) == "x x"


def test_where_one_edit_fails_none_is_made(workspace: Workspace) -> None:
    """And the failing one is named."""
    workspace.write_text(("a.md",), "one two")
    edits = [{"old_string": "one", "new_string": "1"}, {"old_string": "three", "new_string": "3"}]
    result = call(workspace, "MultiEdit", {"file_path": "a.md", "edits": edits})

    assert result.is_error
    assert "Nothing was changed: edit 2 of 2: old_string does not occur in a.md" in result.text
    assert workspace.read_text(("a.md",), 100) == "one two"


def test_a_folder_is_listed_with_its_folders_marked(workspace: Workspace) -> None:
    """Only what lies in it itself, without what is to be left out."""
    for path in (("b", "deep.md"), ("b", "c", "deeper.md"), ("z.log",)):
        workspace.write_text(path, "x")

    assert "b/" in call(workspace, "LS", {"path": "."}).text.splitlines()
    assert call(workspace, "LS", {"path": "b"}).text.splitlines() == ["c/", "deep.md"]
    assert "z.log" not in call(workspace, "LS", {"path": "/workspace", "ignore": ["*.log"]}).text
    assert call(workspace, "LS", {"path": "z.log"}).is_error
