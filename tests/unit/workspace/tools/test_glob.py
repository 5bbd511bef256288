"""Glob: which paths match, and that no pattern takes long."""

from __future__ import annotations

import fnmatch

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from audition.workspace.caps import Caps
from audition.workspace.faults import ToolError
from audition.workspace.folder import Workspace
from audition.workspace.search.patterns import compile_glob
from tests.unit.workspace.calling import answer, refusal

PLAN, ACCOUNTS, NOTES = "data/deep/er/plan.yaml", "data/accounts.csv", "notes.md"


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("**/*", [ACCOUNTS, PLAN, NOTES]),
        ("**", [ACCOUNTS, PLAN, NOTES]),
        ("*", [NOTES]),
        ("./*", [NOTES]),
        ("/workspace/**/*.yaml", [PLAN]),
        ("**/*.yaml", [PLAN]),
        ("**/notes.md", [NOTES]),
        ("data/*", [ACCOUNTS]),
        ("data/**", [ACCOUNTS, PLAN]),
        ("data/**/*", [ACCOUNTS, PLAN]),
        ("data/**/**/**/plan.yaml", [PLAN]),
        ("**/er/*", [PLAN]),
        ("*/*/*/*", [PLAN]),
        ("**/*.{csv,md}", [ACCOUNTS, NOTES]),
        ("{data/**,notes}{/*.yaml,.md}", [PLAN, NOTES]),
        ("**/plan.y?ml", [PLAN]),
        ("**/[an]*", [ACCOUNTS, NOTES]),
        ("**/[!a-o]*", [PLAN]),
        ("**.md", [NOTES]),
        ("*.MD", []),
        ("data", []),
        ("no/**", []),
        ("{", []),
        ("}{", []),
        ("[", []),
    ],
)
def test_a_pattern_lists_the_files_it_matches_in_order(workspace: Workspace, pattern: str, expected: list[str]) -> None:
    """Files alone, by their paths from the workspace."""
    assert ("\n".join(expected) or "No files found") == answer(workspace, "Glob", pattern=pattern)


def test_path_is_where_the_pattern_starts(workspace: Workspace) -> None:
    """The listing still names paths from the workspace."""
    assert answer(workspace, "Glob", pattern="**/*.yaml", path="data/deep") == PLAN
    assert answer(workspace, "Glob", pattern="data/*", path="data") == "No files found"
    assert "is not a folder" in refusal(workspace, "Glob", pattern="*", path=NOTES)
    assert "does not exist" in refusal(workspace, "Glob", pattern="*", path="no")


@pytest.mark.parametrize("pattern", ["../*", "**/../*", "/etc/*", "/**", "~/*", "a\\*", "\ud800", "x" * 1_001, "[z-a]"])
def test_a_pattern_that_leads_outside_or_is_none_is_refused(workspace: Workspace, pattern: str) -> None:
    """The refusal shows nothing of the host."""
    refusal(workspace, "Glob", pattern=pattern)


@pytest.mark.parametrize(
    "pattern", ["/".join(["**"] * 300) + "/zz", "*a" * 400 + "z", "{a,b}" * 190 + "z", "{" * 300 + "}" * 300]
)
def test_a_pattern_made_to_explode_takes_linear_time(pattern: str) -> None:
    """Such patterns double their work with each piece in a backtracking matcher; here they end at once."""
    deep = "/".join("a" * 8 for _ in range(30))
    with Workspace.create({f"{deep}/{number}": "" for number in range(20)}) as workspace:
        assert answer(workspace, "Glob", pattern=pattern) == "No files found"


def test_a_search_out_of_time_gives_what_it_has_and_says_so() -> None:
    """The note asks for a narrower search."""
    with Workspace.create({"a": ""}, Caps(search_seconds=0)) as workspace:
        assert answer(workspace, "Glob", pattern="**") == "(stopped after 0 seconds: narrow the path)"


NAMES = st.text(st.sampled_from("ab.-"), min_size=1, max_size=6)


@given(pattern=st.text(st.sampled_from("ab-*?"), min_size=1, max_size=8), name=NAMES)
@example(pattern="**", name="a")
def test_within_a_name_it_agrees_with_fnmatch(pattern: str, name: str) -> None:
    """The standard library's matcher is the oracle for patterns of one name."""
    assert compile_glob(pattern).matches_whole(name) == fnmatch.fnmatchcase(name, pattern)


@given(st.text(st.sampled_from("ab/.-é +()|^$:\n"), min_size=1, max_size=30))
def test_a_pattern_without_wildcards_matches_itself_alone(pattern: str) -> None:
    """Nothing but the wildcards means anything, whatever it would mean in a regular expression."""
    try:
        compiled = compile_glob(pattern)
    except ToolError:
        return
    plain = pattern.removeprefix("./")
    assume(plain)

    assert compiled.matches_whole(plain)
    assert not compiled.matches_whole(f"{plain}x")
    assert not compiled.matches_whole(plain[1:])
