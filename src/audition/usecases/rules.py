"""Takes a prompt apart into its rules."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audition.errors import Fault
from audition.loading.project import find_project
from audition.project.prompts import cut_rules, edits_of, named_prompt, suites_of
from audition.records.rules import Rule, RuleEdit


@dataclass(frozen=True, kw_only=True)
class PromptRules:
    """A prompt and its rules."""

    variant: str
    """Its id, with its revision."""
    path: str
    rules: tuple[Rule, ...]
    """In the prompt's order."""
    faults: tuple[Fault, ...]
    """What a suite's `rules.yaml` says of the prompt and no longer fits it."""
    suites: tuple[str, ...]
    """That play the prompt, and whose `rules.yaml` is heeded."""
    proposed: tuple[RuleEdit, ...] = ()
    """What models have proposed and nobody has agreed to: it changes nothing."""


def prompt_rules(root: Path, name: str) -> PromptRules:
    """The rules of a prompt, named as for `audition diff`.

    Raises:
        UsageError: There is no such prompt or revision.
        DefinitionError: Its file, or a suite of the project, is faulty.
    """
    project = find_project(root)
    prompt = named_prompt(project, name)
    suites = suites_of(project, prompt)
    rules, faults = cut_rules(prompt, suites)
    return PromptRules(
        variant=prompt.id,
        path=prompt.path,
        rules=rules,
        faults=faults,
        suites=tuple(suite.id for suite in suites),
        proposed=tuple(edit for edit in edits_of(prompt, suites) if edit.proposed_by),
    )
