"""What a judge is asked: criteria, where their matter is found, and rubrics of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from audition.errors import Locus
from audition.records.identity import digest
from audition.records.rules import Hold


class Absent(StrEnum):
    """What a criterion is whose `find` finds nothing in a work; the first two are said by code, and nobody is asked."""

    MET = "met"
    NOT_APPLICABLE = "not_applicable"
    ASK = "ask"
    """`find` only points: the judge is asked all the same."""


@dataclass(frozen=True, kw_only=True)
class Find:
    """Where the matter of a criterion can be: a pattern or a named finder."""

    pattern: str = ""
    """RE2, case ignored."""
    finder: str = ""
    locus: Locus


@dataclass(frozen=True, kw_only=True)
class Example:
    """A passage on which a criterion is met, or not met; never shown to a judge that reads works."""

    text: str
    met: bool
    locus: Locus


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One statement that a judge finds met, not met or not applicable."""

    id: str
    text: str
    points: float = 1.0
    """Its weight in the gate score; 0: it is read and shown, and decides nothing."""
    in_: tuple[str, ...] = ()
    """The parts of a work that it is about, as a check names them; empty: the whole work."""
    required: bool = False
    find: tuple[Find, ...] = ()
    """Empty: it is always asked."""
    absent: Absent = Absent.MET
    examples: tuple[Example, ...] = ()
    holds: tuple[Hold, ...] = field(default=(), compare=False)
    """The rules of the prompts that it holds; no part of what it asks."""
    locus: Locus = field(default_factory=lambda: Locus(path=""), compare=False)

    @property
    def asked(self) -> list[Any]:
        """What a judge is asked, as plain JSON."""
        return [self.id, self.text, *([list(self.in_)] if self.in_ else [])]

    @property
    def question(self) -> str:
        """The digest of what it asks, whatever it weighs: labels are bound to it."""
        return digest(self.asked)

    @property
    def digest(self) -> str:
        """The version of its readings: what it says and weighs. Where to look is bound with what was shown."""
        return digest([*self.asked, self.points, self.required])


@dataclass(frozen=True, kw_only=True)
class Rubric:
    """What a judge is given."""

    id: str
    title: str
    criteria: tuple[Criterion, ...]
    variant: str | None = None
    """The one variant whose adherence to its own playbook it measures; None: for every variant, compared."""
    digest: str
    """Of the criteria as parsed."""
    locus: Locus


def shared_rubric(rubrics: Iterable[Rubric]) -> Rubric | None:
    """The rubric that every new work is judged by, in one call with its scenario's criteria; None: there is none."""
    return next((rubric for rubric in rubrics if rubric.variant is None), None)
