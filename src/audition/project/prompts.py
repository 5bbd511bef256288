"""Prompts as people name them, and their rules as a suite's person cuts them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from audition.errors import DefinitionError, Fault, Locus, UsageError
from audition.loading.agent_file import parse_agent_file, variant_path
from audition.loading.casting import ENDINGS, prompt_name
from audition.loading.memory import MEMORY_FILE
from audition.loading.prompt_files import read_memory, read_prompt
from audition.loading.prompt_rules import rules_of
from audition.loading.prompt_rules.review import reviewed
from audition.loading.suite import list_suites, load_suite
from audition.project.commit import revision_of
from audition.project.revisions import variant_at
from audition.records.definitions import Suite
from audition.records.project import Project
from audition.records.rules import Rule, RuleEdit
from audition.records.variants import Settings, Variant
from audition.text import did_you_mean


def named_prompt(project: Project, name: str) -> Variant:
    """The prompt that is named like `sales`, `account-manager/sales`, `sales@HEAD~3` or by its path.

    No suite needs to name it; a variant that only a suite knows, such as `reviewer-opus`, is named as it is there. A
    memory file, `CLAUDE.md`, comes with what it imports.

    Raises:
        UsageError: There is no such file or revision, or a short name fits several agents.
        DefinitionError: The file is faulty.
    """
    root = Path(project.root)
    plain, at, ref = name.partition("@")
    plain = _in_place(root, plain)
    in_place = plain.endswith(ENDINGS)
    known = {} if in_place or _has_own_file(root, plain) else _cast(project)
    if plain in known:
        variant = known[plain]
        commit = revision_of(root, ref) if at else ""
        past = f"{variant.id}@{ref}", commit
        return variant_at(project, *past, path=variant.path, settings=variant.settings) if at else variant
    variant_id = f"prompt/{prompt_name(plain)}" if in_place else _variant_id(root, plain, known)
    path = plain if in_place else variant_path(variant_id)
    memory_file = path if path.rpartition("/")[2] == MEMORY_FILE else None
    settings = Settings(inherits=project.model or project.judge, claude_md=memory_file)  # which model, is not asked
    if at:
        return variant_at(project, f"{variant_id}@{ref}", revision_of(root, ref), path=path, settings=settings)
    found = read_prompt(root, path)
    memory = read_memory(root, memory_file, Locus(path=path)) if memory_file else {}
    settings = replace(settings, files=found.files, memory=memory)
    return parse_agent_file(found.data, variant_id, models=project.models, path=found.path, settings=settings)


def suites_of(project: Project, prompt: Variant) -> tuple[Suite, ...]:
    """The suites that play a prompt file.

    Raises:
        DefinitionError: A suite of the project has faults.
    """
    suites = (load_suite(project, suite) for suite in list_suites(Path(project.root)))
    return tuple(suite for suite in suites if any(variant.path == prompt.path for variant in suite.variants))


def cut_rules(prompt: Variant, suites: Iterable[Suite]) -> tuple[tuple[Rule, ...], tuple[Fault, ...]]:
    """The rules of a prompt as the suites' people cut them, and what of their cuts no longer fits it."""
    return reviewed(prompt, rules_of(prompt), edits_of(prompt, suites))


def edits_of(prompt: Variant, suites: Iterable[Suite]) -> tuple[RuleEdit, ...]:
    """What the suites' files say of a prompt's cut, proposals among it."""
    names = [(suite, variant.id) for suite in suites for variant in suite.variants if variant.path == prompt.path]
    return tuple(dict.fromkeys(edit for suite, name in names for edit in suite.rules.get(name, ())))


def _in_place(root: Path, plain: str) -> str:
    """The path of one of Claude Code's agents where a bare name is of it and of none in `agents/`; else the name."""
    path = f".claude/agents/{plain}.md"
    bare = "/" not in plain and not any((root / "agents").glob(f"*/{plain}.md"))
    return path if bare and (root / path).is_file() else plain


def _has_own_file(root: Path, plain: str) -> bool:
    """Whether an agent file in `agents/` is called so."""
    return (root / variant_path(plain)).is_file() or any((root / "agents").glob(f"*/{plain}.md"))


def _cast(project: Project) -> Mapping[str, Variant]:
    """The variants of the suites without faults, by their ids and by the parts after the slash."""
    found: dict[str, Variant] = {}
    for name in list_suites(Path(project.root)):
        with suppress(DefinitionError):
            for variant in load_suite(project, name).variants:
                found.setdefault(variant.id, variant)
                found.setdefault(variant.id.split("/", 1)[1], variant)
    return found


def _variant_id(root: Path, plain: str, cast: Iterable[str]) -> str:
    """The id that a name stands for; one with a slash may be of a file that only a revision holds."""
    if "/" in plain:
        return plain
    ids = sorted(f"{file.parent.name}/{file.stem}" for file in (root / "agents").glob("*/*.md"))
    found = [variant_id for variant_id in ids if variant_id.split("/")[1] == plain]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"{plain!r} fits {', '.join(found)}: name one of them")
    known = {*(variant_id.split("/")[1] for variant_id in ids), *cast}
    raise UsageError(f"no agent file in agents/ is of a variant {plain!r}{did_you_mean(plain, known)}")
