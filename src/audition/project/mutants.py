"""Variants of which one rule was taken out or moved, such as `account-manager/sales~drop-lock-in-multi-year-fe7946`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from audition.errors import DefinitionError, NotInSuite, UsageError
from audition.loading.agent_file import parse_agent_file
from audition.loading.prompt_rules.mutating import kinds_of, mutated_text
from audition.project.prompts import cut_rules
from audition.records.definitions import Suite
from audition.records.mutation import MutationKind, mutant_id, mutation_of
from audition.records.names import without_player
from audition.records.project import Project
from audition.records.rules import Rule
from audition.records.variants import Variant
from audition.text import did_you_mean


def with_mutants(suite: Suite, project: Project, names: Iterable[str]) -> Suite:
    """The suite with a variant for every name that says what was done to one of its own, behind them.

    Raises:
        UsageError: The suite has no such variant, its prompt no such rule, nothing would be left of it, or the name is
            of a mutant at a git revision.
    """
    added: dict[str, Variant] = {}
    for name in names:
        if not (mutation := mutation_of(name)):
            continue
        if "@" in name:
            raise UsageError(f"{name}: rules are taken out of working files; leave {name[name.index('@') :]} out")
        own = _own(suite, name)
        mutants = {mutant_id(own.id, kind, rule): (rule, kind) for rule, kind in mutations_of(own, suite)}
        wanted = next((each for each in mutants if mutation_of(each) == mutation), None)
        if wanted is None:
            meant = did_you_mean(mutation, map(mutation_of, mutants))
            raise UsageError(f"{own.path}: no rule and change are called {mutation!r}{meant}; see `audition rules`")
        added[wanted] = mutant(own, *mutants[wanted], project)
    return replace(suite, variants=(*suite.variants, *added.values())) if added else suite


def mutations_of(variant: Variant, suite: Suite) -> tuple[tuple[Rule, MutationKind], ...]:
    """Everything that can be done to the rules of a variant, in its prompt's order."""
    rules, _ = cut_rules(variant, [suite])
    return tuple((rule, kind) for rule in rules if not rule.aside for kind in kinds_of(rule, variant))


def mutant(variant: Variant, rule: Rule, kind: MutationKind, project: Project) -> Variant:
    """The variant after one mutation.

    Raises:
        UsageError: Nothing would be left of its prompt.
    """
    text = mutated_text(variant, rule, kind)
    settings = variant.settings
    try:
        found = parse_agent_file(text.encode(), variant.id, models=project.models, path=variant.path, settings=settings)
    except DefinitionError as error:
        raise UsageError(f"{variant.path} without {rule.id}: {error}") from None
    return replace(found, id=mutant_id(variant.id, kind, rule), mutated_from=variant.system)


def _own(suite: Suite, name: str) -> Variant:
    plain = name.partition("~")[0]
    for variant in suite.variants:
        if plain in (without_player(variant.id), without_player(variant.id).split("/", 1)[1]):
            return variant
    known = (variant.id.split("/")[1] for variant in suite.variants)
    raise NotInSuite(f"no variant {plain!r} in suite {suite.id!r}{did_you_mean(plain, known)}")
