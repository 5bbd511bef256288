"""What a model may write for a path."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.workspace.faults import ToolError
from audition.workspace.paths import VIRTUAL_ROOT, parse_path, shown

PATH_PIECES = st.lists(
    st.sampled_from(["a", "..", ".", "", "~", "\\", "\0", "é", "a b", "workspace", "x" * 300]), max_size=40
)


@pytest.mark.parametrize(
    "text", ["a/b.txt", "./a/b.txt", "a//b.txt", "/workspace/a/b.txt", "/workspace//a/./b.txt", "a/b.txt/"]
)
def test_one_file_has_many_accepted_spellings(text: str) -> None:
    """Relative paths and absolute ones below the virtual root name the same place."""
    assert parse_path(text) == ("a", "b.txt")


@pytest.mark.parametrize("text", ["/workspace", "/workspace/", ".", "./"])
def test_the_root_is_the_empty_path(text: str) -> None:
    """The workspace itself has no names on the way."""
    assert parse_path(text) == ()


@pytest.mark.parametrize(
    "text", ["plan.yaml~", "a..b", "...", "résumé.md", "日本.txt", " leading", "a:b", "-rf", "x\u200b"]
)
def test_unusual_names_that_harm_nothing_are_accepted(text: str) -> None:
    """Only what could lead elsewhere or hide something is refused."""
    assert parse_path(text) == (text,)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("..", "'..'"),
        ("a/../b", "'..'"),
        ("/workspace/../etc/passwd", "'..'"),
        ("/etc/passwd", "outside"),
        ("/workspacex/a", "outside"),
        ("//workspace/a", "outside"),
        ("~/a", "~"),
        ("a\\b", "Backslashes"),
        ("a\0b", "control"),
        ("a\nb", "control"),
        ("a\x7f", "control"),
        ("a\x9b31m", "control"),
        ("a\ud800", "control"),
        ("x" * 256, "longer"),
        ("é" * 128, "longer"),
        ("x/" * 1000, "longer"),
        ("x/" * 33, "deeper"),
    ],
)
def test_a_path_that_could_lead_elsewhere_is_refused_with_a_reason(text: str, said: str) -> None:
    """The reason says what is wrong and repeats nothing of the host."""
    with pytest.raises(ToolError, match=said):
        parse_path(text)


@given(st.text() | PATH_PIECES.map("/".join) | PATH_PIECES.map(lambda pieces: "/".join([VIRTUAL_ROOT, *pieces])))
def test_whatever_is_accepted_stays_below_the_root(text: str) -> None:
    """Accepted parts are plain names, and spelling them out gives the same parts again."""
    try:
        parts = parse_path(text)
    except ToolError:
        return

    assert all(name not in ("", ".", "..") and "/" not in name for name in parts)
    assert parse_path(f"{VIRTUAL_ROOT}/{'/'.join(parts)}") == parts


def test_names_found_on_disk_are_shown_without_control_characters() -> None:
    """A line end or an undecodable byte in a name cannot pass for another line of a listing."""
    expected = r"a\x0ab/c\xff/é"

    assert expected == shown(("a\nb", "c\udcff", "é"))
