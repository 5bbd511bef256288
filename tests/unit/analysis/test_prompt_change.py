from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from audition.analysis.prompt_change import edited_sections, prompt_change, section_digests, words
from audition.loading.agent_file import parse_agent_file
from audition.records.prompt_change import Edit, PromptChange, SectionChange, Span
from audition.records.variants import Settings, Variant

HEAD = "name: clerk\ndescription: Writes letters.\ntools: Read, Write\nmodel: sonnet"
BODY = "You write letters.\n\n## Steps\n\n1. Read the letter.\n2. Answer it.\n\n## Style\n\nBe brief and be kind.\n"


def variant(body: str = BODY, head: str = HEAD) -> Variant:
    """An agent file."""
    return parse_agent_file(
        f"---\n{head}\n---\n\n{body}".encode(), "clerk/terse", models={"sonnet": "claude-sonnet-5-5"}
    )


def change(body: str = BODY, head: str = HEAD) -> PromptChange:
    """From the agent file above to another one."""
    return prompt_change(variant(), variant(body, head))


def only(found: PromptChange) -> SectionChange:
    """The one section that differs."""
    (section,) = found.sections
    return section


def facts(section: SectionChange) -> tuple[Any, ...]:
    """A section change without its text."""
    return section.heading, section.edit, section.moved, section.baseline_line, section.candidate_line


def test_a_file_does_not_differ_from_itself():
    """All sections are counted, none is shown."""
    found = change()

    assert (found.keys, found.sections, found.unchanged) == ((), (), 3)
    assert found.digests[0] == found.digests[1]


def test_a_section_that_is_gone_is_whole_and_says_where_it_stood():
    """With the line of the file, frontmatter counted."""
    section = only(change(BODY.replace("## Steps\n\n1. Read the letter.\n2. Answer it.\n\n", "")))

    assert facts(section) == ("## Steps", Edit.REMOVED, False, 10, None)
    assert section.text == (Span("## Steps\n\n1. Read the letter.\n2. Answer it.\n\n", Edit.REMOVED),)


def test_a_section_that_is_new_says_where_it_stands():
    """At the candidate's line."""
    section = only(change(BODY.replace("## Style", "## Tone\n\nWarm.\n\n## Style")))

    assert facts(section) == ("## Tone", Edit.ADDED, False, None, 15)


def test_a_changed_section_differs_by_words():
    """What is the same stays readable around it."""
    section = only(change(BODY.replace("brief and be kind", "kind")))

    assert section.edit is Edit.CHANGED
    assert [span for span in section.text if span.edit is not Edit.SAME] == [Span(" brief and be", Edit.REMOVED)]


def test_a_renamed_section_is_one_change_and_not_two_sections():
    """Told by its text, which is the same."""
    section = only(change(BODY.replace("## Style", "## Good style")))

    assert facts(section) == ("## Good style", Edit.CHANGED, False, 15, 15)


def test_a_moved_section_is_said_to_have_moved():
    """Its text is the same."""
    steps = "## Steps\n\n1. Read the letter.\n2. Answer it.\n"
    found = change(BODY.replace(f"{steps}\n", "") + f"\n{steps}")

    assert [(section.moved, section.edit) for section in found.sections] == [(True, Edit.SAME)]


def test_sections_of_one_name_are_told_apart_by_their_order():
    """The second of two is the one that changed."""
    before = variant("## Part\n\nOne.\n\n## Part\n\nTwo.\n")
    after = variant("## Part\n\nOne.\n\n## Part\n\nThree.\n")

    assert only(prompt_change(before, after)).baseline_line == 12


def test_a_heading_inside_a_code_fence_is_no_section():
    """An example document has headings of its own."""
    fenced = BODY + "\n```markdown\n# Example\n\nDear reader\n```\n"
    before = variant(fenced)
    after = variant(fenced.replace("Dear reader", "Hello"))

    assert only(prompt_change(before, after)).heading == "## Style"


def test_frontmatter_differs_by_key_and_tools_by_what_is_granted():
    """A list says the same as commas."""
    tools = change(head=HEAD.replace("Read, Write", "[Read]"))
    same = change(head=HEAD.replace("Read, Write", "[Read, Write]"))
    others = change(head=HEAD.replace("description: Writes letters.", "color: blue\ndescription: Writes notes."))

    assert [(key.key, key.edit, key.value[-1]) for key in tools.keys] == [
        ("tools", Edit.CHANGED, Span(", Write", Edit.REMOVED))
    ]
    assert tools.digests[0] != tools.digests[1]
    assert same.keys == ()
    assert [(key.key, key.edit) for key in others.keys] == [("color", Edit.ADDED), ("description", Edit.CHANGED)]
    assert others.digests[0] == others.digests[1]


def test_texts_with_little_in_common_are_shown_one_after_the_other():
    """Word by word they would be confetti."""
    assert words("Be brief.\n", "Answer at length, with reasons for all that you claim.\n") == (
        Span("Be brief.\n", Edit.REMOVED),
        Span("Answer at length, with reasons for all that you claim.\n", Edit.ADDED),
    )


@given(st.text("ab \n", max_size=60), st.text("ab \n", max_size=60))
def test_spans_give_both_texts_back(before, after):
    """Nothing is lost and nothing invented."""
    spans = words(before, after)

    assert before == "".join(span.text for span in spans if span.edit is not Edit.ADDED)
    assert after == "".join(span.text for span in spans if span.edit is not Edit.REMOVED)


PIECES = st.sampled_from(["## One", "## Two", "# One", "words", "", "```", "~~~", "more words"])


@given(st.lists(PIECES, max_size=12), st.lists(PIECES, max_size=12))
def test_every_section_of_both_files_is_accounted_for(before, after):
    """Shown or counted, on whichever side it stands."""
    sides = [variant("Start.\n" + "\n".join(lines) + "\nEnd.\n") for lines in (before, after)]
    found = prompt_change(*sides)
    back = prompt_change(*reversed(sides))

    assert len(found.sections) + found.unchanged == len(back.sections) + back.unchanged
    assert {s.heading for s in found.sections if s.edit is Edit.ADDED} == {
        s.heading for s in back.sections if s.edit is Edit.REMOVED
    }


def test_files_that_belong_to_a_prompt_are_told_apart_by_their_paths():
    """A memory file with its imports, and what lies beside a skill; bytes by their digest."""
    text = b"---\nname: a\n---\nLook.\n"

    def skill(memory: dict[str, str], files: dict[str, str | bytes]) -> Variant:
        settings = Settings(model="claude-small-1", claude_md="CLAUDE.md", memory=memory, files=files)
        return parse_agent_file(text, "clerk/look", models={}, path="skills/look/SKILL.md", settings=settings)

    before = skill({"CLAUDE.md": "# A\n\nUse tabs.", "b.md": "# B"}, {"count.py": "one\n", "logo.png": b"\xff1"})
    after = skill({"CLAUDE.md": "# A\n\nUse tabs."}, {"count.py": "two\n", "logo.png": b"\xff2"})
    found = prompt_change(before, after)

    assert [(each.path, each.edit) for each in found.sections] == [
        ("skills/look/count.py", Edit.CHANGED),
        ("skills/look/logo.png", Edit.CHANGED),
        ("b.md", Edit.REMOVED),
    ]
    assert found.unchanged == 2
    assert edited_sections(section_digests(before), section_digests(after)) == (
        "skills/look/count.py edited",
        "skills/look/logo.png edited",
        "b.md # B removed",
    )
