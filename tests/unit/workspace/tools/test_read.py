"""Read: numbered lines, pages of long files, refusals."""

from __future__ import annotations

import pytest

from audition.workspace.caps import Caps
from audition.workspace.folder import Workspace
from tests.unit.workspace.calling import answer, refusal


def test_lines_are_numbered_from_one(workspace: Workspace) -> None:
    """Six columns and a tab, no line end after the last line."""
    expected = "     1\tfirst\n     2\tsecond\n     3\tthird"

    assert expected == answer(workspace, "Read", file_path="notes.md")
    assert expected == answer(workspace, "Read", file_path="/workspace/notes.md", allow_large=True)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ({"offset": 2}, "     2\tsecond\n     3\tthird"),
        ({"offset": 2, "limit": 1}, "     2\tsecond"),
        ({"offset": 0, "limit": 1}, "     1\tfirst"),
        ({"limit": 9007199254740991}, "     1\tfirst\n     2\tsecond\n     3\tthird"),
    ],
)
def test_offset_and_limit_choose_lines(workspace: Workspace, window: dict[str, int], expected: str) -> None:
    """Offset is the first line's number; zero means one."""
    assert expected == answer(workspace, "Read", file_path="notes.md", **window)


def test_an_offset_past_the_end_says_where_the_end_is(workspace: Workspace) -> None:
    """The model learns how many lines there are."""
    assert (
        refusal(workspace, "Read", file_path="notes.md", offset=4) == "notes.md has 3 lines; offset 4 is past its end."
    )


def test_only_line_feeds_end_lines() -> None:
    """Other separators are part of the text, so that Edit finds what Read showed."""
    with Workspace.create({"a": "x\u2028y\r\nz\x0c\n\n"}) as workspace:
        assert answer(workspace, "Read", file_path="a") == "     1\tx\u2028y\r\n     2\tz\x0c\n     3\t"


def test_an_empty_file_says_so() -> None:
    """An empty answer would look like a fault."""
    with Workspace.create({"a": ""}) as workspace:
        assert answer(workspace, "Read", file_path="a") == "(a is empty)"


def test_a_long_file_comes_in_pages_of_whole_lines() -> None:
    """The last line says how to go on, and going on loses and repeats nothing."""
    lines = [f"line {number} " + "x" * 100 for number in range(1, 1_001)]
    with Workspace.create({"long": "\n".join(lines)}) as workspace:
        shown: list[str] = []
        while len(shown) < len(lines):
            text = answer(workspace, "Read", file_path="long", offset=len(shown) + 1)

            assert len(text) <= workspace.caps.result_chars
            shown += [line.split("\t", 1)[1] for line in text.split("\n") if "\t" in line]
        assert "lines shown: continue with offset" in answer(workspace, "Read", file_path="long")

    assert lines == shown


def test_one_line_longer_than_a_result_is_cut_and_said_to_be() -> None:
    """The model learns the line's whole length."""
    with Workspace.create({"long": "x" * 40_000}) as workspace:
        text = answer(workspace, "Read", file_path="long")

    assert text.endswith("x\n(line 1 is cut: it has 40,000 characters)")


def test_what_read_cannot_show_is_refused_with_a_reason(workspace: Workspace) -> None:
    """Missing, binary, too large, PDF pages."""
    (workspace.host_path / "binary").write_bytes(b"\x89PNG\xff")
    (workspace.host_path / "large").write_bytes(b"x" * (256 * 1024 + 1))

    assert refusal(workspace, "Read", file_path="no.md") == "no.md does not exist."
    assert refusal(workspace, "Read", file_path="binary") == "binary is not UTF-8 text (5 bytes)."
    assert refusal(workspace, "Read", file_path="large", allow_large=True) == "large is larger than 262,144 bytes."
    assert "pages cannot be chosen here" in refusal(workspace, "Read", file_path="notes.md", pages="1-2")
    assert "itself, a folder" in refusal(workspace, "Read", file_path="/workspace")


def test_a_file_at_the_cap_is_read() -> None:
    """The cap is the largest size that passes."""
    with Workspace.create({"a": "x" * 10}, Caps(read_bytes=10)) as workspace:
        assert answer(workspace, "Read", file_path="a") == f"     1\t{'x' * 10}"
