"""Criteria of scenarios and rubrics: one form, read strictly, and no part of what the agent meets."""

from __future__ import annotations

import pytest

from audition.records.criteria import Absent
from tests.unit.loading.written import RUBRIC, SCENARIO, SUITE, change, faults, load, write_project

CRITERIA = """\
criteria:
  - id: no-gift
    text: Nothing is promised to the reader.
    points: 2
    required: true
    find: [gift, '96[,. ]?000', {finder: amounts}]
    absent: not_applicable
    examples:
      met: ["No gift is promised.", "A gift is out of the question."]
      not_met: ["You will get a gift."]
  - {id: thanks, text: The reader is thanked.}
"""


@pytest.fixture
def root(tmp_path):
    """A project that is right in every file."""
    return write_project(tmp_path)


def add(root, path=SCENARIO, criteria=CRITERIA):
    """Criteria at the end of a file; those of a scenario count."""
    if path == SCENARIO:
        change(root, SUITE, "points: [greets, letter]", "points: [greets, letter, criteria]")
    file = root / path
    file.write_text(file.read_text("utf-8") + criteria, "utf-8")


def test_a_scenario_holds_its_criteria_as_written(root):
    """Points are 1 and `absent` is met where nothing else is said."""
    add(root)
    first, second = load(root).scenario("greeting").criteria

    assert (first.id, first.points, first.required, first.absent) == ("no-gift", 2.0, True, Absent.NOT_APPLICABLE)
    assert [(each.pattern, each.finder) for each in first.find] == [("gift", ""), ("96[,. ]?000", ""), ("", "amounts")]
    assert [(each.text, each.met) for each in first.examples] == [
        ("No gift is promised.", True),
        ("A gift is out of the question.", True),
        ("You will get a gift.", False),
    ]
    assert (second.points, second.required, second.find, second.absent) == (1.0, False, (), Absent.MET)
    assert str(first.examples[2].locus) == "scenarios/letters/greeting.yaml:25: $.criteria[0].examples.not_met[0]"


def test_a_rubrics_criterion_takes_the_same_keys(root):
    """One form for both."""
    change(root, RUBRIC, "text: It is short.", "text: It is short., find: [long], absent: ask")

    assert load(root).rubrics[0].criteria[1].absent is Absent.ASK


def test_criteria_change_nothing_that_the_agent_meets(root):
    """Recordings of the scenario stay good."""
    before = load(root).scenario("greeting")
    add(root)
    after = load(root).scenario("greeting")

    assert (after.digest, after.inputs, after.request) == (before.digest, before.inputs, before.request)


def test_the_suite_names_the_facts_that_a_judge_is_shown(root):
    """In its `judge:`."""
    change(root, SUITE, "gate: {", "judge: {reference: [met_on]}\ngate: {")

    assert load(root).judge.reference == ("met_on",)


def test_a_scenario_may_be_graded_by_criteria_alone(root):
    """They are graders like checks."""
    add(root)
    change(root, SUITE, "checks:\n  - {check: ending}\n  - {check: says, id: greets, pattern: Dear}", "checks: []")
    change(root, SUITE, "rubrics: [rubrics/letter.yaml]\n", "")
    change(
        root,
        SUITE,
        "required: [ending, polite], points: [greets, letter, criteria]",
        "required: [], points: [criteria]",
    )
    change(root, SCENARIO, "checks:\n  - {check: never_says, id: polite, pattern: Hey, why: It is a letter.}\n", "")

    assert faults(root) == []


def test_a_required_criterion_that_could_decide_nothing_is_a_fault(root):
    """The gate does not name the scenarios' criteria."""
    add(root)
    change(root, SUITE, "points: [greets, letter, criteria]", "points: [greets, letter]")
    (fault,) = faults(root)

    assert "`required` decides nothing while `gate.points` lacks `criteria`" in fault


MISTAKES = {
    "no text": ("    text: Nothing is promised to the reader.\n", "", "$.criteria[0]: lacks the key `text`"),
    "an empty text": ("text: The reader is thanked.", "text: ''", "$.criteria[1].text: "),
    "no id": ("{id: thanks, text", "{text", "$.criteria[1]: lacks the key `id`"),
    "an id of another form": ("id: thanks", "id: Thank you", "$.criteria[1].id: is Thank you, must match"),
    "an id twice": ("id: thanks", "id: no-gift", "$.criteria[1].id: another criterion is called `no-gift`"),
    "an id of the rubric": ("id: thanks", "id: warm", "rubrics/letter.yaml has a criterion `warm` too"),
    "points below nothing": ("points: 2", "points: -1", "$.criteria[0].points: "),
    "a key that is not": ("required: true", "requried: true", "$.criteria[0].requried: unknown key; did you mean"),
    "a pattern that is none": ("[gift,", "['(gift',", "$.criteria[0].find[0]: `(gift` is no regular expression"),
    "a number for a pattern": ("[gift,", "[96000,", "$.criteria[0].find[0]: "),
    "nothing to find": ("[gift, '96[,. ]?000', {finder: amounts}]", "[]", "$.criteria[0].find: "),
    "a finder without a name": ("{finder: amounts}", "{name: amounts}", "$.criteria[0].find[2]"),
    "an absent that is none": ("absent: not_applicable", "absent: unmet", "$.criteria[0].absent: "),
    "absent with nothing to find": ("thanked.}", "thanked., absent: met}", "$.criteria[1].absent: says what"),
    "examples of a third kind": ("not_met: [", "maybe: [", "$.criteria[0].examples.maybe: unknown key"),
    "an example of nothing": ('["You will get a gift."]', '[""]', "$.criteria[0].examples.not_met[0]: "),
}


@pytest.mark.parametrize(("old", "new", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_told_with_its_place(root, old, new, told):
    """Before anything runs, by file, line and pointer."""
    add(root)
    change(root, SCENARIO, old, new)
    found = faults(root)

    assert any(told in fault and fault.startswith("scenarios/letters/greeting.yaml:") for fault in found), found


@pytest.mark.parametrize(
    ("path", "old", "new", "told"),
    [
        (
            SUITE,
            "gate: {",
            "judge: {reference: [met_no]}\ngate: {",
            "no scenario states the fact `met_no`; did you mean",
        ),
        (SUITE, "id: greets", "id: criteria", "`criteria` is what the scenarios' own criteria are called"),
        (RUBRIC, "id: letter\n", "id: criteria\n", "`criteria` is what the scenarios' own criteria are called"),
    ],
)
def test_a_name_that_means_nothing_or_something_else_is_told(root, path, old, new, told):
    """At the place where it is written."""
    change(root, path, old, new)
    found = faults(root)

    assert any(told in fault and fault.startswith(f"{path}:") for fault in found), found


def test_a_scenario_may_share_an_id_with_one_variants_own_rubric(root):
    """They are asked in calls of their own."""
    change(root, RUBRIC, "title: A good letter", "title: A good letter\nvariant: clerk/terse")
    add(root, criteria="criteria:\n  - {id: warm, text: It is warm to everybody.}\n")
    change(root, SUITE, "points: [greets, letter, criteria]", "points: [greets, criteria]")

    assert faults(root) == []
