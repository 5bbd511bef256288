"""Rules and their coverage as JSON for other programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from audition.records.coverage import HeldRule, RuleCoverage
from audition.records.rules import Rule

RULES_FORMAT = "rules/1"
COVERAGE_FORMAT = "coverage/1"
"""Raised when a reader of the last one would misread it."""


def rules_json(variant: str, path: str, rules: Iterable[Rule]) -> str:
    """The rules of a prompt; places in `stretches` are characters of the prompt without its frontmatter, from 0."""
    return _text({"format": RULES_FORMAT, "variant": variant, "path": path, "rules": [_rule(each) for each in rules]})


def coverage_json(found: Sequence[RuleCoverage]) -> str:
    """What holds the rules of each prompt; shares are in [0, 1], null is unknown."""
    return _text({"format": COVERAGE_FORMAT, "prompts": [_coverage(each) for each in found]})


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, allow_nan=False, indent=1)


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "kind": rule.kind.value,
        "section": list(rule.section),
        "label": rule.label,
        "first_line": rule.line,
        "last_line": rule.last_line,
        "text": rule.text,
        "stretches": [[each.start, each.end] for each in rule.stretches],
        "estimated_tokens": rule.tokens,
        "aside": rule.aside or None,
    }


def _coverage(found: RuleCoverage) -> dict[str, Any]:
    held, counted = found.tokens
    return {
        "suite": found.suite,
        "variant": found.variant,
        "path": found.path,
        "rules_held": len(found.held),
        "rules_counted": len(found.counted),
        "share": found.share,
        "estimated_tokens_held": held,
        "estimated_tokens_counted": counted,
        "scenarios": found.planned,
        "evidence": found.evidence or None,
        "rules": [_held(each) for each in found.rules],
        "graders_without_rule": list(found.idle),
    }


def _held(each: HeldRule) -> dict[str, Any]:
    kept = each.kept
    return {
        **_rule(each.rule),
        "graders": list(each.graders),
        "scenarios_read": each.scenarios,
        "scenarios_met": each.met,
        "trials": each.trials,
        "kept": None
        if kept is None
        else {"value": kept.value, "low": kept.low, "high": kept.high, "level": kept.level},
    }
