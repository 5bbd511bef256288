"""The next command to type, from what was found: never the one that was just typed."""

from __future__ import annotations

import math
import shlex
from dataclasses import replace

from audition.records.comparison import Comparison, Findings, VerdictKind
from audition.records.evidence import TrialId
from audition.records.findings import Mode
from audition.records.grades import GraderKind

_JUDGING_USD = 0.10
"""A cap a work, of one judge: its list price for long works, rounded up."""

_LEAST_USD = 1.0
"""A cap below which one long answer, reserved at the most that it can cost, may find no room."""

_PAYABLE = 50
"""Trials a case at the most that anybody is sent to price: where it takes more, reading tells more."""


def next_command(findings: Findings) -> str:
    """One command line that brings the reader further; one that spends money bears its cap."""
    return _mending(findings) or _furthering(findings)


def _mending(findings: Findings) -> str | None:
    """What comes before anything is concluded; None: nothing does."""
    run = findings.runs[-1]
    if findings.new_failures:
        return _show(findings, findings.new_failures[0].trial)
    if any(side.failed or side.cut or side.missing for side in findings.sides):
        return _played_again(findings)
    if _unjudged(findings):
        return _graded_again(findings)
    if findings.unread or any(side.coverage < run.coverage for side in findings.sides):
        if any(side.diverged for side in findings.sides) and findings.lost:
            return _show(findings, findings.lost[0].trial)
        return _graded_again(findings)
    return None


def _unjudged(findings: Findings) -> bool:
    """Whether there is no verdict, nothing was scored that decides, and nobody has judged."""
    invalid = any(each.verdict.kind is VerdictKind.INVALID for each in findings.comparisons)
    silent = not any(side.gate for side in findings.sides) and all(row.fingerprint is None for row in findings.judges)
    return invalid and silent and bool(findings.judges)


def _furthering(findings: Findings) -> str:
    suite, run = findings.runs[-1].suite, findings.runs[-1]
    if findings.regressed:
        return _read(findings, findings.regressed[0])
    if findings.headlines:  # a week without a regression asks for nothing
        return _line("history", suite)
    undecided = [c for c in findings.comparisons if c.verdict.kind is VerdictKind.INCONCLUSIVE]
    trials = max((c.verdict.trials_needed or 0 for c in undecided), default=0)
    if run.trials < trials <= _PAYABLE:
        return _line("plan", suite, "-n", str(trials))
    worse = [c for c in findings.comparisons if c.verdict.kind is VerdictKind.REGRESSED]
    if worse:
        return _read(findings, worse[0])
    if undecided:
        return _read(findings, undecided[0])
    return _line("accept", run.id)


def _played_again(findings: Findings) -> str:
    """What is missing of a run of its own; of a run that replays, why the first one was lost."""
    run = findings.runs[-1]
    if run.mode is Mode.REPLAY and findings.lost:
        return _show(findings, findings.lost[0].trial)
    if run.cap_usd is not None and any(side.cut for side in findings.sides):
        return replace(run, cap_usd=max(_LEAST_USD, 2 * run.cap_usd)).resuming
    return run.resuming


def _graded_again(findings: Findings) -> str:
    """By checks for free; where a judge is missing only a live one brings more, and it gets a cap."""
    run = findings.runs[-1]
    rows = (*findings.rows, *(row for comparison in findings.comparisons for row in comparison.rows))
    judged = any(row.kind is not GraderKind.CHECK and tally.unscored for row in rows for tally in row.tallies)
    if not judged and not _unjudged(findings):
        return _line("grade", run.id)
    cap = run.cap_usd or math.ceil(_JUDGING_USD * len(run.planned))
    return _line("grade", run.id, "--live", "--cap", f"{cap:g}")


def _read(findings: Findings, comparison: Comparison) -> str:
    """The trial of the candidate to read first: of what broke, else of what fell furthest."""
    if not comparison.scenarios:
        return _line("plan", findings.runs[-1].suite)
    broken = {found.scenario for found in comparison.verdict.broken}
    rows = sorted(comparison.scenarios, key=lambda row: (row.scenario not in broken, row.difference or 0.0))
    row = rows[0]
    example = row.example.trial if row.example else None
    if example is not None and example.variant == comparison.candidate.variant:
        return _show(findings, example)
    return _show(findings, TrialId(row.scenario, comparison.candidate.variant, 0))


def _show(findings: Findings, trial: TrialId) -> str:
    """How one trial is read, in the run that holds it."""
    sides = (*(comparison.candidate for comparison in findings.comparisons), *findings.sides)
    run = next((side.run for side in sides if side.variant == trial.variant), findings.runs[-1].id)
    return _line("show", trial.scenario, trial.variant, "--run", run, "--trial", str(trial.index))


def _line(*words: str) -> str:
    return shlex.join(["audition", *words])
