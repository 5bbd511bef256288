"""How two versions of an agent file differ: frontmatter by key, body by section, text by word."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from audition.records.rules import Rule


class Edit(StrEnum):
    """What became of a piece of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True)
class Span:
    """A piece of text that is the same on both sides, or stands on one of them alone."""

    text: str
    edit: Edit
    """Same, added or removed."""


@dataclass(frozen=True, kw_only=True)
class KeyChange:
    """One key of the frontmatter that is not the same."""

    key: str
    edit: Edit
    value: tuple[Span, ...]


@dataclass(frozen=True, kw_only=True)
class SectionChange:
    """One section of a text that is not the same: a heading with the text below it, up to the next heading."""

    heading: str
    """As it is now, or as it was when it was removed; empty: the text before the first heading."""
    edit: Edit
    path: str = ""
    """The file beside the prompt in which it stands: imported by its memory file, or a skill's; empty: the prompt's."""
    moved: bool = False
    """Whether it stands elsewhere among the sections; its text may be the same."""
    baseline_line: int | None
    """Where it starts in the baseline's file, from 1; None: it was added."""
    candidate_line: int | None
    text: tuple[Span, ...]
    """The whole section, its heading line and line ends included."""


@dataclass(frozen=True, kw_only=True)
class RuleChange:
    """What became of one rule from one version of a prompt to another."""

    edit: Edit
    """Added, removed or changed."""
    before: Rule | None
    after: Rule | None
    graders: tuple[str, ...]
    """What holds it, before or after; empty: nothing does."""


@dataclass(frozen=True, kw_only=True)
class HeldChanges:
    """The rules that differ between two versions of a prompt."""

    changes: tuple[RuleChange, ...]
    suites: tuple[str, ...]
    """Whose graders were looked at; empty: no suite plays the prompt."""
    unknown: tuple[str, ...] = ()
    """Suites with faults, whose graders could not be looked at."""


@dataclass(frozen=True, kw_only=True)
class PromptChange:
    """Everything that differs between two agent files and what belongs to them; nothing when both tuples are empty."""

    baseline: str
    """The variant's id, with its revision."""
    candidate: str
    digests: tuple[str, str]
    """Of prompt and tools, baseline's and candidate's: equal where the agent is told and granted the same."""
    keys: tuple[KeyChange, ...]
    sections: tuple[SectionChange, ...]
    unchanged: int
    """Sections that are the same and stand where they stood."""
    rules: HeldChanges | None = None
    """What holds the rules that differ; None: nobody looked."""
