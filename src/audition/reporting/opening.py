"""What every report says first, in one order: a required failure, then what a week found, the worst first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from audition.records.comparison import Findings, RequiredFailure
from audition.reporting.words import MARKS, all_sides, score
from audition.text import counted

FAILED = "✗"
_TONES = {FAILED: "worse", "▼": "worse", "?": "unsure", "!": "unsure"}
_NAMED = 3
"""Failures that a sentence names."""


def opening(findings: Findings) -> Iterator[str]:
    """The sentences above every verdict, each begun by its mark: `✗ clerk/careful fails what is required …`."""
    failed: dict[str, list[RequiredFailure]] = defaultdict(list)
    for failure in findings.new_failures:
        failed[failure.trial.variant].append(failure)
    planned = {side.variant: side.planned for side in all_sides(findings)}
    for variant, failures in failed.items():
        trials = len({failure.trial for failure in failures})
        named = list(dict.fromkeys(f"{failure.grader} on {failure.trial.scenario}" for failure in failures))
        more = f" and {len(named) - _NAMED} more" if len(named) > _NAMED else ""
        of = f"{trials} of {planned[variant]} trials" if variant in planned else counted(trials, "trial")
        yield f"{FAILED} {variant} fails what is required in {of}: {', '.join(named[:_NAMED])}{more}."
    yield from findings.headlines


def tone(sentence: str) -> str:
    """`worse`, `unsure` or `advice`, by the mark that a sentence begins with."""
    return _TONES.get(sentence[:1], "advice")


def said_first(findings: Findings) -> Iterator[str]:
    """The opening, then each comparison's verdict by its mark; of one variant alone, what it scores."""
    yield from opening(findings)
    for comparison in findings.comparisons:
        yield f"{MARKS[comparison.verdict.kind]} {comparison.verdict.sentence}"
    if not findings.comparisons:
        scenarios = counted(len(findings.runs[-1].scenarios), "scenario")
        yield from (f"· {side.label} scores {score(side.gate)} on these {scenarios}." for side in findings.sides)
