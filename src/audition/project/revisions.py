"""Variants as git revisions hold them, such as `account-manager/sales@HEAD~3`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path

from audition.errors import DefinitionError, Fault, Locus, NotInSuite, UsageError
from audition.loading.agent_file import parse_agent_file, variant_path
from audition.loading.companions import accompanied
from audition.loading.memory import memory_of
from audition.loading.prompt_files import beside_skill, real_path
from audition.project.commit import file_at, files_at, revision_of
from audition.records.definitions import Suite
from audition.records.findings import VariantFacts
from audition.records.names import plain_id, without_revision
from audition.records.project import Project
from audition.records.variants import SKILL_FILE, Settings, Variant
from audition.text import did_you_mean


def named_revisions(suite: Suite, root: Path, names: Iterable[str]) -> Mapping[str, str]:
    """Variant id with its revision → full commit id, for every name that has an `@`; the others name working files.

    Raises:
        UsageError: The suite has no such variant, or git no such revision.
    """
    found = {}
    for name in names:
        plain, at, ref = name.partition("@")
        if at:
            known = {
                short: variant.id for variant in suite.variants for short in (variant.id, variant.id.split("/")[1])
            }
            if plain not in known:
                raise NotInSuite(f"no variant {plain!r} in suite {suite.id!r}{did_you_mean(plain, known)}")
            found[f"{known[plain]}@{ref}"] = revision_of(root, ref)
    return found


def with_revisions(suite: Suite, project: Project, commits: Mapping[str, str]) -> Suite:
    """The suite with these variants in front of its own: in every comparison the past is the baseline.

    Args:
        suite: As the working tree has it; scenarios, schema, graders and limits stay today's.
        project: Its aliases say which model is meant, at every revision.
        commits: As `named_revisions` gives them.

    Raises:
        UsageError: A revision has no such file.
        DefinitionError: The file is faulty there.
    """
    today = {variant.id: variant for variant in suite.variants}
    past = []
    for variant_id, commit in commits.items():
        known = today.get(without_revision(variant_id))
        path, settings = (None, None) if known is None else (known.path, known.settings)
        past.append(variant_at(project, variant_id, commit, path=path, settings=settings))
    return replace(suite, variants=(*past, *suite.variants)) if past else suite


def text_of(project: Project, variant_id: str, facts: VariantFacts, commit: str | None) -> str:
    """The agent file that a stored run played, from git where the run kept its digest alone; empty: it is not there.

    Args:
        project: Whose repository is asked.
        variant_id: The variant's id.
        facts: What is known of it.
        commit: The run's, with `+changes` where the tree was not clean.
    """
    if facts.text or commit is None:
        return facts.text
    data = file_at(Path(project.root), commit.removesuffix("+changes"), facts.path)
    with suppress(DefinitionError):
        if data is not None:
            settings = Settings(inherits=facts.model_alias)
            plain = plain_id(variant_id)
            found = parse_agent_file(data, plain, models=project.models, settings=settings)
            return found.text if found.digest == facts.digest else ""
    return ""


def variant_at(
    project: Project, variant_id: str, commit: str, *, path: str | None = None, settings: Settings | None = None
) -> Variant:
    """A variant as a commit holds it.

    Args:
        project: Whose repository is asked.
        variant_id: Its id with its revision.
        commit: The full id of the commit.
        path: Of its file; `variant_path(variant_id)` when None.
        settings: What the suite sets beside it today.

    Raises:
        UsageError: The commit has no such file.
        DefinitionError: The file is faulty there.
    """
    plain, _, ref = variant_id.partition("@")
    path = path or variant_path(plain_id(plain))
    settings = settings or Settings(inherits=project.model)
    if path.endswith(f"/{SKILL_FILE}"):
        home = path.rpartition("/")[0]
        beside = ((name, content) for name, content in files_at(Path(project.root), commit, home) if name != SKILL_FILE)
        settings = replace(settings, files=beside_skill(beside, Locus(path=f"{ref}:{path}")))
    root = Path(project.root)
    if settings.claude_md is not None:
        at = Locus(path=f"{ref}:{settings.claude_md}")
        memory = memory_of(settings.claude_md, lambda place: file_at(root, commit, real_path(root, place)), at)
        settings = replace(settings, memory=memory)
    data = file_at(root, commit, path)
    if data is None:
        raise UsageError(f"{path}: there is no such file at {ref} ({commit[:12]})")
    try:
        variant = parse_agent_file(data, plain, models=project.models, path=path, settings=settings)
        variant = accompanied(variant, partial(files_at, root, commit))
    except DefinitionError as error:
        there = (Fault(replace(each.locus, path=f"{ref}:{path}"), each.message) for each in error.faults)
        raise DefinitionError(there) from None
    return replace(variant, id=variant_id, revision=commit)
