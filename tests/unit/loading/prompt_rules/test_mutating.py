"""One rule is taken out or moved, and not a byte of the rest."""

from __future__ import annotations

import pytest

from audition.errors import Locus
from audition.loading.prompt_rules import rules_of
from audition.loading.prompt_rules.finding import meant
from audition.loading.prompt_rules.mutating import kinds_of, mutated_text
from audition.loading.prompt_rules.review import reviewed
from audition.records.mutation import MutationKind
from audition.records.rules import Cut, RuleEdit
from tests.unit.loading.prompt_rules.prompts import HEAD, prompt, shipped


def _mutated(body: str, said: str, kind: MutationKind = MutationKind.DROP) -> str:
    """The file's body after what was done to the rule that is meant."""
    variant = prompt(body)
    (rule,) = meant(said, rules_of(variant))
    text = mutated_text(variant, rule, kind)
    assert text.startswith(HEAD)
    return text.removeprefix(HEAD)


@pytest.mark.parametrize(
    ("body", "said", "rest"),
    [
        ("# A\n\n- One thing.\n- Two things.\n", "Two things", "# A\n\n- One thing.\n"),
        ("- One thing.\r\n- Two things.\r\n- Three.\r\n", "Two things", "- One thing.\r\n- Three.\r\n"),
        ("1. One thing.\n   - Below it.\n2. Two.\n", "One thing", "   - Below it.\n2. Two.\n"),
        ("- [ ] One thing.\n- [x] Two.\n", "One thing", "- [x] Two.\n"),
        (
            "Before.\n\n| a | b |\n|---|---|\n| c | d |\n| e | f |\n",
            "c d",
            "Before.\n\n| a | b |\n|---|---|\n| e | f |\n",
        ),
        ("One thing. Two things. Three.\n", "Two things", "One thing. Three.\n"),
        ("One thing. Two things.\nThree.\n", "Two things", "One thing.\nThree.\n"),
        ("One thing. Two\nthings. Three.\n", "Two things", "One thing. Three.\n"),
        ("One thing.\n\nTwo things.\n\nThree.\n", "Two things", "One thing.\n\n\nThree.\n"),
        ("> One thing.\n> Two things.\n", "Two things", "> One thing.\n"),
        ("Say so.\n\n```\nan example\n```\n\nGo on.\n", "an example", "Say so.\n\n\nGo on.\n"),
        ("Say so.\n<example>\nan example\n</example>\nGo on.\n", "an example", "Say so.\nGo on.\n"),
        ("- One thing.\n- Two things.", "Two things", "- One thing."),
    ],
)
def test_the_rule_goes_and_everything_else_stays(body: str, said: str, rest: str):
    """Items, numbered and ticked ones, rows, sentences, quotes and examples; whatever ends the lines and the file."""
    assert _mutated(body, said) == rest


def test_the_head_and_blank_lines_before_the_body_stay_as_they_are():
    """What the agent may do does not change with what it is told."""
    assert _mutated("\n\n# A\n\n- One thing.\n- Two things.\n\n\n", "One thing") == "\n\n# A\n\n- Two things.\n\n\n"


def test_of_a_line_that_a_person_split_one_part_goes_with_the_comma_before_it():
    """The rest of the line is still a rule."""
    variant = prompt("- Red (<50): low usage, executive escalation\n- Two.\n")
    edit = RuleEdit(
        cut=Cut.SPLIT,
        rules=("executive escalation",),
        into=("Red (<50)", "executive escalation"),
        locus=Locus(path="rules.yaml"),
    )
    (rules, faults) = reviewed(variant, rules_of(variant), [edit])
    first, second, _ = rules

    assert not faults
    assert mutated_text(variant, second, MutationKind.DROP) == HEAD + "- Red (<50): low usage\n- Two.\n"
    assert mutated_text(variant, first, MutationKind.DROP) == HEAD + "- executive escalation\n- Two.\n"


@pytest.mark.parametrize(
    ("written", "moved"),
    [
        ("T-120: review", "T-60: review"),
        ("Yellow (50-75): 70-85% probability", "Yellow (25-38): 35-43% probability"),
        ("Answer within 1 day", "Answer within 2 day"),
        ("Up to $1,000 or 0.50", "Up to $500 or 0.25"),
        ("By 2026-11-28, of v2 and Q3, in 0 steps of 10", "By 2026-11-28, of v2 and Q3, in 0 steps of 5"),
    ],
)
def test_a_rule_is_moved_by_halving_its_numbers(written: str, moved: str):
    """A one is doubled; dates, noughts and numbers that are part of a word stay, and so does the number of an item."""
    assert _mutated(f"12. {written}\n13. Ten.\n", written, MutationKind.MOVE) == f"12. {moved}\n13. Ten.\n"


def test_only_rules_with_numbers_can_be_moved_and_examples_are_taken_out_as_such():
    """So that nothing is called moved that is as it was."""
    variant = prompt("1. Be kind.\n2. Answer within 10 days.\n\n```\n10 days\n```\n")

    assert [kinds_of(rule, variant) for rule in rules_of(variant)] == [
        (MutationKind.DROP,),
        (MutationKind.DROP, MutationKind.MOVE),
        (MutationKind.EXAMPLE,),
    ]


@pytest.mark.parametrize(
    ("body", "said", "turned", "rest"),
    [
        ("- One thing.\n- Two things.\n", "Two things", "No things.", "- One thing.\n- No things.\n"),
        ("1. One thing.\n2. Two.", "One thing", "None.", "1. None.\n2. Two."),
        ("One thing. Two things. Three.\n", "Two things", "No things.", "One thing. No things. Three.\n"),
        ("| a | b |\n|---|---|\n| c | d |\n", "c d", "| c | e |", "| a | b |\n|---|---|\n| c | e |\n"),
    ],
)
def test_a_rule_is_turned_round_into_what_a_person_wrote(body: str, said: str, turned: str, rest: str):
    """In its very place: the sign of its item, the end of its line and all else stay."""
    variant = prompt(body)
    edit = RuleEdit(cut=Cut.TURN, rules=(said,), into=(turned,), locus=Locus(path="rules.yaml"))
    rules, faults = reviewed(variant, rules_of(variant), [edit])
    (rule,) = (each for each in rules if each.turned)

    assert not faults
    assert MutationKind.TURN in kinds_of(rule, variant)
    assert mutated_text(variant, rule, MutationKind.TURN) == HEAD + rest


@pytest.mark.parametrize("name", ["sales", "support"])
def test_whatever_goes_of_a_shipped_prompt_the_rest_is_its_very_bytes(name: str):
    """Of every rule: what is left is the prompt in two pieces, and the rule's words are gone from its line."""
    variant = shipped(name)
    for rule in rules_of(variant):
        left = mutated_text(variant, rule, kinds_of(rule, variant)[0])
        same = next((n for n, (a, b) in enumerate(zip(left, variant.text, strict=False)) if a != b), len(left))

        assert len(left) < len(variant.text)
        assert variant.text.endswith(left[same:])
        assert left.startswith(variant.text[: variant.text.index(variant.system[:40])])
