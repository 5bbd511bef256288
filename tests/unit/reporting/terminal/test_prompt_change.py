from __future__ import annotations

from dataclasses import replace

from audition.records.prompt_change import Edit, KeyChange, PromptChange, SectionChange, Span
from audition.reporting.terminal.prompt_change import markdown_change, terminal_change

SECTION = SectionChange(
    heading="## Style",
    edit=Edit.CHANGED,
    baseline_line=10,
    candidate_line=12,
    text=(
        Span("## Style\n\nOne.\nTwo.\nBe ", Edit.SAME),
        Span("brief", Edit.REMOVED),
        Span("kind", Edit.ADDED),
        Span(".\nThree.\nFour.\n", Edit.SAME),
        Span("Never shout.\n", Edit.ADDED),
    ),
)


def change(*sections: SectionChange, keys: tuple[KeyChange, ...] = (), digests=("a" * 64, "b" * 64)) -> PromptChange:
    """A change with these sections."""
    return PromptChange(
        baseline="clerk/terse@main",
        candidate="clerk/terse",
        digests=digests,
        keys=keys,
        sections=sections,
        unchanged=3,
    )


def test_changed_words_stand_in_marks_and_whole_lines_behind_a_sign():
    """The way git shows words, so that a pipe loses nothing."""
    lines = list(terminal_change(change(SECTION), colour=False))

    assert lines == [
        f"clerk/terse@main → clerk/terse: 1 section changed; digest {'a' * 12}, now {'b' * 12}",
        "",
        "~ ## Style (line 10, now 12)",
        "    Two.",
        "    Be [-brief-]{+kind+}.",
        "    Three.",
        "    Four.",
        "  + Never shout.",
    ]


def test_a_terminal_with_colours_shows_no_marks():
    """Red and green say it."""
    text = "\n".join(terminal_change(change(SECTION), colour=True))

    assert "Be \x1b[31mbrief\x1b[0m\x1b[32mkind\x1b[0m." in text
    assert "[-" not in text


def test_what_leaves_the_agent_as_it_is_keeps_recordings_good():
    """A description is for people."""
    key = KeyChange(key="color", edit=Edit.ADDED, value=(Span("blue", Edit.ADDED),))
    text = "\n".join(terminal_change(change(keys=(key,), digests=("a" * 64, "a" * 64)), colour=False))

    assert "told and granted the same" in text
    assert "+ color: {+blue+}" in text


def test_two_files_that_say_the_same_are_said_to():
    """One line; where the agent is told or granted another thing all the same, it says so."""
    lines = [list(terminal_change(change(digests=("a" * 64, then * 64)), colour=False)) for then in "ab"]

    assert lines[0] == ["clerk/terse@main → clerk/terse: the files say the same"]
    assert lines[1] == [
        f"{lines[0][0]}; what is set beside them is not: digest {'a' * 12}, now {'b' * 12}",
    ]


def test_sections_of_other_files_stand_under_their_paths():
    """Which ones is said first."""
    lines = list(terminal_change(change(SECTION, replace(SECTION, path="docs/style.md")), colour=False))

    assert "2 sections changed, some of them in docs/style.md; digest" in lines[0]
    assert sum(line.startswith(f"~ docs/style.md: {SECTION.heading} (") for line in lines) == 1


def test_markdown_marks_words_by_tags_and_lets_nothing_else_come_alive():
    """Agent files are untrusted."""
    hostile = SectionChange(
        heading="## @everyone <img src=x>",
        edit=Edit.ADDED,
        baseline_line=None,
        candidate_line=9,
        text=(Span("## @everyone <img src=x>\n</pre><script>alert(1)</script>\x1b[2J\n", Edit.ADDED),),
    )
    text = "\n".join(markdown_change(change(SECTION, hostile)))

    assert "Be <del>brief</del><ins>kind</ins>." in text
    assert "<script>" not in text
    assert "<img" not in text
    assert "\x1b" not in text


def test_a_terminal_shows_control_codes_as_text():
    """No prompt clears the reader's screen."""
    key = KeyChange(key="co\x1b[2Jlor", edit=Edit.REMOVED, value=(Span("\x1b]0;x\x07", Edit.REMOVED),))

    assert "\x1b" not in "".join(terminal_change(change(SECTION, keys=(key,)), colour=False))
