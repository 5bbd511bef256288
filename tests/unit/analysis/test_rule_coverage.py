"""How much of a prompt a suite holds, how often it was kept, and what has become of rules that differ."""

from __future__ import annotations

from pathlib import Path

import pytest

from audition.analysis.rule_coverage import MOST_PAIRS, coverage_of, rule_changes
from audition.loading.project import find_project
from audition.loading.suite import load_suite
from audition.project.prompts import cut_rules
from audition.records.coverage import RuleCoverage
from audition.records.definitions import Suite
from audition.records.grades import Mark
from audition.records.prompt_change import Edit, RuleChange
from audition.records.rules import Rule
from tests.fakes.heeding import RULES, write_prompt
from tests.fakes.letters import project
from tests.unit.analysis.tables import reading
from tests.unit.loading.prompt_rules.prompts import rules as rules_in

LISTED = "clerk/listed"
BOTH = f"[{RULES['greets']!r}, {RULES['signs']!r}]"


@pytest.fixture(scope="module")
def suite(tmp_path_factory) -> Suite:
    """Two letters and a prompt of seven rules, of which two graders hold two."""
    root = project(tmp_path_factory.mktemp("coverage"), ("late-fee", "lost-card"))
    write_prompt(root)
    path: Path = root / "scenarios/letters/suite.yaml"
    text = path.read_text("utf-8").replace("in: greeting}", f"in: greeting, holds: {RULES['greets']!r}}}")
    path.write_text(text.replace("in: closing}", f"in: closing, holds: {BOTH}}}"), "utf-8")
    return load_suite(find_project(root), "letters")


def coverage(suite: Suite, *marks: Mark, evidence: str = "run 1") -> RuleCoverage:
    """Of the listed prompt, by these marks."""
    variant = suite.variant(LISTED)
    return coverage_of(suite, variant, cut_rules(variant, [suite])[0], evidence, marks)


def marks(grader: str, scenario: str, *values: float | None) -> list[Mark]:
    """What a grader gave the trials of a scenario."""
    return [reading(scenario, index, value, grader=grader) for index, value in enumerate(values)]


def test_a_rule_is_kept_in_the_trials_in_which_all_that_holds_it_passed(suite: Suite):
    """Two graders of one rule: one that fails is enough; where the question did not arise it is not met."""
    found = coverage(
        suite,
        *marks("greets", "late-fee", 1.0, 1.0, 0.0),
        *marks("signs", "late-fee", 1.0, 0.0, 0.0),
        *marks("signs", "lost-card", None, None, None),
        *marks("answers", "lost-card", 0.0, 0.0, 0.0),
    )
    greets, *_ = found.rules
    signs = next(each for each in found.rules if each.rule.text == RULES["signs"])

    assert (greets.graders, greets.scenarios, greets.met, greets.trials) == (("greets", "signs"), 2, 1, 3)
    assert greets.kept is not None
    assert greets.kept.value == pytest.approx(1 / 3)
    assert (signs.graders, signs.met, signs.trials) == (("signs",), 1, 3)


def test_what_nobody_looked_at_is_unknown_and_what_nothing_read_is_not_met(suite: Suite):
    """Never 0: no evidence is none, and a run whose graders did not read is met nowhere."""
    (unseen, *_), (unread, *_) = coverage(suite, evidence="").rules, coverage(suite).rules

    assert (unseen.met, unseen.trials, unseen.kept) == (None, 0, None)
    assert (unread.met, unread.trials, unread.kept) == (0, 0, None)


def test_shares_and_tokens_count_the_rules_and_graders_that_hold_none_are_named(suite: Suite):
    """Of seven rules two are held; the checks that hold none are idle."""
    found = coverage(suite)

    assert len(found.counted) == 7
    assert {each.rule.text for each in found.held} == {RULES["greets"], RULES["signs"]}
    assert found.share == pytest.approx(2 / 7)
    assert found.tokens[0] == sum(each.rule.tokens for each in found.held)
    assert "answers" in found.idle
    assert not {"greets", "signs"} & set(found.idle)
    assert found.planned == 2


BEFORE = "- Answer within 10 days.\n- Be kind to the reader.\n- Sign for the library.\n"


def changes(after: str, before: str = BEFORE) -> list[RuleChange]:
    """From one list of rules to another, each held by what is called as it begins."""

    def graders(rule: Rule) -> tuple[str, ...]:
        return (rule.words[0],)

    return list(rule_changes(rules_in(before), rules_in(after), graders))


def test_a_moved_threshold_is_the_same_rule_and_what_held_it_before_is_named():
    """By its words it is another one; it is not taken for gone and new."""
    (change,) = changes(BEFORE.replace("10 days", "5 days"))

    assert change.edit is Edit.CHANGED
    assert change.before is not None
    assert change.after is not None
    assert (change.before.text, change.after.text) == ("Answer within 10 days.", "Answer within 5 days.")
    assert change.graders == ("answer",)


def test_new_rules_come_in_the_order_of_the_new_prompt_and_those_that_are_gone_last():
    """With what holds each."""
    found = changes("- Never promise anything.\n- Be kind to the reader.\n- Sign for the library.\n")

    assert [(each.edit, each.graders) for each in found] == [(Edit.ADDED, ("never",)), (Edit.REMOVED, ("answer",))]


def test_each_rule_has_become_one_other_at_the_most_the_most_alike():
    """Two that are like one that is gone: the nearer is it, the other is new."""
    found = changes("- Answer within 9 days.\n- Answer them within many days.\n" + BEFORE.split("\n", 1)[1])

    assert [each.edit for each in found] == [Edit.CHANGED, Edit.ADDED]


def test_a_prompt_that_stayed_differs_in_nothing():
    """Wherever its rules stand."""
    assert changes("".join(reversed(BEFORE.splitlines(keepends=True)))) == []


def test_of_a_prompt_written_anew_nobody_can_tell_what_became_of_what():
    """Too many pairs to look at: gone and new."""
    many = int(MOST_PAIRS**0.5) + 2
    found = changes(
        "".join(f"- New rule number {n} of many.\n" for n in range(many)),
        "".join(f"- Old rule number {n} of many.\n" for n in range(many)),
    )

    assert {each.edit for each in found} == {Edit.ADDED, Edit.REMOVED}
