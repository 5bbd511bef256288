"""Shows how two variants, or two revisions of one, differ."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from audition.analysis.prompt_change import prompt_change
from audition.errors import UsageError
from audition.loading.agent_file import parse_agent_file, variant_path
from audition.loading.casting import ENDINGS, prompt_name
from audition.loading.project import find_project
from audition.loading.prompt_files import read_prompt
from audition.project.commit import revision_of
from audition.project.revisions import named_revisions, variant_at, with_revisions
from audition.project.world import World, load_worlds
from audition.records.definitions import Project, Settings, Variant, without_revision
from audition.records.prompt_change import PromptChange
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
    return prompt_change(_variant(project, baseline), _variant(project, candidate))


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
    return prompt_change(_recorded(world, variant), variant)


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
    return replace(
        variant,
        id=f"{without_revision(variant.id)} as recorded",
        system=one.system,
        tools=(*(name for name in variant.tools if name in tools), *sorted(tools - {*variant.tools})),
        digest=one.variant_digest,
    )


def _variant(project: Project, name: str) -> Variant:
    root = Path(project.root)
    plain, at, ref = name.partition("@")
    plain = _in_place(root, plain)
    in_place = plain.endswith(ENDINGS)
    variant_id = f"prompt/{prompt_name(plain)}" if in_place else _variant_id(root, plain)
    path = plain if in_place else variant_path(variant_id)
    if at:
        return variant_at(project, f"{variant_id}@{ref}", revision_of(root, ref), path=path)
    found = read_prompt(root, path)
    settings = Settings(inherits=project.model, files=found.files)
    return parse_agent_file(found.data, variant_id, models=project.models, path=found.path, settings=settings)


def _in_place(root: Path, plain: str) -> str:
    """The path of one of Claude Code's agents where a bare name is of it and of none in `agents/`; else the name."""
    path = f".claude/agents/{plain}.md"
    bare = "/" not in plain and not any((root / "agents").glob(f"*/{plain}.md"))
    return path if bare and (root / path).is_file() else plain


def _variant_id(root: Path, plain: str) -> str:
    """The id that a name stands for; one with a slash may be of a file that only a revision holds."""
    if "/" in plain:
        return plain
    ids = sorted(f"{file.parent.name}/{file.stem}" for file in (root / "agents").glob("*/*.md"))
    found = [variant_id for variant_id in ids if variant_id.split("/")[1] == plain]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{plain!r} fits {', '.join(found)}: name one of them")
    known = (variant_id.split("/")[1] for variant_id in ids)
    raise UsageError(f"no agent file in agents/ is of a variant {plain!r}{did_you_mean(plain, known)}")
