"""Sees that everything people wrote is right, and says what is doubtful about the prompts."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from audition.errors import StoreError
from audition.grading.building import load_registry
from audition.grading.building.listing import Entry, check_entry, criterion_entry, finder_entry
from audition.loading.prompt_lint import Remark, Surroundings, lint_prompt
from audition.models.windows import SMALLEST_CONTEXT_TOKENS, cache_minimum_tokens, context_tokens
from audition.project.world import World, load_worlds
from audition.records.grades import Mark, gate_marks, is_saturated
from audition.records.variants import Variant
from audition.running.recorded import judgements_of, recordings_of
from audition.store.run_ids import stored_runs
from audition.text import counted
from audition.usecases.suite_lint import orphans, rule_remarks, suite_remarks
from audition.workspace.tools.catalogue import TOOLS


@dataclass(frozen=True, kw_only=True)
class Checked:
    """Suites without a fault."""

    summaries: tuple[str, ...]
    """One line a suite."""
    saturated: tuple[str, ...]
    """Suites whose gate score had nothing left to gain in the accepted run, or where there is none, in the last one."""
    remarks: tuple[Remark, ...]
    """Doubts about them and their prompts, in the order of files and lines; each file plays as it stands."""


def check(root: Path, suites: tuple[str, ...] = ()) -> Checked:
    """The named suites, or all of the project, with what lint says of their prompts.

    Raises:
        DefinitionError: All faults of all suites at once.
        StoreError: A recording or judgement is none.
        UsageError: There is no such suite, or no suite at all, or a recording or judgement holds a secret.
    """
    worlds = load_worlds(root, suites)
    for world in worlds:
        _read_what_is_kept(world)
    found = [remark for world in worlds for variant in world.suite.variants for remark in lint(world, variant)]
    found += [remark for world in worlds for remark in suite_remarks(world)]
    found += [remark for world in worlds for remark in rule_remarks(world)]
    if worlds and not suites:
        found += orphans(worlds[0].places.root, worlds)
    return Checked(
        summaries=tuple(map(_summary, worlds)),
        saturated=tuple(world.suite.id for world in worlds if is_saturated(gate_marks(_last_marks(world)))),
        remarks=tuple(sorted(dict.fromkeys(found))),
    )


def _last_marks(world: World) -> tuple[Mark, ...]:
    """The accepted run's, or else the last stored run's of the suite; nothing where there is neither."""
    from audition.store.baselines import read_baseline
    from audition.store.run_file import RunFile

    places, suite = world.places, world.suite
    with suppress(FileNotFoundError):
        sheets = read_baseline(places.baseline(suite.agent)).sheets.values()
        if found := tuple(mark for sheet in sheets if sheet.facts.suite == suite.id for mark in sheet.marks()):
            return found
    for path in stored_runs(places.runs):
        with suppress(StoreError), RunFile.open_readonly(path) as file:  # whoever needs a damaged one tells of it
            if file.facts.suite == suite.id:
                return tuple(file.marks())
    return ()


def _read_what_is_kept(world: World) -> None:
    """See that recordings and judgements can be read, whatever they were made of, and hold no secret."""
    deque(recordings_of(world).values(), maxlen=0)
    deque(judgements_of(world), maxlen=0)


def lint(world: World, variant: Variant) -> tuple[Remark, ...]:
    """What is doubtful about one agent file of a suite."""
    asked_tokens = len(variant.text.encode()) // 4 + variant.limited(world.suite.limits).output_tokens
    surroundings = Surroundings(
        request=world.suite.scenarios[0].request,
        models=world.project.models,
        tools={**_answered(world), **TOOLS},
        output_tokens=variant.limited(world.suite.limits).output_tokens,
        cache_minimum_tokens=cache_minimum_tokens(variant.model),
        context_tokens=context_tokens(variant.model) if asked_tokens > SMALLEST_CONTEXT_TOKENS else None,
    )
    return lint_prompt(variant, surroundings)


@dataclass(frozen=True)
class _Answered:
    """What lint asks of a tool that fixtures answer: its suite gives it a use."""

    definition: Mapping[str, Any]
    use: ClassVar[re.Pattern[str]] = re.compile("")
    missed: ClassVar[str] = ""
    writes: ClassVar[bool] = False


def _answered(world: World) -> dict[str, _Answered]:
    tools = (tool for scenario in world.suite.scenarios for tool in scenario.tools)
    return {
        tool.name: _Answered({"name": tool.name, "description": tool.description, "input_schema": tool.input_schema})
        for tool in tools
    }


def known_graders(root: Path, suites: tuple[str, ...] = ()) -> Iterator[Entry]:
    """The engine's checks and finders, those of the suites' own folders, and the criteria of rubrics and scenarios.

    Raises:
        DefinitionError, UsageError: As `check`.
    """
    worlds = load_worlds(root, suites)
    engine = load_registry(root, None)
    folders = dict.fromkeys(world.suite.checks_folder for world in worlds if world.suite.checks_folder)
    registries = {folder: load_registry(worlds[0].places.root, folder) for folder in folders}
    yield from (check_entry(engine.classes[name], "engine") for name in sorted(engine.classes))
    for folder, known in registries.items():
        own = sorted(known.classes.keys() - engine.classes.keys())
        yield from (check_entry(known.classes[name], folder) for name in own)
    yield from (finder_entry(engine.finders[name], "engine") for name in sorted(engine.finders))
    for folder, known in registries.items():
        yield from (finder_entry(known.finders[name], folder) for name in known.finders.keys() - engine.finders.keys())
    for suite in (world.suite for world in worlds):
        for rubric in suite.rubrics:
            yield from (criterion_entry(criterion, f"rubric {rubric.id}") for criterion in rubric.criteria)
        for scenario in suite.scenarios:
            yield from (criterion_entry(criterion, f"scenario {scenario.id}") for criterion in scenario.criteria)


def _summary(world: World) -> str:
    suite = world.suite
    checks = len({check.id for checks in world.graders.checks.values() for check in checks})
    return (
        f"{suite.id}: {counted(len(suite.variants), 'variant')}, {counted(len(suite.scenarios), 'scenario')}, "
        f"{counted(checks, 'check')}, {counted(len(suite.rubrics), 'rubric')}: all right"
    )
