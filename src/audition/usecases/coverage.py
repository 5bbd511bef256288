"""Says which rules of a suite's prompts something holds, and how often they were kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from audition.analysis.holding import held_by, holders_of
from audition.analysis.rule_coverage import coverage_of
from audition.errors import StoreError, UsageError
from audition.project.places import Places
from audition.project.prompts import cut_rules
from audition.project.world import World, load_world, load_world_of
from audition.records.comparison import Findings, RuleShare
from audition.records.coverage import RuleCoverage
from audition.records.definitions import CRITERIA, Suite
from audition.records.findings import RunFacts
from audition.records.grades import Mark
from audition.records.variants import Variant
from audition.store.baselines import read_baseline
from audition.store.run_file import RunFile
from audition.store.run_ids import stored_runs
from audition.text import did_you_mean


def coverage(
    root: Path, suite: str | None = None, variants: Iterable[str] = (), run: str | None = None
) -> tuple[RuleCoverage, ...]:
    """How much of each prompt a suite holds.

    Args:
        root: A folder of the project.
        suite: The suite; None: the only one.
        variants: Ids or the parts after the slash; none: all of the suite.
        run: Whose trials are looked at; None: of each prompt as it is today the last stored run, else its baseline.

    Raises:
        UsageError: There is no such suite, variant or run, or the run played other prompts.
        DefinitionError: The suite has faults.
        StoreError: The named run or the baseline cannot be read.
    """
    variants = tuple(variants)
    world = load_world(root, suite, variants)
    return tuple(coverage_in(world, variant, run) for variant in _chosen(world, variants))


def with_rule_shares(places: Places, findings: Findings, world: World | None = None) -> Findings:
    """The findings with how many rules of each prompt that was played the suite holds, where its graders hold any.

    Args:
        places: Of the project.
        findings: Of runs, the last of which is looked at.
        world: Its suite where that is at hand; None: it is loaded.
    """
    facts = findings.runs[-1]
    try:
        world = world or load_world_of(places.root, facts)
    except UsageError:
        return findings  # the suite is another today: what it holds says nothing of this run
    if not any(holder.holds for holder in holders_of(world.suite)):
        return findings  # nobody needs the rules, nor the library that reads them
    today = {variant.id: variant for variant in world.suite.variants}
    played = [
        today[name] for name, known in facts.variants.items() if name in today and today[name].digest == known.digest
    ]
    return replace(findings, rules=tuple(_rule_share(world.suite, variant) for variant in played))


def _rule_share(suite: Suite, variant: Variant) -> RuleShare:
    rules, _ = cut_rules(variant, [suite])
    held, counted = held_by(suite, variant.id, rules), [rule for rule in rules if not rule.aside]
    return RuleShare(variant=variant.id, held=sum(bool(held.get(rule.id)) for rule in counted), counted=len(counted))


def coverage_in(world: World, variant: Variant, run: str | None = None) -> RuleCoverage:
    """How much of one prompt the suite holds; see `coverage`."""
    rules, _ = cut_rules(variant, [world.suite])
    name, marks = _evidence(world, variant, run)
    versions = grader_versions(world)
    alike = (mark for mark in marks if versions.get((mark.trial.scenario, mark.grader)) == mark.version)
    return coverage_of(world.suite, variant, rules, name, alike)


def _chosen(world: World, names: tuple[str, ...]) -> Iterator[Variant]:
    known = {each: variant for variant in world.suite.variants for each in (variant.id.split("/")[1], variant.id)}
    for name in names:
        if name not in known:
            raise UsageError(f"no variant {name!r} in suite {world.suite.id!r}{did_you_mean(name, known)}")
    wanted = {known[name].id for name in names or known}
    yield from (variant for variant in world.suite.variants if variant.id in wanted)


def _evidence(world: World, variant: Variant, run: str | None) -> tuple[str, tuple[Mark, ...]]:
    """What trials of this very prompt are called, and their marks; of several runs the last, for replays repeat."""
    places = world.places
    if run is not None:
        with RunFile.open_readonly(places.run_file(run)) as file:
            if not _is_of(file.facts, world, variant):
                raise UsageError(f"run {file.facts.id} did not play {variant.id} as it is today; `audition runs` lists")
            return f"run {file.facts.id}", _alike(file, world, variant)
    for path in stored_runs(places.runs):
        with suppress(StoreError), RunFile.open_readonly(path) as file:  # whoever needs a damaged one tells of it
            if _is_of(file.facts, world, variant) and (marks := _alike(file, world, variant)):
                return f"run {file.facts.id}", marks
    with suppress(FileNotFoundError):
        sheet = read_baseline(places.baseline(world.suite.agent)).sheets.get(variant.id)
        if sheet is not None and _is_of(sheet.facts, world, variant):
            return f"accepted run {sheet.facts.id}", _same_scenarios(sheet.facts, world, sheet.marks())
    return "", ()


def _is_of(facts: RunFacts, world: World, variant: Variant) -> bool:
    known = facts.variants.get(variant.id)
    return facts.suite == world.suite.id and known is not None and known.digest == variant.digest


def _alike(file: RunFile, world: World, variant: Variant) -> tuple[Mark, ...]:
    return _same_scenarios(file.facts, world, (mark for mark in file.marks() if mark.trial.variant == variant.id))


def _same_scenarios(facts: RunFacts, world: World, marks: Iterable[Mark]) -> tuple[Mark, ...]:
    """The marks of scenarios that are as they are today."""
    today = {scenario.id: scenario.digest for scenario in world.suite.scenarios}
    same = {name for name, known in facts.scenarios.items() if today.get(name) == known.digest}
    return tuple(mark for mark in marks if mark.trial.scenario in same)


def grader_versions(world: World) -> Mapping[tuple[str, str], str]:
    """Scenario and grader → the grader's version today: what another one read is no evidence."""
    found = {}
    for scenario in world.suite.scenarios:
        for check in world.graders.checks[scenario.id]:
            found[scenario.id, check.id] = check.version
        for criterion in scenario.criteria:
            found[scenario.id, f"{CRITERIA}/{criterion.id}"] = criterion.digest
        for rubric in world.suite.rubrics:
            for criterion in rubric.criteria:
                found[scenario.id, f"{rubric.id}/{criterion.id}"] = criterion.digest
    return found
