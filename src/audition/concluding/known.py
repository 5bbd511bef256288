"""Tells required failures that an accepted run is known for from new ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from audition.project.places import Places
from audition.records.comparison import Findings, RequiredFailure
from audition.records.definitions import Role
from audition.records.grades import KnownFailure, Mark
from audition.store.baselines import read_baseline


def accepted_failures(places: Places, agent: str) -> frozenset[KnownFailure]:
    """What the agent's accepted runs failed that is required; nothing where nothing was accepted.

    Raises:
        StoreError: The baseline cannot be read.
    """
    try:
        return read_baseline(places.baseline(agent)).known_failures
    except FileNotFoundError:
        return frozenset()


def with_known(findings: Findings, marks: Iterable[Mark], known: frozenset[KnownFailure]) -> Findings:
    """The findings with each failure that is known as an expected one, and with what is known and passes now.

    Args:
        findings: Of the run.
        marks: The run's.
        known: What accepted runs failed.
    """
    if not known:
        return findings
    required = [mark for mark in marks if mark.role is Role.REQUIRED]
    failed, passed = (
        {KnownFailure(case=mark.trial.recorded_as.case, grader=mark.grader) for mark in required if mark.passed is so}
        for so in (False, True)
    )
    return replace(
        findings,
        failures=expecting(findings.failures, known),
        mended=tuple(sorted(known & passed - failed)),
    )


def expecting(failures: Iterable[RequiredFailure], known: frozenset[KnownFailure]) -> tuple[RequiredFailure, ...]:
    """The failures, those that are known as expected ones."""
    return tuple(replace(one, expected=one.known in known) for one in failures)
