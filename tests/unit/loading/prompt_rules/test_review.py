"""A person's file cuts a prompt otherwise; what it asks for and cannot be is told with its line."""

from __future__ import annotations

import pytest

from audition.errors import DefinitionError
from audition.loading.prompt_rules.review import read_edits, reviewed
from audition.loading.strict_yaml import read_yaml
from tests.unit.loading.prompt_rules.prompts import prompt, rules

BODY = "# A\n- Red (<50): Low usage,\n  then escalate\n- Be kind\n- and brief\n- We are glad\n"
PATH = "scenarios/clerk/rules.yaml"


def _edits(text: str):
    return read_edits(read_yaml(f"prompts:\n  clerk/a:\n{text}", PATH), ["clerk/a"])["clerk/a"]


def _reviewed(text: str):
    return reviewed(prompt(BODY), rules(BODY), _edits(text))


def test_a_rule_is_split_where_its_parts_begin():
    """Each part has its words, its lines and its place."""
    found, faults = _reviewed('    - split: "Red (<50)"\n      into: ["Red", "then escalate"]\n')
    variant = prompt(BODY)

    assert faults == ()
    assert [(rule.text, rule.line, rule.last_line) for rule in found[:2]] == [
        ("Red (<50): Low usage", 8, 8),
        ("then escalate", 9, 9),
    ]
    assert [variant.system[rule.stretches[0].start : rule.stretches[0].end] for rule in found[:2]] == [
        "Red (<50): Low usage,\n  ",
        "then escalate",
    ]


def test_rules_are_joined():
    """In the place of the first, with both places."""
    found, faults = _reviewed("    - {join: [Be kind, and brief]}\n")

    assert faults == ()
    assert [rule.text for rule in found[1:]] == ["Be kind and brief", "We are glad"]
    assert [at.first_line for at in found[1].stretches] == [10, 11]


def test_a_rule_is_set_aside_with_its_reason():
    """It stays listed; a part of a split can be set aside, in whatever order that is said."""
    found, faults = _reviewed('    - {aside: Red, why: a measure}\n    - {split: "Red (<50)", into: [Red, then]}\n')

    assert faults == ()
    assert [rule.aside for rule in found] == ["a measure", "", "", "", ""]


def test_a_proposal_changes_nothing():
    """Until a person takes `proposed_by` out."""
    found, faults = _reviewed("    - {aside: We are glad, proposed_by: claude-opus-5-5}\n")

    assert (found, faults) == (rules(BODY), ())


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("    - {aside: Be rude}\n", "'Be rude' is no rule of the prompt"),
        ("    - {aside: Be unkind}\n", "the nearest is be-kind-"),
        ('    - {aside: "(<50): Low usage, then beg"}\n', "the nearest is red-50-low-usage-"),
        ("    - {split: Red, into: [then, Red]}\n", "does not stand in red-50-low-usage-"),
        ("    - {split: Red, into: [Red, never]}\n", "'never' does not stand in"),
        ("    - {join: [Be kind, Be mild]}\n", "'Be mild' is no rule"),
    ],
)  # fmt: skip
def test_what_no_longer_fits_the_prompt_is_told_and_the_rest_carried_out(text, told):
    """A prompt moves on, and its file is mended when somebody checks."""
    found, faults = _reviewed(f"{text}    - {{aside: We are glad}}\n")

    assert [(fault.locus.path, fault.locus.line) for fault in faults] == [(PATH, 3)]
    assert told in faults[0].message
    assert found[-1].aside


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("prompts: {clerk/b: [{aside: x}]}", "the suite has no such variant"),
        ("prompts: {clerk/a: [{why: x}]}", "says one of `aside`, `split`, `join` and `turn`"),
        ("prompts: {clerk/a: [{aside: x, join: [x, y]}]}", "says one of"),
        ("prompts: {clerk/a: [{split: x}]}", "`split` and `into` go together"),
        ("prompts: {clerk/a: [{aside: x, into: [x, y]}]}", "`split` and `into` go together"),
        ("prompts: {clerk/a: [{turn: x}]}", "`turn` and `to` go together"),
        ("prompts: {clerk/a: [{aside: x, to: y}]}", "`turn` and `to` go together"),
        ("prompts: {clerk/a: [{aside: x, lines: 3}]}", "unknown key"),
        ("prompts: {clerk/a: []}", "prompts"),
        ("rules: {}", "unknown key"),
    ],
)
def test_a_file_that_is_not_of_its_form_is_refused(text, told):
    """With its line."""
    with pytest.raises(DefinitionError, match=r"rules\.yaml:1") as refused:
        read_edits(read_yaml(text, PATH), ["clerk/a"])

    assert told in str(refused.value)
