"""What a model proposes of a prompt's cut is read strictly, sifted by what can be done, and written beside the rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.errors import Locus
from audition.loading.prompt_rules import rules_of
from audition.loading.prompt_rules.proposing import proposal_params, read_proposals, sifted
from audition.loading.prompt_rules.review import read_edits, reviewed
from audition.loading.prompt_rules.writing import with_proposals
from audition.loading.strict_yaml import read_yaml
from audition.records.rules import Cut, RuleEdit
from tests.unit.loading.prompt_rules.prompts import prompt

PLACE = Locus(path="rules.yaml")
CLERK = prompt(
    "# Letters\n\nWelcome to the desk.\n\n- Be kind, and sign with your name.\n- Say the date.\n- Say it first.\n"
)
RULES = rules_of(CLERK)
WELCOME, KIND, DATE, FIRST = (rule.id for rule in RULES)


def entry(cut: str, *rules: str, into: tuple[str, ...] = (), to: str = "", why: str = "It is clear.") -> dict:
    """One proposal as a model writes it."""
    return {"cut": cut, "rules": list(rules), "into": list(into), "to": to, "why": why}


def proposed(*entries: dict) -> tuple[RuleEdit, ...]:
    """As it is read."""
    return read_proposals({"proposals": list(entries)}, "claude-x", PLACE)


GOOD = (
    entry("aside", WELCOME),
    entry("split", KIND, into=("Be kind", "and sign")),
    entry("join", DATE, FIRST),
    entry("turn", KIND, to="Be rude"),
)


def test_every_kind_of_proposal_is_read_and_can_be_carried_out():
    """Each as a person would write it, under the model's name."""
    kept, left = sifted(CLERK, RULES, proposed(*GOOD), ())

    assert [edit.cut for edit in kept] == [Cut.ASIDE, Cut.SPLIT, Cut.JOIN, Cut.TURN]
    assert kept[3].into == ("Be rude",)
    assert {edit.proposed_by for edit in kept} == {"claude-x"}
    assert left == ()


def test_the_model_is_shown_the_whole_prompt_and_each_piece_that_counts():
    """Behind a fence that stands nowhere in the prompt; the same question is the same request."""
    aside, _ = reviewed(CLERK, RULES, [RuleEdit(cut=Cut.ASIDE, rules=(WELCOME,), locus=PLACE)])
    asked = proposal_params("claude-x", CLERK, aside)
    said = asked["messages"][0]["content"]

    assert CLERK.system in said
    assert KIND in said
    assert WELCOME not in said
    assert asked == proposal_params("claude-x", CLERK, aside)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (entry("aside", "no-such-rule"), "is no rule"),
        (entry("aside"), "names 0 rules"),
        (entry("aside", WELCOME, KIND), "names 2 rules"),
        (entry("join", DATE), "names 1 rule"),
        (entry("join", DATE, DATE), "names 1 rule"),
        (entry("split", KIND, into=("Be kind",)), "does not say into what"),
        (entry("split", KIND, into=("Be kind", "and dance")), "does not stand in"),
        (entry("turn", KIND), "does not say into what"),
        (entry("turn", KIND, to="  "), "does not say into what"),
    ],
)
def test_what_cannot_be_carried_out_is_left_out_and_says_why(wrong: dict, told: str):
    """Alone: the others are kept."""
    kept, left = sifted(CLERK, RULES, proposed(wrong, GOOD[2]), ())

    assert [edit.cut for edit in kept] == [Cut.JOIN]
    assert told in left[0]


def test_nothing_is_proposed_twice():
    """Neither in one answer nor where the file holds it, agreed or not."""
    kept, left = sifted(CLERK, RULES, proposed(GOOD[0], GOOD[0], GOOD[2]), proposed(entry("join", FIRST, DATE)))

    assert [edit.cut for edit in kept] == [Cut.ASIDE]
    assert len(left) == 2


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        [],
        {},
        {"proposals": {}},
        {"proposals": [], "more": 1},
        {"proposals": ["aside"]},
        {"proposals": [{**GOOD[0], "more": ""}]},
        {"proposals": [{**GOOD[0], "rules": WELCOME}]},
        {"proposals": [{**GOOD[0], "rules": [1]}]},
        {"proposals": [{**GOOD[0], "cut": "drop"}]},
        {"proposals": [{**GOOD[0], "cut": []}]},
        {"proposals": [{**GOOD[0], "why": "x" * 2001}]},
    ],
)
def test_an_answer_of_another_form_is_none(wrong: object):
    """As a whole: half an answer is asked for again."""
    with pytest.raises(ValueError, match="proposal"):
        read_proposals(wrong, "claude-x", PLACE)


FILES = {
    "no file": "",
    "another prompt": "# Mine.\nprompts:\n  a/other:\n    - {aside: old}  # why not\n# The end.\n",
    "the prompt first": "prompts:\n  a/clerk:\n    # Kept.\n    - aside: old\n\n  a/other:\n  - {aside: older}\n",
    "the prompt last": "prompts:\n    a/other: [{aside: older}]\n    a/clerk:\n    - aside: old\n      why: 'so'\n\n\n",
    "no end of line": "prompts:\n  a/clerk:\n    - aside: old",
    "a start": "---\nprompts:\n  a/clerk:\n    - aside: old\n",
}


@pytest.mark.parametrize("text", FILES.values(), ids=FILES)
def test_proposals_stand_behind_what_the_file_says_of_the_prompt(text: str):
    """Every line that was there is there, in its order; what the file says is what it said and the proposals."""
    names = ("a/other", "a/clerk")
    before = dict(read_edits(read_yaml(text, "rules.yaml"), names)) if text else {}
    written = with_proposals(text, "a/clerk", proposed(*GOOD))
    after = read_edits(read_yaml(written, "rules.yaml"), names)

    lines = iter(written.splitlines())
    assert all(line in lines for line in text.splitlines())
    assert said(after["a/clerk"]) == said((*before.pop("a/clerk", ()), *proposed(*GOOD)))
    assert {name: said(after[name]) for name in before} == {name: said(edits) for name, edits in before.items()}


@pytest.mark.parametrize("text", ["prompts: {a/clerk: [{aside: old}]}\n", "prompts:\n  a/clerk: [{aside: old}]\n"])
def test_a_file_in_brackets_is_left_alone(text: str):
    """And says what to do."""
    with pytest.raises(ValueError, match="on lines of its own"):
        with_proposals(text, "a/clerk", proposed(GOOD[0]))


@given(st.lists(st.text(min_size=1).filter(str.strip), min_size=2, max_size=3), st.text(max_size=40))
def test_whatever_a_model_writes_is_read_back_as_it_was_written(texts: list[str], why: str):
    """Or refused by the strict reader, and then nothing is written at all."""
    edits = proposed(entry("split", texts[0], into=tuple(texts), why=why), entry("turn", texts[1], to=texts[0]))
    document = read_yaml_or_none(with_proposals("", "a/clerk", edits))

    if document is not None:
        assert said(read_edits(document, ("a/clerk",))["a/clerk"]) == said(edits)


def read_yaml_or_none(text: str):
    """None: the strict reader refuses it."""
    from audition.errors import DefinitionError

    try:
        return read_yaml(text, "rules.yaml")
    except DefinitionError:
        return None


def said(edits: tuple[RuleEdit, ...]) -> list[tuple]:
    """Edits without their places."""
    return [(edit.cut, edit.rules, edit.into, edit.why, edit.proposed_by) for edit in edits]
