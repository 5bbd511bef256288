"""What a check is: a frozen dataclass whose fields are its YAML parameters, with one method."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from audition.records.definitions import Scenario, Schema, Variant
from audition.records.evidence import Trial
from audition.records.findings import NotApplicable, Quote, Reading, Score


@dataclass(frozen=True)
class Deliverable:
    """The file that the agent was asked to leave, as far as it could be read."""

    text: str | None
    """None: there is none, or it is no text."""
    document: Any = None
    """Parsed strictly; meaningful when `fault` is None."""
    fault: str | None = None
    """Why there is no document, in one line with the place; None: there is one."""
    lines: Mapping[str, int] | None = None
    """JSON pointer (`$.risks[0].kind`) → line, from 1."""


@dataclass(frozen=True)
class Work:
    """All that a grader is given of one trial."""

    trial: Trial
    scenario: Scenario
    variant: Variant
    schema: Schema
    deliverable: Deliverable

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the scenario's author knows to be true."""
        return self.scenario.facts

    @cached_property
    def plan(self) -> Mapping[str, Any]:
        """The deliverable as a mapping; empty when it is no mapping."""
        return self.deliverable.document if isinstance(self.deliverable.document, Mapping) else {}


@dataclass(frozen=True, kw_only=True)
class Check(ABC):
    """A grader that is code.

    A subclass is a frozen dataclass; its fields are the YAML parameters (text, numbers, booleans, `date`, `Pattern`,
    literals, and tuples of them). Its first docstring line is shown by `audition check --list`.
    """

    name: ClassVar[str]
    """What `check:` says in YAML."""
    needs_document: ClassVar[bool] = True
    """A check that reads the parsed deliverable fails, with the place, when there is none; `grade` is not called."""
    reads: ClassVar[tuple[str, ...]] = ()
    """The facts that a scenario must state for it, such as `arr`."""

    @abstractmethod
    def grade(self, work: Work) -> Reading:
        """A score with a reason one line long, or why the question does not arise."""


def passed(reason: str, *quotes: Quote) -> Score:
    """Full marks."""
    return Score(value=1.0, passed=True, reason=reason, quotes=quotes)


def failed(reason: str, *quotes: Quote) -> Score:
    """None met."""
    return Score(value=0.0, passed=False, reason=reason, quotes=quotes)


def not_applicable(reason: str) -> NotApplicable:
    """The question does not arise."""
    return NotApplicable(reason=reason)
