"""Prompts whose Markdown is hostile: they are taken apart within bounds, and what is found stands where it is said."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.analysis.rule_coverage import rule_changes
from audition.loading.prompt_rules import rules_of
from audition.loading.prompt_rules.finding import meant, nearest
from audition.records.rules import words_of
from audition.records.variants import Variant
from tests.unit.loading.prompt_rules.prompts import prompt

LONG = 60_000
"""Characters: near the most that a prompt may have, so that what grew with their square would not end."""

BODIES = {
    "deep lists": "\n".join("  " * depth + "- deeper" for depth in range(170)),
    "lists on one line": "- " * (LONG // 2) + "x",
    "deep quotes": "> " * (LONG // 2) + "x",
    "numbers on one line": "1. " * (LONG // 3) + "x",
    "a huge table": "| a | b |\n|---|---|\n" + "| c | d |\n" * (LONG // 11),
    "a wide table": "|" + "a|" * 9_000 + "\n|" + "-|" * 9_000 + "\n|" + "b|" * 9_000,
    "a table without rows": "| a |\n|---|\n",
    "an unclosed fence": "Be kind.\n\n```\n" + "- x\n" * (LONG // 4),
    "fences in fences": "````\n```\n" * 5_000,
    "unclosed tags": "<a>\n" * (LONG // 4) + "Be kind.",
    "tags that close nothing": "</a>\n" * (LONG // 5) + "Be kind.",
    "nested tags": "<a>\n" * 6_000 + "Be kind.\n" + "</a>\n" * 6_000,
    "nested examples": "<example>\n" * 2_000 + "Be kind.\n" + "</example>\n" * 2_000,
    "an empty example": "<example>\n</example>\nBe kind.",
    "points": "." * LONG,
    "a sentence a letter": "A. " * (LONG // 3),
    "sentences": "Be kind. " * (LONG // 9),
    "one word": "a" * LONG,
    "stars": "*" * LONG,
    "backticks": "`" * 30_000 + " ` " * 9_000,
    "brackets": "[" * LONG,
    "headings": "# a\n" * (LONG // 4),
    "headings and rules": "# a\nb\n" * (LONG // 6),
    "twins": "- be kind\n" * (LONG // 10),
    "blank lines": "x" + "\n" * LONG + "y",
    "tabs": "\t" * 50 + "x\n-\tb\n\t\tc",
    "returns alone": "- a\r- b\rc",
    "control signs": "- a\x00b\n- \x1b[31mred\n\u2028- c\x0bd\x0ce\x85f",
    "invisible signs": "- \u200b\u202ekind\n- \ufeff",
    "marks alone": "- \n*\n+\n1.\n>\n|\n#\n```\n```\nx",
    "references": "[a]: b\n" * 5_000 + "x",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_hostile_markdown_is_taken_apart(body):
    """And found again, and held against itself."""
    variant = prompt(body)
    rules = rules_of(variant)
    for rule in rules[:20]:
        assert rule in meant(rule.id, rules)
    nearest("be kinder than before", rules)
    list(rule_changes(rules[::2], rules[1::2], lambda _: ()))
    _hold(variant)


BLOCK = st.sampled_from(
    [
        "- ", "  - ", "    - ", "1. ", "> ", "# ", "## ", "| a | b |\n|---|---|\n| ", "```\n", "~~~\n", "    ", "\t",
        "<x>\n", "</x>\n", "<example>\n", "</example>\n", "**A**: ", "• ", "", "\n", "---\n", "===\n", "[a]: ", "\r",
        "\\\n",
    ]
)  # fmt: skip
WORDS = st.text(st.sampled_from("aB1 .:!?*_`|<>#-\n\té。“”'\u2028\x0c"), max_size=20)
PROMPTS = st.lists(st.tuples(BLOCK, WORDS), min_size=1, max_size=30).map(
    lambda parts: "x\n" + "\n".join(block + words for block, words in parts)
)


@given(PROMPTS)
def test_whatever_the_markdown_rules_stand_where_they_say(body):
    """Their words are there, in order, no two ids are alike, and lines are of the file."""
    _hold(prompt(body))


@given(PROMPTS, PROMPTS)
def test_an_edit_behind_a_section_changes_no_id_before_it(body, more):
    """Ids are made of the rule and its section alone."""
    before = [rule.id for rule in rules_of(prompt(f"# A\n- be kind\n- be brief\n\n# B\n\n{body}"))][:2]
    after = [rule.id for rule in rules_of(prompt(f"# A\n- be kind\n- be brief\n\n# B\n\n{more}"))][:2]

    assert before == after


def _hold(variant: Variant) -> None:
    rules = rules_of(variant)
    lines = variant.text.count("\n") + variant.text.count("\r") + 1
    assert len({rule.id for rule in rules}) == len(rules)
    for rule in rules:
        written = " ".join(variant.system[at.start : at.end] for at in rule.stretches)
        assert _in_order(words_of(rule.text), words_of(written)), (rule, written)
        assert variant.body_line <= rule.line <= rule.last_line <= lines
        assert rule.tokens >= 1
    taken = sorted(at for rule in rules for at in rule.stretches)
    assert all(one.end <= other.start for one, other in pairwise(taken))


def _in_order(words: tuple[str, ...], written: tuple[str, ...]) -> bool:
    rest = iter(written)
    return all(word in rest for word in words)
