"""How two versions of an agent file differ: frontmatter by key, body by section, text by word."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
    """One section of the body that is not the same: a heading with the text below it, up to the next heading."""

    heading: str
    """As it is now, or as it was when it was removed; empty: the text before the first heading."""
    edit: Edit
    moved: bool = False
    """Whether it stands elsewhere among the sections; its text may be the same."""
    baseline_line: int | None
    """Where it starts in the baseline's file, from 1; None: it was added."""
    candidate_line: int | None
    text: tuple[Span, ...]
    """The whole section, its heading line and line ends included."""


@dataclass(frozen=True, kw_only=True)
class PromptChange:
    """Everything that differs between two agent files; nothing when both tuples are empty."""

    baseline: str
    """The variant's id, with its revision."""
    candidate: str
    digests: tuple[str, str]
    """Of prompt and tools, baseline's and candidate's: equal where the agent is told and granted the same."""
    keys: tuple[KeyChange, ...]
    sections: tuple[SectionChange, ...]
    unchanged: int
    """Sections that are the same and stand where they stood."""
