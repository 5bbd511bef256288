"""The two account-manager prompts, cut by code and by a careful reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from audition.loading.prompt_rules import rules_of
from audition.loading.prompt_rules.review import read_edits, reviewed
from audition.loading.strict_yaml import read_yaml
from audition.records.rules import Rule, RuleKind, words_of
from tests.unit.loading.prompt_rules.prompts import ROOT, shipped

TABLE = read_yaml(Path(__file__).with_name("careful_cut.yaml").read_bytes(), "careful_cut.yaml").value
CAREFUL = {
    name: [(int(line), words_of(text)) for each in cut for line, text in each.items()] for name, cut in TABLE.items()
}
ENOUGH = 0.9


def _cut(rules: tuple[Rule, ...]) -> list[tuple[int, tuple[str, ...]]]:
    """The rules as the table writes them."""
    return [(rule.line, _shown(rule)) for rule in rules if not rule.aside]


def _shown(rule: Rule) -> tuple[str, ...]:
    return words_of(rule.text.splitlines()[0]) if rule.kind is RuleKind.EXAMPLE else rule.words


@pytest.mark.parametrize("name", CAREFUL)
def test_nine_rules_in_ten_are_cut_as_a_careful_reader_cuts_them(name):
    """Both ways: of what the code cuts, and of what the reader does."""
    cut, careful = _cut(rules_of(shipped(name))), CAREFUL[name]
    right = len(set(cut) & set(careful))

    assert len(set(careful)) == len(careful)
    assert right / len(cut) >= ENOUGH
    assert right / len(careful) >= ENOUGH


@pytest.mark.parametrize("name", CAREFUL)
def test_the_suites_own_file_mends_the_rest(name):
    """`scenarios/account-manager/rules.yaml` makes the two cuts one."""
    path = "scenarios/account-manager/rules.yaml"
    edits = read_edits(read_yaml((ROOT / path).read_bytes(), path), [f"account-manager/{each}" for each in CAREFUL])
    variant = shipped(name)
    rules, faults = reviewed(variant, rules_of(variant), edits[variant.id])

    assert faults == ()
    assert _cut(rules) == CAREFUL[name]
