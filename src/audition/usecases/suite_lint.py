"""Doubts about a suite that no file shows by itself: what cannot be written or read, and what is never played."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from audition.agent.untold import untold
from audition.analysis.holding import holders_of, lost_holds
from audition.loading.prompt_lint import Remark
from audition.loading.prompt_lint.prompt import Prompt
from audition.loading.prompt_lint.thresholds import threshold_remarks
from audition.project.prompts import cut_rules
from audition.project.world import World
from audition.records.definitions import Scenario
from audition.records.variants import Variant
from audition.running.recorded import recordings_of
from audition.text import counted
from audition.workspace.tools.catalogue import TOOLS

_HOMES = ("agents/*/*.md", ".claude/agents/**/*.md")
"""Where agent files lie."""


def suite_remarks(world: World) -> Iterator[Remark]:
    """What no tool can leave or read, bounds of checks that the prompt contradicts, and variants without recordings."""
    for variant in world.suite.variants:
        yield from _out_of_reach(world, variant)
        yield from threshold_remarks(Prompt.of(variant), world.suite.checks)
        yield from _untold(world, variant)
    recorded = {trial.variant for trial in recordings_of(world)}
    for variant in world.suite.variants if recorded else ():
        if variant.id not in recorded:
            what = (
                f"{variant.id} has no recording, and others have: a replay leaves it out; "
                "`audition run --live --record` records it"
            )
            yield Remark(world.suite.locus.path, world.suite.locus.line or 1, what)


def _untold(world: World, variant: Variant) -> Iterator[Remark]:
    """What the program that plays a variant cannot be told, with the scenarios in which it plays no part."""
    refused: dict[str, list[Scenario]] = {}
    for scenario in world.suite.scenarios:
        for told in untold(variant, scenario):
            refused.setdefault(told, []).append(scenario)
    for told, (first, *more) in refused.items():
        player = "" if variant.settings.player is None else variant.settings.player.name
        rest = f" and {counted(len(more), 'more scenario')}" if more else ""
        what = f"{player} cannot be told {told}; `run` refuses {variant.id} in {first.id}{rest}: let `own` play it"
        yield Remark(first.locus.path, first.locus.line or 1, what)


def rule_remarks(world: World) -> Iterator[Remark]:
    """Rules that graders or `rules.yaml` name and the prompts no longer say, with what they have become."""
    suite = world.suite
    if not suite.rules and not any(holder.holds for holder in holders_of(suite)):
        return  # nobody needs the rules, nor the library that reads them
    cuts = {variant.id: cut_rules(variant, [suite]) for variant in suite.variants}
    for _, faults in cuts.values():
        yield from (Remark(fault.locus.path, fault.locus.line or 1, fault.message) for fault in faults)
    yield from lost_holds(suite, {name: rules for name, (rules, _) in cuts.items()})


def orphans(root: Path, worlds: Iterable[World]) -> Iterator[Remark]:
    """Agent files that no suite of the project names, one remark a folder, and labels that lie where none are read."""
    named = {variant.path for world in worlds for variant in world.suite.variants}
    folders: dict[Path, list[str]] = {}
    for file in sorted(file for home in _HOMES for file in root.glob(home) if file.is_file()):
        real = file.resolve()
        path = real.relative_to(root.resolve()).as_posix() if real.is_relative_to(root.resolve()) else ""
        if not {path, file.relative_to(root).as_posix()} & named:
            folders.setdefault(file.parent, []).append(file.relative_to(root).as_posix())
    for first, *more in folders.values():
        rest = f", as {len(more)} more in its folder" if more else ""
        what = (
            f"no suite names it{rest}: add it to the `variants` of one, or start one by `audition init --from {first}`"
        )
        yield Remark(first, 1, what)
    agents = " or ".join(dict.fromkeys(world.suite.agent for world in worlds))
    for folder in ("evals/labels", "evals/calibrations"):
        for file in sorted(root.joinpath(folder).glob("*.json*")):
            what = (
                f"is not read: labels and calibrations lie in a folder of their agent; move it into {folder}/{agents}/"
            )
            yield Remark(file.relative_to(root).as_posix(), 1, what)


def _out_of_reach(world: World, variant: Variant) -> Iterator[Remark]:
    """What some scenario needs of the variant's tools in vain."""
    line = Prompt.of(variant).key_line(variant.kind.tools_key)
    own = [TOOLS[name] for name in variant.tools if name in TOOLS]
    required = "file_written" in world.suite.gate.required
    left = next((each for each in world.suite.scenarios if each.deliverables), None)
    if required and left is not None and not any(tool.writes for tool in own):
        what = f"{left.deliverable} has to be written in {left.id}, and no tool granted writes; grant Write"
        yield Remark(variant.path, line, what)
    met = next((each for each in world.suite.scenarios if each.start or each.binaries), None)
    if met is not None and not any(tool.reads for tool in own):
        first = min([*met.start, *met.binaries])
        what = f"{first} lies there to be read in {met.id}, and no tool granted reads; grant Read, or say it outright"
        yield Remark(variant.path, line, what)
