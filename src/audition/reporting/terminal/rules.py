"""Rules of prompts and what holds them, on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audition.errors import Fault
from audition.records.coverage import HeldRule, RuleCoverage
from audition.records.rules import Rule, RuleEdit
from audition.reporting.escaping import one_line
from audition.reporting.words import share
from audition.text import counted

_WIDTH = 100
_NAMES = 3
"""Graders of a rule that are named."""
_IDLE_SHOWN = 8
"""Graders of no rule that are named."""


def rule_lines(title: str, rules: Sequence[Rule], faults: Sequence[Fault]) -> Iterator[str]:
    """Every rule under what stands above it, with its lines, kind, estimated tokens and id."""
    counting = [rule for rule in rules if not rule.aside]
    tokens = sum(rule.tokens for rule in counting)
    yield f"{one_line(title)}: {counted(len(counting), 'rule')}, about {tokens:,} tokens (a token for four bytes)"
    above: tuple[tuple[str, ...], str] | None = None
    for rule in rules:
        if (rule.section, rule.label) != above:
            above = (rule.section, rule.label)
            yield ""
            yield _above(rule)
        told = f"  {line_range(rule):>9}  {rule.kind.value:<8} {rule.tokens:>5}  {one_line(rule.id, 60)}"
        yield told
        yield f"             {one_line(rule.text, _WIDTH)}"
        if rule.aside:
            yield f"             set aside: {one_line(rule.aside, _WIDTH)}"
    for fault in faults:
        yield f"not carried out: {one_line(str(fault), 600)}"


def proposal_lines(proposals: Sequence[RuleEdit], left_out: Sequence[str] = (), *, asked: str = "") -> Iterator[str]:
    """What models propose of a prompt's cut.

    Args:
        proposals: To which nobody has agreed.
        left_out: Each other proposal, with why it was not written.
        asked: The file into which they were written just now; empty: nobody was asked now.
    """
    if asked and not proposals:
        yield f"No proposal that {one_line(asked)} does not hold."
    if proposals:
        where = asked or proposals[0].locus.path
        told = counted(len(proposals), "proposal")
        change = "change" if len(proposals) > 1 else "changes"
        yield f"{told} in {one_line(where)} {change} nothing until a person agrees"
    for edit in proposals:
        into = f" → {' | '.join(one_line(part, _WIDTH) for part in edit.into)}" if edit.into else ""
        yield f"  {edit.cut.value:<6} {' + '.join(one_line(name, 60) for name in edit.rules)}{into}"
        if edit.why:
            yield f"         {one_line(edit.why, _WIDTH)}"
    if proposals:
        yield "To agree with one, take its line `proposed_by` out; to refuse it, take the entry out."
    for told in left_out:
        yield f"left out: {one_line(told, 300)}"


def coverage_lines(coverage: RuleCoverage) -> Iterator[str]:
    """Every rule with what holds it, then what holds none."""
    yield coverage_sentence(coverage)
    yield evidence_sentence(coverage)
    above: tuple[tuple[str, ...], str] | None = None
    for each in coverage.rules:
        rule = each.rule
        if (rule.section, rule.label) != above:
            above = (rule.section, rule.label)
            yield ""
            yield _above(rule)
        sign = "·" if rule.aside else "✓" if each.graders else "✗"
        yield f"  {sign} {line_range(rule):>7}  {one_line(rule.text, _WIDTH)}"
        yield f"             {_told(each, coverage)}"
    if coverage.idle:
        yield ""
        named = ", ".join(one_line(name, 80) for name in coverage.idle[:_IDLE_SHOWN])
        more = len(coverage.idle) - _IDLE_SHOWN
        rest = f" and {more} more; --format json names them all" if more > 0 else ""
        yield f"{counted(len(coverage.idle), 'grader holds', 'graders hold')} no rule of it: {named}{rest}"


def coverage_sentence(coverage: RuleCoverage) -> str:
    """How much of a prompt is held, in one sentence."""
    if coverage.share is None:
        return f"{one_line(coverage.variant)}: no rule"
    held, counting = len(coverage.held), len(coverage.counted)
    tokens = "about {:,} of {:,} tokens".format(*coverage.tokens)
    return f"{one_line(coverage.variant)}: {held} of {counting} rules are held ({share(coverage.share)}), {tokens}"


def evidence_sentence(coverage: RuleCoverage) -> str:
    """What the trials are of by which rules were kept or not."""
    if not coverage.evidence:
        return "Whether they are kept is unknown: no stored run or baseline played this very prompt."
    return f"Kept, by the trials of {one_line(coverage.evidence)}."


def kept(rule: HeldRule) -> str:
    """How often a rule was kept, with its interval; what is not known is said."""
    if rule.kept is None:
        return "kept: unknown"
    told = f"kept {share(rule.kept.value)} ({share(rule.kept.low)} to {share(rule.kept.high)})"
    return f"{told} of {counted(rule.trials, 'trial')}"


def _told(each: HeldRule, coverage: RuleCoverage) -> str:
    if each.rule.aside:
        return f"set aside: {one_line(each.rule.aside, _WIDTH)}"
    if not each.graders:
        return f"held by nothing · {each.rule.tokens} tokens · {each.rule.id}"
    names = ", ".join(one_line(name, 60) for name in each.graders[:_NAMES])
    more = f" and {len(each.graders) - _NAMES} more" if len(each.graders) > _NAMES else ""
    met = f"read in {each.scenarios}" if each.met is None else f"met in {each.met}"
    return f"{names}{more} · {met} of {counted(coverage.planned, 'scenario')} · {kept(each)}"


def _above(rule: Rule) -> str:
    path = [*rule.section, *([rule.label] if rule.label else [])]
    return one_line(" › ".join(path), _WIDTH) or "(before any heading)"


def line_range(rule: Rule) -> str:
    """Where a rule stands: `55`, or `59-87`."""
    return str(rule.line) if rule.line == rule.last_line else f"{rule.line}-{rule.last_line}"
