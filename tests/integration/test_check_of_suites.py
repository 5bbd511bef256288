"""`audition check` on what no file shows by itself: out of reach, in no suite, never recorded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from audition.usecases.init import init

PROMPT = "agents/release-notes/full.md"
SUITE = "scenarios/release-notes/suite.yaml"

Warned = Callable[[], list[str]]


@pytest.fixture
def started(tmp_path: Path) -> Path:
    """A folder with the starter in it."""
    init(tmp_path)
    return tmp_path


@pytest.fixture
def warned(started: Path, audition) -> Warned:
    """What `audition check` warns of there."""
    return lambda: [
        line.removeprefix("warning: ")
        for line in audition(started, "check").stdout.splitlines()
        if line.startswith("warning: ")
    ]


def change(root: Path, path: str, old: str, new: str) -> None:
    """One place of one file."""
    text = (root / path).read_text("utf-8")
    assert old in text
    (root / path).write_text(text.replace(old, new, 1), "utf-8")


def test_the_starter_is_beyond_doubt(warned):
    """Nothing is out of reach, unnamed or unrecorded."""
    assert warned() == []


def test_a_file_that_has_to_be_written_needs_a_tool_that_writes(started, warned):
    """Where the suite requires it; each variant is told by itself."""
    line = next(line for line in (started / PROMPT).read_text("utf-8").splitlines() if line.startswith("tools:"))
    change(started, PROMPT, line, "tools: Read")
    asked = [told for told in warned() if "has to be written" in told]
    change(started, SUITE, "required: [ending, file_written,", "required: [ending,")

    what = "release/v3-0/notes.yaml has to be written in breaking-change, and no tool granted writes; grant Write"
    assert asked == [f"{PROMPT}:4: {what}"]
    assert not [told for told in warned() if "has to be written" in told]


def test_a_file_that_lies_there_to_be_read_needs_a_tool_that_reads(started, warned):
    """Listing names is no reading."""
    line = next(line for line in (started / PROMPT).read_text("utf-8").splitlines() if line.startswith("tools:"))
    change(started, PROMPT, line, "tools: Write, Glob")

    what = (
        "release/v3-0/notes.schema.yaml lies there to be read in breaking-change, and no tool granted reads; grant Read"
    )
    assert [told for told in warned() if "no tool granted reads" in told] == [f"{PROMPT}:4: {what}, or say it outright"]


def test_a_check_that_fails_what_the_prompt_allows_is_told_with_both_places(started, warned):
    """A prompt that allows less than the check is no contradiction: its works pass."""
    change(started, PROMPT, "At most 120 words", "At most 200 words")
    (told,) = [told for told in warned() if "keep to the prompt" in told]
    change(started, PROMPT, "At most 200 words", "At most 60 words")

    what = f"says 200 here, and the check `length` wants at_most 120 ({SUITE}:30)"
    assert told == f"{PROMPT}:21: {what}: it fails works that keep to the prompt; say the same in both"
    assert not [told for told in warned() if "keep to the prompt" in told]


def test_an_agent_file_that_no_suite_names_is_told_once_a_folder(started, warned):
    """One that is named, by a link too, is played."""
    home = started / ".claude/agents"
    home.mkdir(parents=True)
    for name in ("b", "a", "c"):
        (home / f"{name}.md").write_text("---\nname: a\ndescription: A.\n---\nGreet.\n", "utf-8")

    what = "no suite names it, as 2 more in its folder: add it to the `variants` of one, or start one by"
    assert warned() == [f".claude/agents/a.md:1: {what} `audition init --from .claude/agents/a.md`"]


def test_labels_in_the_folder_of_no_agent_are_told(started, warned):
    """Two suites may have a rubric of one name, and `criteria` both."""
    kept = started / "evals/labels/criteria.jsonl"
    kept.parent.mkdir(parents=True)
    kept.touch()

    what = (
        "is not read: labels and calibrations lie in a folder of their agent; move it into evals/labels/release-notes/"
    )
    assert warned() == [f"evals/labels/criteria.jsonl:1: {what}"]


def test_a_variant_without_recordings_is_told_where_others_have_some(started, warned):
    """A replay would leave it out."""
    (started / "agents/release-notes/curt.md").write_bytes((started / PROMPT).read_bytes())
    change(started, SUITE, "# - release-notes/short", "- release-notes/curt")

    what = "release-notes/curt has no recording, and others have: a replay leaves it out"
    assert warned() == [f"{SUITE}:2: {what}; `audition run --live --record` records it"]
