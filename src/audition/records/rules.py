"""The rules of a prompt: what it asks for, piece by piece, each with a name that outlives edits elsewhere."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from audition.errors import Locus
from audition.records.identity import digest

Words = tuple[str, ...]
"""A text as it is compared: its words, numbers and the signs that change a meaning, in lower case."""

_SLUG_WORDS = 4
_WORD = re.compile(r"[^\W_]+(?:[_'’][^\W_]+)*|[<>≤≥=+%$€£¥]|-(?=\d)")


class RuleKind(StrEnum):
    """What a rule is in its prompt's Markdown."""

    ITEM = "item"
    """An item of a list, without the items below it."""
    ROW = "row"
    """A row of a table's body."""
    SENTENCE = "sentence"
    """A sentence of a paragraph."""
    EXAMPLE = "example"
    """A block of code or what stands between `<example>` tags: an example or a template."""


@dataclass(frozen=True, order=True)
class Stretch:
    """A stretch of a prompt's `system`: the characters from `start` to before `end`, with their lines of the file."""

    start: int
    end: int
    first_line: int
    """In the file, from 1."""
    last_line: int


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of a prompt."""

    id: str
    """From its words and the heading right above it: the same wherever it stands in its section, whatever changes
    elsewhere."""
    kind: RuleKind
    section: tuple[str, ...]
    """The headings and tags above it, the outermost first."""
    label: str
    """What introduces it, such as `Renewal Process Timeline`; empty: nothing."""
    text: str
    """Its words as written, without the sign of a list; white space is one blank, but in an example."""
    stretches: tuple[Stretch, ...]
    """Where it stands; what is taken out there leaves the rest as it was. Several: it was joined of as many."""
    tokens: int
    """What it takes of every request, estimated: a token for four bytes."""
    aside: str = ""
    """Why a person set it aside; empty: it counts."""
    turned: str = ""
    """What a person would say in its place to turn it round; empty: nobody wrote that."""

    @property
    def line(self) -> int:
        """Its first line in the file, from 1."""
        return self.stretches[0].first_line

    @property
    def last_line(self) -> int:
        """Its last line in the file."""
        return self.stretches[-1].last_line

    @cached_property
    def words(self) -> Words:
        """Its text as it is compared."""
        return words_of(self.text)

    @property
    def heading(self) -> str:
        """The heading or tag right above it."""
        return self.section[-1] if self.section else ""


@dataclass(frozen=True, kw_only=True)
class Hold:
    """A rule that a grader holds, as its author named it."""

    said: str
    """An id, or words of the rule."""
    locus: Locus


class Cut(StrEnum):
    """What a person does to rules that Markdown alone cuts otherwise."""

    SPLIT = "split"
    JOIN = "join"
    ASIDE = "aside"
    TURN = "turn"
    """It stays as it is; what a mutant says in its place is written down."""


@dataclass(frozen=True, kw_only=True)
class RuleEdit:
    """One change of a prompt's cut, as a suite's `rules.yaml` says it."""

    cut: Cut
    rules: tuple[str, ...]
    """The rules that are meant, each by its id or by words of it; one, unless they are joined."""
    into: tuple[str, ...] = ()
    """The first words of each part of a split; what is said in place of a rule that is turned."""
    why: str = ""
    proposed_by: str = ""
    """The model that proposes it, and nobody has agreed: it changes nothing; empty: a person wrote it or agreed."""
    locus: Locus


def words_of(text: str) -> Words:
    """A text as it is compared: case, markup and white space make no difference, numbers and `<`, `>`, `%` do."""
    return tuple(_WORD.findall(_dashed(unicodedata.normalize("NFKC", text).casefold())))


def placed_words(text: str) -> Iterator[tuple[str, int]]:
    """The words of a text, each with the character at which it begins."""
    for found in _WORD.finditer(_dashed(text)):
        yield from ((word, found.start()) for word in words_of(found.group()) or (found.group(),))


def _dashed(text: str) -> str:
    return text.replace("–", "-").replace("−", "-")


def rule_ids(named: Sequence[tuple[str, Words]]) -> tuple[str, ...]:
    """An id for each rule, of its heading and its words; of some that share both, the second and later are numbered."""
    seen: dict[str, int] = {}
    found = []
    for heading, words in named:
        slug = "-".join(word for word in words if word.isalnum())
        name = "-".join(slug.split("-")[:_SLUG_WORDS])[:40].strip("-") or "rule"
        plain = f"{name}-{digest([words_of(heading), words])[:6]}"
        seen[plain] = seen.get(plain, 0) + 1
        found.append(plain if seen[plain] == 1 else f"{plain}-{seen[plain]}")
    return tuple(found)
