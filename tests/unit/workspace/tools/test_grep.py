"""Grep: modes, windows and bounds."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.workspace.caps import Caps
from audition.workspace.faults import ToolError
from audition.workspace.folder import Workspace
from audition.workspace.search.patterns import compile_regex
from tests.unit.workspace.calling import answer, refusal

TEXT = "one\nTwo two\n\nthree\nfour\nfive two\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({}, ["a.txt:2: Two two", "a.txt:6: five two", "b/c.md:1: two"]),
        ({"output_mode": "content"}, ["a.txt:2: Two two", "a.txt:6: five two", "b/c.md:1: two"]),
        ({"output_mode": "files_with_matches"}, ["a.txt", "b/c.md"]),
        ({"output_mode": "count"}, ["a.txt:2", "b/c.md:1"]),
        ({"-n": False}, ["a.txt: Two two", "a.txt: five two", "b/c.md: two"]),
        ({"-i": True, "-o": True}, ["a.txt:2: Two", "a.txt:2: two", "a.txt:6: two", "b/c.md:1: two"]),
        ({"path": "b"}, ["b/c.md:1: two"]),
        ({"path": "a.txt", "output_mode": "count"}, ["a.txt:2"]),
        ({"path": "a.txt", "glob": "*.md"}, ["No matches found"]),
        ({"glob": "*.md"}, ["b/c.md:1: two"]),
        ({"glob": "!*.md", "output_mode": "files_with_matches"}, ["a.txt"]),
        ({"glob": "b/*"}, ["b/c.md:1: two"]),
        ({"glob": "b/*", "path": "b"}, ["No matches found"]),
        ({"type": "md"}, ["b/c.md:1: two"]),
        ({"type": "py"}, ["No matches found"]),
        ({"-A": 1}, ["a.txt:2: Two two", "a.txt-3- ", "--", "a.txt:6: five two", "b/c.md:1: two"]),
        ({"-B": 1, "path": "a.txt"}, ["a.txt-1- one", "a.txt:2: Two two", "--", "a.txt-5- four", "a.txt:6: five two"]),
        (
            {"-C": 2, "path": "a.txt"},
            ["a.txt-1- one", "a.txt:2: Two two", "a.txt-3- ", "a.txt-4- three", "a.txt-5- four", "a.txt:6: five two"],
        ),
        ({"context": 1, "-B": 0, "path": "b"}, ["b/c.md:1: two"]),
        ({"head_limit": 1}, ["a.txt:2: Two two", "(more follows: continue with offset 1, or raise head_limit)"]),
        ({"head_limit": 2, "offset": 1}, ["a.txt:6: five two", "b/c.md:1: two"]),
        ({"head_limit": 0}, ["a.txt:2: Two two", "a.txt:6: five two", "b/c.md:1: two"]),
        ({"offset": 3}, ["No matches found"]),
    ],
)
def test_each_input_field_does_what_its_name_says(arguments: dict[str, Any], expected: list[str]) -> None:
    """All of them on the same two files and the same pattern."""
    with Workspace.create({"a.txt": TEXT, "b/c.md": "two"}) as workspace:
        assert "\n".join(expected) == answer(workspace, "Grep", pattern="two", **arguments)


@pytest.mark.parametrize(
    ("pattern", "arguments", "expected"),
    [
        ("^t", {}, ["a.txt:4: three"]),
        ("three.four", {}, ["No matches found"]),
        ("three.four", {"multiline": True}, ["a.txt:4: three", "a.txt:5: four"]),
        ("^three$", {"multiline": True}, ["a.txt:4: three"]),
        ("e\\nf", {"multiline": True, "-o": True}, ["a.txt:4: e\nf"]),
        ("e\\nf", {"multiline": True, "output_mode": "count"}, ["a.txt:2"]),
        ("^$", {}, ["a.txt:3: "]),
        ("x*", {"output_mode": "count"}, ["a.txt:6"]),
    ],
)
def test_lines_are_searched_one_by_one_unless_multiline(
    pattern: str, arguments: dict[str, Any], expected: list[str]
) -> None:
    """Anchors are those of lines either way."""
    with Workspace.create({"a.txt": TEXT}) as workspace:
        assert "\n".join(expected) == answer(workspace, "Grep", pattern=pattern, **arguments)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"pattern": "("}, "missing )"),
        ({"pattern": r"(a)\1"}, "RE2"),
        ({"pattern": "(?=a)"}, "RE2"),
        ({"pattern": "x" * 1_001}, "longer"),
        ({"pattern": r"\pL{1000}"}, "too large"),
        ({"pattern": "\ud800"}, "surrogates"),
        ({"pattern": "a", "path": "../x"}, "'..'"),
        ({"pattern": "a", "path": "no"}, "does not exist"),
        ({"pattern": "a", "glob": "../*"}, "'..'"),
        ({"pattern": "a", "type": "exe"}, "type is one of"),
        ({"pattern": "a", "-A": -1}, "-A is a number"),
        ({"pattern": "a", "head_limit": float("inf")}, "head_limit is a number"),
        ({"pattern": "a", "offset": float("nan")}, "offset is a number"),
        ({"pattern": "a", "-C": 10**400}, "-C is a number"),
    ],
)
def test_an_input_that_means_nothing_is_refused_with_a_reason(
    workspace: Workspace, arguments: dict[str, Any], said: str
) -> None:
    """No matter how it is wrong, the call ends in an answer."""
    assert said in refusal(workspace, "Grep", **arguments)


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "(x+x+)+y", "(a?){50}a{50}b", "([a-zA-Z]+)*!"])
@pytest.mark.parametrize("multiline", [False, True])
def test_patterns_that_explode_elsewhere_end_at_once(pattern: str, multiline: bool) -> None:
    """A backtracking engine would need longer than the universe is old for this line."""
    with Workspace.create({"a": "a" * 10_000 + "?"}) as workspace:
        assert answer(workspace, "Grep", pattern=pattern, multiline=multiline) == "No matches found"


@pytest.mark.parametrize("multiline", [False, True])
def test_a_pattern_too_large_for_a_text_is_not_tried_on_it(multiline: bool) -> None:
    """Linear time still multiplies pattern by text: the product is bounded, and what was passed over is said."""
    with Workspace.create({"a": "a" * 300_000}) as workspace:
        said = answer(workspace, "Grep", pattern="(a?){900}a{900}b", multiline=multiline)

    assert said == "No matches found\n(1 texts too long for so large a pattern: simplify it)"


def test_files_that_are_no_searchable_text_are_counted(workspace: Workspace) -> None:
    """Binary files, large files and links are passed over, and the answer says so."""
    (workspace.host_path / "binary").write_bytes(b"first\xff")
    (workspace.host_path / "large").write_bytes(b"first\n" * 200_000)
    (workspace.host_path / "link").symlink_to("/etc/passwd")

    expected = "notes.md:1: first\n(3 files not searched: links, no UTF-8 text, or over 1,048,576 bytes)"

    assert expected == answer(workspace, "Grep", pattern="first|root")


def test_a_search_out_of_time_gives_what_it_has_and_says_so() -> None:
    """The note asks for a narrower search."""
    with Workspace.create({"a": "text"}, Caps(search_seconds=0)) as workspace:
        said = answer(workspace, "Grep", pattern="text")

    assert said == "No matches found\n(stopped after 0 seconds: narrow the path or simplify the pattern)"


def test_long_lines_and_long_listings_are_cut_visibly() -> None:
    """A line shows its beginning and its length, a listing how to go on."""
    with Workspace.create({"a": "x" * 5_000 + "\n", "b": "x\n" * 300}) as workspace:
        lines = answer(workspace, "Grep", pattern="x").split("\n")

    assert lines[0] == f"a:1: {'x' * 1_000}… (5,000 characters)"
    assert lines[-1] == "(more follows: continue with offset 250, or raise head_limit)"
    assert len(lines) == 251


def test_context_around_every_line_is_laid_out_once() -> None:
    """Each line is printed once whatever the context asked for: lines times context would not end before the trial."""
    with Workspace.create({"a": "x\n" * 100_000}) as workspace:
        lines = answer(workspace, "Grep", pattern="x", **{"-C": 1_000_000}).split("\n")

    assert lines[:2] == ["a:1: x", "a:2: x"]
    assert len(lines) == 251


@given(st.text(max_size=30) | st.text(st.sampled_from(r"ab()[]{}*+?|^$.\d1,-"), max_size=30))
def test_any_text_is_a_pattern_or_a_refusal(pattern: str) -> None:
    """Nothing a model writes breaks the compilation or a search."""
    try:
        regex = compile_regex(pattern)
    except ToolError:
        return

    assert all(0 <= start <= end <= 5 for start, end in regex.spans(b"a1\xc3\xa9b"))
