"""Rules, what holds them and the marks of trials → how much of a prompt a suite holds, and how often it was kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final

from audition.analysis.holding import Holder, held_by, holders_of
from audition.analysis.sides import arm_estimate
from audition.loading.prompt_rules.finding import ALIKE, likeness
from audition.records.coverage import HeldRule, RuleCoverage
from audition.records.definitions import Suite
from audition.records.evidence import TrialId
from audition.records.grades import Mark
from audition.records.prompt_change import Edit, RuleChange
from audition.records.rules import Rule
from audition.records.variants import Variant

MOST_PAIRS: Final = 20_000
"""Pairs of rules up to which it is looked for what has become of each."""


def coverage_of(
    suite: Suite, variant: Variant, rules: Sequence[Rule], evidence: str, marks: Iterable[Mark]
) -> RuleCoverage:
    """How much of a prompt a suite holds.

    Args:
        suite: As it is written today.
        variant: Of the suite.
        rules: Of its prompt, as a person cuts them.
        evidence: What the marks are of; empty: there are none.
        marks: Of trials of this very prompt, by graders as they are today.
    """
    held = held_by(suite, variant.id, rules)
    read: dict[str, list[Mark]] = {}
    for mark in marks:
        read.setdefault(mark.grader, []).append(mark)
    everywhere = [scenario.id for scenario in suite.scenarios]
    busy = {holder.grader for holders in held.values() for holder in holders}
    reading = dict.fromkeys(holder.grader for holder in holders_of(suite) if holder.reads(variant.id))
    return RuleCoverage(
        suite=suite.id,
        variant=variant.id,
        path=variant.path,
        planned=len(everywhere),
        evidence=evidence,
        rules=tuple(_held_rule(rule, held.get(rule.id, ()), everywhere, read if evidence else None) for rule in rules),
        idle=tuple(grader for grader in reading if grader not in busy),
    )


def _held_rule(
    rule: Rule, holders: Sequence[Holder], everywhere: Sequence[str], read: Mapping[str, Sequence[Mark]] | None
) -> HeldRule:
    """What is known of one rule; `read` is None where no trial was looked at."""
    graders = tuple(dict.fromkeys(holder.grader for holder in holders))
    passed: dict[TrialId, bool] = {}
    for mark in (mark for grader in graders for mark in (read or {}).get(grader, ()) if mark.passed is not None):
        passed[mark.trial] = passed.get(mark.trial, True) and bool(mark.passed)
    cells: dict[str, list[float]] = {}
    for trial in sorted(passed):
        cells.setdefault(trial.scenario, []).append(float(passed[trial]))
    scenarios = {name for each in holders for name in ([each.scenario] if each.scenario else everywhere)}
    return HeldRule(
        rule=rule,
        graders=graders,
        scenarios=len(scenarios),
        met=None if read is None or not graders else len(cells),
        trials=len(passed),
        kept=arm_estimate(cells),
    )


def rule_changes(
    before: Sequence[Rule], after: Sequence[Rule], graders: Callable[[Rule], tuple[str, ...]]
) -> Iterator[RuleChange]:
    """The rules that differ, in the order of the new prompt, those that are gone last.

    A rule that is gone and a new one are taken for one that was reworded where they are much alike.

    Args:
        before: Rules of the one version.
        after: Rules of the other.
        graders: What holds a rule of either version.
    """
    known, stays = {rule.id for rule in before}, {rule.id for rule in after}
    gone = [rule for rule in before if rule.id not in stays]
    new = [rule for rule in after if rule.id not in known]
    became = _became(gone, new)
    taken = {old.id for old in became.values()}
    for rule in new:
        old_one = became.get(rule.id)
        holding = dict.fromkeys([*(graders(old_one) if old_one else ()), *graders(rule)])
        edit = Edit.CHANGED if old_one else Edit.ADDED
        yield RuleChange(edit=edit, before=old_one, after=rule, graders=tuple(holding))
    for old in gone:
        if old.id not in taken:
            yield RuleChange(edit=Edit.REMOVED, before=old, after=None, graders=graders(old))


def _became(gone: Sequence[Rule], new: Sequence[Rule]) -> Mapping[str, Rule]:
    """New rule's id → the one that it was, the most alike first; each is one other rule at the most.

    Of a prompt that was rewritten as a whole nobody can tell.
    """
    if len(gone) * len(new) > MOST_PAIRS:
        return {}
    sets = {rule.id: set(rule.words) for rule in (*gone, *new)}

    def may_be(old: Rule, rule: Rule) -> bool:
        one, other = sets[old.id], sets[rule.id]
        return 2 * len(one & other) >= ALIKE * (len(one) + len(other)) / 2

    likely = [(likeness(old, rule), old, rule) for old in gone for rule in new if may_be(old, rule)]
    became: dict[str, Rule] = {}
    taken: set[str] = set()
    for alike, old, rule in sorted(likely, key=lambda pair: pair[0], reverse=True):
        if alike >= ALIKE and rule.id not in became and old.id not in taken:
            became[rule.id] = old
            taken.add(old.id)
    return became
