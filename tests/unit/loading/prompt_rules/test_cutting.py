"""What is a rule of a prompt, where it stands, and what its id is made of."""

from __future__ import annotations

import pytest

from audition.records.rules import RuleKind
from tests.unit.loading.prompt_rules.prompts import prompt, rules

ITEM, ROW, SENTENCE, EXAMPLE = RuleKind

CUTS = {
    "items": ("- Be kind.\n- Be brief. Be clear.\n", [(ITEM, "Be kind."), (ITEM, "Be brief. Be clear.")]),
    "numbered items": ("1. Read.\n2. Write.\n", [(ITEM, "Read."), (ITEM, "Write.")]),
    "an item over two lines": ("- Read the\n  letter.\n", [(ITEM, "Read the letter.")]),
    "an item of two paragraphs": ("- Read.\n\n  All of it.\n", [(ITEM, "Read. All of it.")]),
    "items in items": (
        "- Read:\n  - letters\n  - notes\n- Write\n",
        [(ITEM, "letters"), (ITEM, "notes"), (ITEM, "Write")],
    ),
    "an item with items below": ("- Read all\n  - letters first\n", [(ITEM, "Read all"), (ITEM, "letters first")]),
    "tasks": ("- [ ] Read\n- [x] Write\n", [(ITEM, "Read"), (ITEM, "Write")]),
    "other people's bullets": ("• Be kind\n• Be brief\n", [(ITEM, "Be kind"), (ITEM, "Be brief")]),
    "rows": (
        "| Who | What |\n|---|---|\n| Ann | reads |\n| Bo | writes |\n",
        [(ROW, "Ann | reads"), (ROW, "Bo | writes")],
    ),
    "sentences": (
        "Be kind. Never lie! Is it\nclear?\n",
        [(SENTENCE, "Be kind."), (SENTENCE, "Never lie!"), (SENTENCE, "Is it clear?")],
    ),
    "abbreviations": (
        "Use tools, e.g. Read. Then write.\n",
        [(SENTENCE, "Use tools, e.g. Read."), (SENTENCE, "Then write.")],
    ),
    "points in code and numbers": (
        "Run `a. B` at 1.5 s. Stop.\n",
        [(SENTENCE, "Run `a. B` at 1.5 s."), (SENTENCE, "Stop.")],
    ),
    "sentences without blanks": ("親切に。簡潔に。\n", [(SENTENCE, "親切に。"), (SENTENCE, "簡潔に。")]),
    "lines that begin bold": (
        "**Tone**: kind\n**Length**: brief\n",
        [(SENTENCE, "**Tone**: kind"), (SENTENCE, "**Length**: brief")],
    ),
    "lines of a text": ("Be kind\nto all.\n", [(SENTENCE, "Be kind to all.")]),
    "a block of code": ("Answer like this:\n\n```\nDear x. Yours.\n```\n", [(EXAMPLE, "Dear x. Yours.")]),
    "an indented block": ("As here:\n\n    Dear x\n", [(EXAMPLE, "Dear x")]),
    "an example between tags": (
        "<example>\n- Dear x\n\nYours\n</example>\nBe kind.\n",
        [(EXAMPLE, "- Dear x\n\nYours"), (SENTENCE, "Be kind.")],
    ),
    "a section of tags": ("<rules>\n- Be kind\n- Be brief\n</rules>\n", [(ITEM, "Be kind"), (ITEM, "Be brief")]),
    "a quote": ("> Be kind.\n", [(SENTENCE, "Be kind.")]),
    "a label and nothing": ("Say:\n", [(SENTENCE, "Say:")]),
    "headings, rules and blanks": ("# One\n\n---\n\n## Two\n", []),
}


@pytest.mark.parametrize(("body", "cut"), CUTS.values(), ids=CUTS)
def test_a_prompt_is_cut_by_its_markdown(body, cut):
    """Each piece once, in its order."""
    assert [(rule.kind, rule.text) for rule in rules(body)] == cut


def test_a_rule_says_what_it_stands_under():
    """Headings, tags and what introduces its list; a heading ends what it introduces."""
    body = "# A\n## B\n**First**:\n- one\n## C\n<x>\n- two\n</x>\n# D\nDo these:\n1. three\n\nfour\n"
    found = [(rule.section, rule.label, rule.text) for rule in rules(body)]

    assert found == [
        (("A", "B"), "First", "one"),
        (("A", "C", "<x>"), "", "two"),
        (("D",), "Do these", "three"),
        (("D",), "", "four"),
    ]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_rules_place_holds_its_words(ends):
    """Lines of the file, and characters of the prompt, whatever ends its lines."""
    body = ends.join(["# A", "", "- one", "  and a half", "- two", "", "Be kind. Be", "brief. Stop.", ""])
    variant = prompt(body)
    found = [
        (
            rule.text,
            rule.line,
            rule.last_line,
            "".join(variant.system[at.start : at.end] for at in rule.stretches).replace("\r\n", "\n"),
        )
        for rule in rules(body)
    ]

    assert found == [
        ("one and a half", 9, 10, "- one\n  and a half\n"),
        ("two", 11, 11, "- two\n"),
        ("Be kind.", 13, 13, "Be kind."),
        ("Be brief.", 13, 14, "Be\nbrief."),
        ("Stop.", 14, 14, "Stop."),
    ]


def test_an_id_survives_edits_elsewhere():
    """New lines, other sections, other headings above, and marks and case of its own words."""
    before = {rule.text: rule.id for rule in rules("# A\n## B\n- Be kind\n- Be brief\n")}
    after = {rule.text: rule.id for rule in rules("# Z\n\nNew. Words.\n\n## B\n- first\n- *Be brief*\n- be Kind\n")}

    assert (after["be Kind"], after["*Be brief*"]) == (before["Be kind"], before["Be brief"])


def test_an_id_changes_with_a_number_a_sign_and_the_section():
    """Those make another rule of it."""
    bodies = ["# A\n- Green > 75\n", "# A\n- Green > 80\n", "# A\n- Green < 75\n", "# B\n- Green > 75\n"]

    assert len({rules(body)[0].id for body in bodies}) == len(bodies)


def test_twins_are_told_apart_by_their_order():
    """The first keeps its id when another comes behind it."""
    one, other, third = rules("# A\n- Be kind\n\nWords:\n- Be kind\n\n# B\n- Be kind\n")

    assert one.id == rules("# A\n- Be kind\n")[0].id
    assert other.id == f"{one.id}-2"
    assert third.id not in (one.id, other.id)


@pytest.mark.parametrize(
    "path", ["agents/clerk/a.md", ".claude/skills/clerk/SKILL.md", ".claude/commands/clerk.md", "clerk.txt"]
)
def test_every_kind_of_prompt_is_cut(path):
    """Agents, skills, commands and plain texts."""
    assert [rule.text for rule in rules("Be kind.\n\n- Be brief\n", path)] == ["Be kind.", "Be brief"]


def test_tokens_are_a_quarter_of_the_bytes_and_never_none():
    """An estimate."""
    assert [rule.tokens for rule in rules("- Be\n- " + "a" * 400 + "\n")] == [1, 100]
