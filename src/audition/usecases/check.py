"""Sees that everything people wrote is right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from audition.usecases.world import World, load_worlds


def check(root: Path, suites: tuple[str, ...] = ()) -> Iterator[str]:
    """One line a suite that is right.

    Raises:
        DefinitionError: All faults of all suites at once.
        UsageError: There is no such suite, or no suite at all.
    """
    yield from map(_summary, load_worlds(root, suites))


def _summary(world: World) -> str:
    suite = world.suite
    checks = len({check.id for checks in world.graders.checks.values() for check in checks})
    return (
        f"{suite.id}: {len(suite.variants)} variants, {len(suite.scenarios)} scenarios, {checks} checks, "
        f"{len(suite.rubrics)} rubrics: all right"
    )
