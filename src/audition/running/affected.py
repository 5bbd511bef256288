"""Which cases a change of files can touch; pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import product

from audition.records.criteria import Rubric
from audition.records.definitions import Scenario, Suite
from audition.records.evidence import CaseId
from audition.records.names import plain_id, without_revision


def affected_cases(suite: Suite, paths: Iterable[str]) -> frozenset[CaseId]:
    """The suite's cases that play or read otherwise once these files changed; empty: it has no part in them.

    Args:
        suite: As it is after the change.
        paths: Relative to the project, with forward slashes.
    """
    return frozenset(case for path in paths for case in _affected(suite, path))


def _affected(suite: Suite, path: str) -> Iterator[CaseId]:
    variants = [variant.id for variant in suite.variants]
    scenarios = [scenario.id for scenario in suite.scenarios]
    owners: list[str] = []
    met: list[str] = []
    if path in (suite.locus.path, suite.schema.path, "pyproject.toml") or _is_check(suite, path):
        owners, met = variants, scenarios
    elif found := [variant.id for variant in suite.variants if path in variant.sources]:
        owners, met = found, scenarios
    elif found := [scenario.id for scenario in suite.scenarios if _is_of(path, scenario)]:
        owners, met = variants, found
    elif rubric := next((rubric for rubric in suite.rubrics if rubric.locus.path == path), None):
        owners, met = _read_by(rubric, variants), scenarios
    return (CaseId(scenario, variant) for scenario, variant in product(met, owners))


def _is_of(path: str, scenario: Scenario) -> bool:
    """Whether a scenario's own file, what lies beside it or a schema of its deliverables is at a path."""
    schemas = (each.schema.path for each in scenario.deliverables)
    return any(
        path == own or path.startswith(f"{own}/") for own in (scenario.locus.path, *scenario.sources, *schemas) if own
    )


def _is_check(suite: Suite, path: str) -> bool:
    return suite.checks_folder is not None and path.startswith(f"{suite.checks_folder}/") and path.endswith(".py")


def _read_by(rubric: Rubric, variants: list[str]) -> list[str]:
    return [name for name in variants if rubric.variant in (None, name, without_revision(name), plain_id(name))]
