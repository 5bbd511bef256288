"""The next command to type, from what was found."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from audition.records.comparison import Comparison, Findings, VerdictKind


def next_command(findings: Findings) -> str:
    """One command line that brings the reader further."""
    return _mending(findings) or _furthering(findings)


def _mending(findings: Findings) -> str | None:
    """What comes before anything is concluded; None: nothing does."""
    run = findings.runs[-1]
    if findings.new_failures:
        trial = findings.new_failures[0].trial
        return _line("run", run.suite, "-s", trial.scenario, "-v", trial.variant.partition("@")[0], *run.flags)
    if any(side.failed or side.cut or side.missing for side in findings.sides):
        return run.resuming
    if _unjudged(findings):
        return _line("grade", run.id, "--live")
    if findings.unread or any(side.coverage < run.coverage for side in findings.sides):
        return _line("report" if any(side.diverged for side in findings.sides) else "grade", run.id)
    return None


def _unjudged(findings: Findings) -> bool:
    """Whether there is no verdict, nothing was scored that decides, and nobody has judged."""
    invalid = any(each.verdict.kind is VerdictKind.INVALID for each in findings.comparisons)
    silent = not any(side.gate for side in findings.sides) and all(row.fingerprint is None for row in findings.judges)
    return invalid and silent and bool(findings.judges)


def _furthering(findings: Findings) -> str:
    suite, run = findings.runs[-1].suite, findings.runs[-1].id
    if findings.headlines and not findings.regressed:  # a week without a regression asks for nothing
        return _line("history", suite)
    undecided = [c for c in findings.comparisons if c.verdict.kind is VerdictKind.INCONCLUSIVE]
    trials = max((c.verdict.trials_needed or 0 for c in undecided), default=0)
    if trials > findings.runs[-1].trials:
        return _line("plan", suite, "-n", str(trials))
    broken = _broken(findings.regressed)
    if broken:
        named = [word for scenario in broken for word in ("-s", scenario)]
        return _line("run", suite, *named, *findings.runs[-1].flags)
    if findings.regressed:
        return _line("report", run)
    return _line("accept", run)


def _broken(comparisons: Sequence[Comparison]) -> list[str]:
    return list(dict.fromkeys(b.scenario for comparison in comparisons for b in comparison.verdict.broken))[:5]


def _line(*words: str) -> str:
    return shlex.join(["audition", *words])
