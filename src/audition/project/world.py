"""A project's suite as loaded: definitions with their graders, and what is recorded for it."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from audition.errors import DefinitionError, Fault, UsageError
from audition.grading.building import Graders, build_graders, spec_faults
from audition.loading.project import find_project
from audition.loading.suite import legible_suite_checks, list_suites, load_suite
from audition.project.mutants import with_mutants
from audition.project.places import Places
from audition.project.players import cast_names, with_players
from audition.project.revisions import named_revisions, with_revisions
from audition.records.definitions import Suite
from audition.records.findings import RunFacts
from audition.records.mutation import mutation_of
from audition.records.names import plain_id
from audition.records.project import Project


@dataclass(frozen=True, kw_only=True)
class World:
    """Everything people wrote for one suite, checked."""

    places: Places
    project: Project
    suite: Suite
    graders: Graders

    @property
    def unmutated(self) -> World:
        """The same with the recordings of the suite's own variants, where mutants have their own."""
        return replace(self, places=Places(self.places.root)) if self.places.apart else self


def places_of(root: Path) -> Places:
    """Where the project that holds a folder keeps its things.

    Raises:
        UsageError: No project holds it.
    """
    return Places(Path(find_project(root).root))


def load_world(
    root: Path,
    suite_id: str | None,
    variants: Iterable[str] = (),
    players: Iterable[str] = (),
    scenarios: Iterable[str] = (),
) -> World:
    """The suite with its graders; None means the only one that has these variants and scenarios.

    Args:
        root: A folder of the project.
        suite_id: The suite.
        variants: Names as people choose them; those at a git revision are loaded beside the working files.
        players: Who is to play them, of all where none is named.
        scenarios: Ids or globs, by which a suite that is not named is told from others.

    Raises:
        DefinitionError: All faults of the suite's files and checks at once.
        UsageError: There is no such suite or revision, or no suite is named and several could be meant.
    """
    project = find_project(root)
    return _loaded(project, suite_id or _meant_suite(project, tuple(variants), tuple(scenarios)), variants, players)


def _loaded(project: Project, suite_id: str, variants: Iterable[str] = (), players: Iterable[str] = ()) -> World:
    suite = _suite(project, suite_id)
    variants = cast_names(suite, variants, players)
    suite = with_players(with_mutants(suite, project, variants), Path(project.root), variants)
    return _world(project, with_revisions(suite, project, named_revisions(suite, Path(project.root), variants)))


def load_world_of(root: Path, facts: RunFacts) -> World:
    """The suite of a stored run, with the variants it played at git revisions as their commits hold them.

    Raises:
        DefinitionError, UsageError: As `load_world`.
    """
    project = find_project(root)
    past = {name: known.revision for name, known in facts.variants.items() if known.revision is not None}
    suite = with_mutants(_suite(project, facts.suite), project, facts.variants)
    return _world(project, with_revisions(with_players(suite, Path(project.root), facts.variants), project, past))


def _suite(project: Project, suite_id: str) -> Suite:
    """The suite; where its files have faults, those of the checks that can be read in them are told as well."""
    try:
        return load_suite(project, suite_id)
    except DefinitionError as error:
        root, told = Path(project.root), {fault.locus for fault in error.faults}
        folder, specs = legible_suite_checks(root, suite_id)
        more = (fault for fault in spec_faults(specs, root, folder) if fault.locus not in told)
        raise DefinitionError([*error.faults, *more]) from None


def _world(project: Project, suite: Suite) -> World:
    mutated = any(mutation_of(variant.id) for variant in suite.variants)
    places = Places(Path(project.root), apart="mutants" if mutated else "")
    graders = replace(build_graders(suite, places.root), trusted=partial(_trusted_judges, places, suite))
    return World(places=places, project=project, suite=suite, graders=graders)


def _trusted_judges(places: Places, suite: Suite) -> Mapping[str, str]:
    """Instrument, or `<rubric>/<criterion>` → fingerprint of the judge that labels have shown to be good enough."""
    from audition.grading.judging.calibration import trusted_judges
    from audition.grading.judging.truth import instruments
    from audition.store.calibrations import read_calibration
    from audition.store.labels import read_labels

    kept = ((name, read_calibration(places.calibration(suite.agent, name))) for name in instruments(suite))
    found = [
        (calibration, read_labels(places.labels(suite.agent, name)))
        for name, calibration in kept
        if calibration is not None
    ]
    return trusted_judges(suite, found)


def load_worlds(root: Path, suite_ids: tuple[str, ...] = ()) -> tuple[World, ...]:
    """The named suites, or every suite of the project.

    Raises:
        DefinitionError: All faults of all of them at once.
    """
    worlds: list[World] = []
    faults: list[Fault] = []
    project = find_project(root)
    for suite_id in suite_ids or list_suites(Path(project.root)):
        try:
            worlds.append(_loaded(project, suite_id))
        except DefinitionError as error:
            faults += error.faults
    if faults:
        raise DefinitionError(dict.fromkeys(faults))
    return tuple(worlds)


def _meant_suite(project: Project, variants: tuple[str, ...], scenarios: tuple[str, ...]) -> str:
    """The only suite, or of several the only one that has all of the named variants and scenarios."""
    suites = list_suites(Path(project.root))
    if len(suites) == 1:
        return suites[0]
    if not suites:
        raise UsageError(
            "no suite in scenarios/: a suite is a folder there with a suite.yaml; `audition init` makes one"
        )
    wanted = {plain_id(name) for name in variants}
    found = [suite for suite in suites if (wanted or scenarios) and _has(project, suite, wanted, scenarios)]
    if len(found) == 1:
        return found[0]
    raise UsageError(f"which suite? The project has {', '.join(suites)}")


def _has(project: Project, suite_id: str, variants: set[str], scenarios: Iterable[str]) -> bool:
    """Whether a suite has variants by their full or short names, and of each pattern a scenario; no if it is faulty."""
    try:
        suite = load_suite(project, suite_id)
    except DefinitionError:
        return False
    names = {name for each in suite.variants for name in (each.id, each.id.split("/", 1)[1])}
    return variants <= names and all(fnmatch.filter([each.id for each in suite.scenarios], one) for one in scenarios)
