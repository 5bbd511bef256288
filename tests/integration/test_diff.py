from __future__ import annotations

from tests.fakes.git import commit_all


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
