"""Write and Edit: what changes, and what is refused before anything does."""

from __future__ import annotations

import pytest

from audition.workspace.folder import Workspace
from tests.unit.workspace.calling import answer, refusal


def test_write_makes_the_file_and_its_folders(workspace: Workspace) -> None:
    """The answer counts UTF-8 bytes and names the path from the workspace."""
    said = answer(workspace, "Write", file_path="/workspace/out/final/plan.yaml", content="é: 1\n")

    assert said == "Wrote 6 bytes to out/final/plan.yaml"
    assert workspace.read_outcome()["out/final/plan.yaml"] == "é: 1\n"


def test_write_replaces_what_was_there(workspace: Workspace) -> None:
    """Shorter text leaves nothing of the longer one."""
    answer(workspace, "Write", file_path="notes.md", content="new")

    assert workspace.read_outcome()["notes.md"] == "new"


@pytest.mark.parametrize(("content", "said"), [("x" * (1024 * 1024 + 1), "1,048,577 bytes"), ("\ud800", "surrogates")])
def test_text_that_cannot_be_a_file_here_is_not_written(workspace: Workspace, content: str, said: str) -> None:
    """Too long or not encodable: refused, and no folder is made."""
    assert said in refusal(workspace, "Write", file_path="new/a", content=content)
    assert not (workspace.host_path / "new").exists()


@pytest.mark.parametrize("path", ["notes.md/x", "data", ".", "../x", "/etc/x", "a\nb"])
def test_write_refuses_places_that_are_no_file_of_the_workspace(workspace: Workspace, path: str) -> None:
    """Below a file, a folder, outside, or no path."""
    before = workspace.read_outcome()

    refusal(workspace, "Write", file_path=path, content="x")

    assert before == workspace.read_outcome()


def test_edit_replaces_the_one_place(workspace: Workspace) -> None:
    """The rest of the text is untouched."""
    said = answer(workspace, "Edit", file_path="notes.md", old_string="second\n", new_string="2\n")

    assert said == "Replaced 1 occurrence in notes.md"
    assert workspace.read_outcome()["notes.md"] == "first\n2\nthird\n"


def test_edit_replaces_every_place_when_told(workspace: Workspace) -> None:
    """And says how many they were."""
    said = answer(workspace, "Edit", file_path="notes.md", old_string="ir", new_string="IR", replace_all=True)

    assert said == "Replaced 2 occurrences in notes.md"
    assert workspace.read_outcome()["notes.md"] == "fIRst\nsecond\nthIRd\n"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("ir", "IR", "occurs 2 times in notes.md"),
        ("absent", "x", "does not occur in notes.md"),
        ("first", "first", "the same"),
        ("", "x", "old_string is empty"),
        ("\ud800", "x", "does not occur"),
        ("first", "\ud800", "surrogates"),
    ],
)
def test_an_edit_that_is_not_plain_changes_nothing(workspace: Workspace, old: str, new: str, said: str) -> None:
    """The refusal says what to do about it."""
    assert said in refusal(workspace, "Edit", file_path="notes.md", old_string=old, new_string=new)
    assert workspace.read_outcome()["notes.md"] == "first\nsecond\nthird\n"


def test_an_edit_that_would_grow_beyond_bounds_is_refused_before_it_is_made() -> None:
    """A short text for each of many characters could fill the memory: the size is known before the text is."""
    with Workspace.create({"a": "a" * 500_000}) as workspace:
        said = refusal(workspace, "Edit", file_path="a", old_string="a", new_string="b" * 1_000_000, replace_all=True)

    assert said == "a would become larger than 1,048,576 bytes."
