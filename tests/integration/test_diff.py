from __future__ import annotations

from pathlib import Path

import pytest

from tests.fakes.desk import desk, shown
from tests.fakes.git import commit_all

REVIEWER = ".claude/agents/reviewer.md"


@pytest.fixture
def told(tmp_path: Path) -> Path:
    """A reviewer that is told the project's memory file, which imports two others; all committed."""
    suite = {"variants": [REVIEWER, {"variant": REVIEWER, "claude_md": "CLAUDE.md", "as": "told"}]}
    root = desk(tmp_path, {**suite, "model": "small", "request": "Hello."})
    (root / "agents/helper/plain.md").unlink()
    files = {
        REVIEWER: "---\nname: reviewer\ndescription: Reviews.\ntools: Read\n---\nBe kind.\n",
        "CLAUDE.md": "# Project\n\nUse tabs.\n\n@docs/style.md\n@docs/tests.md\n",
        "docs/style.md": "# Style\n\nBe brief.\n",
        "docs/tests.md": "# Tests\n\nWrite some.\n",
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    commit_all(root)
    return root


def edit(root: Path) -> None:
    """One more word in an import, and one import less."""
    (root / "docs/style.md").write_text("# Style\n\nBe brief and kind.\n", "utf-8")
    (root / "CLAUDE.md").write_text("# Project\n\nUse tabs.\n\n@docs/style.md\n", "utf-8")


def prompt(harbour, old: str, new: str = "") -> None:
    """Another brisk prompt."""
    path = harbour / "agents/berthing/brisk.md"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def test_a_prompt_is_shown_against_its_own_past(harbour, audition):
    """By section and word, without a suite, a run or a cent."""
    commit_all(harbour)
    prompt(harbour, "- Day -14: Ask for papers, book the pilot", "- Day -14: Ask for papers")
    done = audition(harbour, "diff", "brisk@HEAD", "brisk")

    assert done.returncode == 0
    assert "berthing/brisk@HEAD → berthing/brisk: 1 section changed" in done.stdout
    assert "Day -14: Ask for papers[-, book the pilot-]" in done.stdout
    assert "\x1b" not in done.stdout


def test_two_variants_are_shown_as_markdown(harbour, audition):
    """For the comment of a pull request."""
    done = audition(harbour, "diff", "brisk", "thorough", "--format", "md")

    assert done.returncode == 0
    assert "tools: Read, Glob, Write<del>, TodoWrite</del>" in done.stdout


def test_a_name_that_fits_no_file_is_wrong_usage(harbour, audition):
    """With the nearest one."""
    done = audition(harbour, "diff", "brsk", "thorough")

    assert (done.returncode, done.stdout) == (2, "")
    assert "did you mean `brisk`?" in done.stderr


def test_a_file_that_only_the_past_holds_can_be_shown(harbour, audition):
    """By its whole id."""
    commit_all(harbour)
    (harbour / "agents/berthing/thorough.md").unlink()
    done = audition(harbour, "diff", "berthing/thorough@HEAD", "brisk")

    assert done.returncode == 0
    assert "sections changed" in done.stdout


def test_a_prompt_is_shown_where_it_is(harbour, audition):
    """By its path, at a revision too, or by the bare name of one of Claude Code's agents."""
    path = ".claude/agents/reviewer.md"
    (harbour / ".claude/agents").mkdir(parents=True)
    (harbour / path).write_text("---\nname: reviewer\ndescription: Reviews.\n---\nBe kind.\n", "utf-8")
    commit_all(harbour)
    (harbour / path).write_text("---\nname: reviewer\ndescription: Reviews.\n---\nBe strict.\n", "utf-8")

    for before, after in ((f"{path}@HEAD", path), ("reviewer@HEAD", "reviewer")):
        done = audition(harbour, "diff", before, after)
        assert (done.returncode, done.stderr) == (0, "")
        assert "Be[- kind-]{+ strict+}." in done.stdout


def test_one_name_alone_is_held_against_what_its_recordings_were_made_from(harbour, audition):
    """Without git: the recordings hold the prompt; a name that no suite plays gets the nearest one."""
    same = audition(harbour, "diff", "brisk")
    prompt(harbour, "- Day -14: Ask for papers, book the pilot", "- Day -14: Ask for papers")
    prompt(harbour, "tools: Read, Glob, Write", "tools: Read, Write")
    edited, slip = audition(harbour, "diff", "berthing/brisk"), audition(harbour, "diff", "brsk")

    assert "berthing/brisk as recorded → berthing/brisk: the files say the same" in same.stdout
    assert "Day -14: Ask for papers[-, book the pilot-]" in edited.stdout
    assert "~ tools: Read, Write, TodoWrite[-, Glob-]" in edited.stdout
    assert (slip.returncode, "did you mean `brisk`?" in slip.stderr) == (2, True)


@pytest.mark.parametrize(
    "sides", [("CLAUDE.md@HEAD", "CLAUDE.md"), ("told@HEAD", "told"), ("desk/told@HEAD", "desk/told")]
)
def test_a_memory_file_is_shown_against_its_past_with_what_it_imports(told, audition, sides):
    """By itself, or beside an agent as its suite calls it: which file changed, in which section, and how."""
    same = audition(told, "diff", *sides)
    edit(told)
    done = audition(told, "diff", *sides)
    markdown = audition(told, "diff", *sides, "--format", "md").stdout

    assert "the files say the same" in same.stdout
    assert (done.returncode, done.stderr) == (0, "")
    assert "3 sections changed" in done.stdout
    assert (
        "in CLAUDE.md, docs/style.md, docs/tests.md" in done.stdout or "in docs/style.md, docs/tests.md" in done.stdout
    )
    assert "~ docs/style.md: # Style (line 1, now 1)\n    Be brief{+ and kind+}." in done.stdout
    assert "- docs/tests.md: # Tests (removed, was line 1)" in done.stdout
    assert "- @docs/tests.md" in done.stdout
    assert "<code>docs/style.md: # Style</code>" in markdown


def test_what_is_set_beside_one_file_tells_two_variants_of_it_apart(told, audition):
    """The whole memory file is new to the one that is not told it; a slip is told the variant that is meant."""
    done, slip = audition(told, "diff", "reviewer", "told"), audition(told, "diff", "reviewer", "tolt")

    assert "+ CLAUDE.md: # Project (added, line 1)" in done.stdout
    assert "+ docs/style.md: # Style (added, line 1)" in done.stdout
    assert (slip.returncode, "did you mean `told`?" in slip.stderr) == (2, True)


def test_a_memory_file_is_held_against_what_was_recorded(told, audition, api):
    """The recording holds what the agent was told, imports too; the replay says who shows it."""
    api.play({"match": "Hello", "reply": "Hello."})
    shown(audition, told, api.url, "-v", "told")
    same = audition(told, "diff", "told").stdout
    edit(told)
    replay = audition(told, "run", "desk", "-v", "told")
    done = audition(told, "diff", "told").stdout

    assert "desk/told as recorded → desk/told: the files say the same\n" in same
    assert "(`audition diff desk/told` shows the tools and the memory file)" in replay.stderr
    assert "~ docs/style.md: # Style (line 1, now 1)\n    Be brief{+ and kind+}." in done
    assert "- docs/tests.md: # Tests (removed, was line 1)" in done
