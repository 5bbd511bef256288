"""Shows how two variants, or two revisions of one, differ."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from audition.agent.opening import memory_told
from audition.analysis.holding import held_by
from audition.analysis.prompt_change import prompt_change
from audition.analysis.rule_coverage import rule_changes
from audition.errors import DefinitionError, UsageError
from audition.loading.project import find_project
from audition.loading.suite import list_suites, load_suite
from audition.project.prompts import cut_rules, named_prompt
from audition.project.revisions import named_revisions, with_revisions
from audition.project.world import World, load_worlds
from audition.records.definitions import Suite
from audition.records.names import without_revision
from audition.records.project import Project
from audition.records.prompt_change import HeldChanges, PromptChange
from audition.records.rules import Rule
from audition.records.variants import Variant
from audition.running.recorded import recordings_of
from audition.text import did_you_mean


def diff(root: Path, baseline: str, candidate: str) -> PromptChange:
    """What differs between two prompts, named like `sales`, `account-manager/sales`, `sales@HEAD~3` or by their path.

    No suite needs to name them.

    Raises:
        UsageError: There is no such file or revision, or a short name fits several agents.
        DefinitionError: A file is faulty.
    """
    project = find_project(root)
    return changed(project, named_prompt(project, baseline), named_prompt(project, candidate))


def diff_recorded(root: Path, name: str) -> PromptChange:
    """What was edited in a prompt since its trials were recorded: from what the recordings hold to the file of today.

    Args:
        root: A folder of the project.
        name: A variant of a suite, such as `sales` or `account-manager/sales@HEAD~1`, or its file's path.

    Raises:
        UsageError: No suite plays such a variant, or nothing is recorded of it.
        DefinitionError: A suite's files are faulty.
    """
    plain, at, ref = name.partition("@")
    worlds = load_worlds(root)
    known = {
        short: (world, variant)
        for world in reversed(worlds)
        for variant in world.suite.variants
        for short in (variant.path, variant.id.split("/", 1)[1], variant.id)
    }
    if plain not in known:
        raise UsageError(f"no suite plays a variant {plain!r}{did_you_mean(plain, known)}; name two prompts to compare")
    world, variant = known[plain]
    if at:
        revisions = named_revisions(world.suite, world.places.root, [f"{variant.id}@{ref}"])
        variant = with_revisions(world.suite, world.project, revisions).variants[0]
    return changed(world.project, _recorded(world, variant), variant)


def _recorded(world: World, variant: Variant) -> Variant:
    """The prompt that its recordings hold, of several the first that is not today's."""
    kept = recordings_of(world)
    found = [kept[trial] for trial in kept if trial.variant == without_revision(variant.id)]
    if not found:
        message = (
            f"nothing is recorded of {variant.id}: `audition diff {variant.id}@HEAD {variant.id}` shows what git has"
        )
        raise UsageError(message)
    one = next((each for each in found if each.variant_digest != variant.digest), found[0])
    tools = {str(tool["name"]) for tool in one.tools}
    by_loop = one.frame is None and bool(one.messages)
    memory = memory_told(one.messages[0]) if by_loop else variant.settings.memory  # what else it is told a program says
    return replace(
        variant,
        id=f"{without_revision(variant.id)} as recorded",
        settings=replace(variant.settings, memory=memory),
        system=one.system,
        tools=(*(name for name in variant.tools if name in tools), *sorted(tools - {*variant.tools})),
        digest=one.variant_digest,
    )


def changed(project: Project, before: Variant, after: Variant) -> PromptChange:
    """What differs from one prompt to another, with what holds each rule that does."""
    suites, unknown = _suites(project, {before.path, after.path})
    cuts = [cut_rules(prompt, suites)[0] for prompt in (before, after)]
    holding: dict[str, dict[str, None]] = {}
    for suite in suites:
        for prompt, rules in zip((before, after), cuts, strict=True):
            for variant in (each.id for each in suite.variants if each.path == prompt.path):
                for name, holders in held_by(suite, variant, rules).items():
                    holding.setdefault(name, {}).update(dict.fromkeys(holder.grader for holder in holders))

    def graders(rule: Rule) -> tuple[str, ...]:
        return tuple(holding.get(rule.id, ()))

    held = HeldChanges(
        changes=tuple(rule_changes(cuts[0], cuts[1], graders)),
        suites=tuple(suite.id for suite in suites),
        unknown=unknown,
    )
    return replace(prompt_change(before, after), rules=held)


def _suites(project: Project, paths: set[str]) -> tuple[list[Suite], tuple[str, ...]]:
    """The suites that play prompts of these files, and those with faults, of which nobody can tell."""
    found, unknown = [], []
    for name in list_suites(Path(project.root)):
        try:
            suite = load_suite(project, name)
        except DefinitionError:
            unknown.append(name)
            continue
        if any(variant.path in paths for variant in suite.variants):
            found.append(suite)
    return found, tuple(unknown)
