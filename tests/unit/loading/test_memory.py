"""A memory file and its imports, as Claude Code resolves them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from audition.errors import DefinitionError, Locus
from audition.loading.memory import MOST_HOPS, imports_of, memory_of
from tests.unit.loading.written import PROJECT, SUITE, change, faults, load, write_project

SUITE_FILE = Locus(path="suite.yaml", line=3)


def told(files: Mapping[str, str | bytes], path: str = "CLAUDE.md") -> Mapping[str, str]:
    """What an agent is told of these files."""
    held = {name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()}
    return memory_of(path, held.get, SUITE_FILE)


def test_imports_follow_the_file_that_imports_them_each_once():
    """By their paths from that file; a circle ends."""
    files = {
        "CLAUDE.md": "See @docs/a.md and @README for all.\n",
        "docs/a.md": "@b.md @../CLAUDE.md",
        "docs/b.md": "B, see @./a.md",
        "README": "Read me.",
    }

    assert list(told(files)) == ["CLAUDE.md", "docs/a.md", "docs/b.md", "README"]


def test_imports_go_so_deep_and_no_deeper():
    """Five hops from the memory file."""
    files = {"CLAUDE.md": "@1.md", **{f"{step}.md": f"@{step + 1}.md" for step in range(1, MOST_HOPS + 3)}}

    assert list(told(files)) == ["CLAUDE.md", *(f"{step}.md" for step in range(1, MOST_HOPS + 1))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- @a.md", [("a.md", "a.md")]),
        ("@./a.md, then", [("./a.md,", "a.md,")]),
        ("`@a.md` and ``x `@b.md` ``", []),
        ("```\n@a.md\n```\n@b.md", [("b.md", "b.md")]),
        ("~~~\n@a.md\n", []),
        ("mail me@a.md", []),
        ("@a.md#part", [("a.md#part", "a.md")]),
        (r"@my\ notes.md", [(r"my\ notes.md", "my notes.md")]),
        ("@~/mine.md @/etc/x @../up.md", [("~/mine.md", ""), ("/etc/x", ""), ("../up.md", "")]),
        ("@@x @#y @(z)", []),
    ],
)
def test_an_import_is_a_path_behind_an_at_sign_outside_code(text, found):
    """What leads out of the project is known and has no place in it."""
    assert list(imports_of("CLAUDE.md", text)) == found


def test_comments_are_not_told_and_what_is_no_text_is_passed_over():
    """A comment in a line of its own is for people, and its imports are none."""
    files = {
        "CLAUDE.md": "A.\n<!-- for us: @b.md\n-->\nB <!-- c -->. @logo.png @gone.md\n",
        "b.md": "b",
        "logo.png": b"\xff",
    }

    assert told(files) == {"CLAUDE.md": "A.\nB <!-- c -->. @logo.png @gone.md"}


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "CLAUDE.md: there is no such text file"),
        (
            {"CLAUDE.md": "@a.md", "a.md": "x" * 300_000},
            "CLAUDE.md: with what it imports larger than 256 KiB",
        ),
    ],
)
def test_a_memory_file_that_is_not_there_or_too_large_is_refused(files, said):
    """At the place that names it."""
    with pytest.raises(DefinitionError) as raised:
        told(files)

    assert str(raised.value) == f"suite.yaml:3: $: {said}"


def test_a_suite_names_it_beside_a_variant(tmp_path: Path):
    """Through a link inside the project too; the same prompt without it is another variant."""
    write_project(tmp_path)
    (tmp_path / "AGENTS.md").write_text("Use tabs. @docs/style.md\n", "utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/style.md").write_text("Be brief.\n", "utf-8")
    (tmp_path / "CLAUDE.md").symlink_to("AGENTS.md")
    change(tmp_path, SUITE, "[clerk/terse]", "[clerk/terse, {variant: clerk/terse, claude_md: CLAUDE.md, as: told}]")
    plain, with_it = load(tmp_path).variants
    change(tmp_path, SUITE, "claude_md: CLAUDE.md", "claude_md: CLAUD.md")

    assert dict(with_it.settings.memory) == {"CLAUDE.md": "Use tabs. @docs/style.md", "docs/style.md": "Be brief."}
    assert plain.digest != with_it.digest
    assert faults(tmp_path) == ["scenarios/letters/suite.yaml:3: $.variants[1]: CLAUD.md: there is no such text file"]
    assert (tmp_path / PROJECT).exists()


@pytest.mark.parametrize(
    "text",
    ["<!--\n" * 20_000, "".join("`" * length + " @a.md " for length in range(1, 300)), "` `` " * 20_000, "@" * 90_000],
)
def test_a_memory_file_without_an_end_is_no_denial_of_service(text):
    """Comments and code that nothing closes; a run of backticks means something only with another as long."""
    assert "CLAUDE.md" in told({"CLAUDE.md": text})
