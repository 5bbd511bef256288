"""What a check is: a frozen dataclass whose fields are its YAML parameters, with one method."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from audition.grading.fitting import fitting
from audition.loading.document import line_of
from audition.records.definitions import Scenario, Suite
from audition.records.evidence import Trial
from audition.records.grades import NotApplicable, Quote, Reading, Score
from audition.records.outcome import OpaqueFile
from audition.records.scene import DeliverableSpec, Format, Schema
from audition.records.variants import Variant


@dataclass(frozen=True, kw_only=True)
class Deliverable:
    """A file that the agent was asked to leave, as far as it could be read."""

    text: str | None
    """None: there is none, or it is no text."""
    document: Any = None
    """Parsed strictly in the format asked for; meaningful when `fault` is None, and None for a text without parts."""
    fault: str | None = None
    """Why it cannot be read as what it should be, in one line with the place; None: it can."""
    lines: Mapping[str, int] | None = None
    """JSON pointer (`$.risks[0].kind`) → line, from 1."""
    opaque: OpaqueFile | None = None
    """What is known of a file of bytes that is no text."""
    asked: DeliverableSpec
    """What was asked for."""

    @cached_property
    def fitted(self) -> Any:
        """The document without the values whose type its schema does not allow."""
        return fitting(self.document, self.asked.schema.document)

    @property
    def data(self) -> Mapping[str, Any]:
        """The document as a mapping, without the values whose type its schema does not allow; empty when it is none.

        So a check meets a wrong type as a missing value, and only has to bear that keys are missing.
        """
        return self.fitted if isinstance(self.fitted, Mapping) else {}

    def line(self, pointer: str) -> int | None:
        """The line of a pointer, or of its nearest ancestor that has one; None: unknown."""
        return line_of(pointer, self.lines or {})


NOT_ASKED = Deliverable(text=None, fault="no file is asked for", asked=DeliverableSpec(path="", format=Format.TEXT))


@dataclass(frozen=True, eq=False)
class Work:
    """All that a grader is given of one trial; each is itself alone, so that what was read of it can be kept."""

    trial: Trial
    scenario: Scenario
    variant: Variant
    deliverables: Mapping[str, Deliverable]
    """By name, in the order asked for; empty: the final message is the work."""

    @property
    def deliverable(self) -> Deliverable:
        """The first file that was asked for; where none was, one without text whose `fault` says so."""
        return next(iter(self.deliverables.values()), NOT_ASKED)

    @property
    def schema(self) -> Schema:
        """That of the first file that was asked for."""
        return self.deliverable.asked.schema

    @property
    def facts(self) -> Mapping[str, Any]:
        """What the scenario's author knows to be true."""
        return self.scenario.facts


@dataclass(frozen=True, kw_only=True)
class Check(ABC):
    """A grader that is code.

    A subclass is a frozen dataclass; its fields are the YAML parameters: text, numbers, booleans, `date`, `re.Pattern`
    (compiled by RE2, in linear time), literals, enums, tuples of them (one value may stand for a tuple of one) and
    mappings with text keys. A field `in_` is the parameter `in`. A ValueError of `__post_init__` is a fault of the
    definition. Its first docstring line is shown by `audition check --list`.
    """

    name: ClassVar[str]
    """What `check:` says in YAML."""
    needs_document: ClassVar[bool] = True
    """A check that reads the parsed deliverable fails, with the place, when there is none; `grade` is not called."""
    reads: ClassVar[Mapping[str, Any]] = {}
    """The facts that a scenario must state for it, such as `arr` → what each is, as a field would be annotated."""

    @abstractmethod
    def grade(self, work: Work) -> Reading:
        """A score with a reason one line long, or why the question does not arise."""

    def objections(self, suite: Suite) -> Iterator[tuple[str, str]]:  # noqa: ARG002  # for those that have some
        """What in its parameters cannot be right in this suite: (parameter as written, what is wrong and the mend)."""
        yield from ()


def passed(reason: str, *quotes: Quote) -> Score:
    """Full marks."""
    return Score(value=1.0, passed=True, reason=reason, quotes=quotes)


def failed(reason: str, *quotes: Quote) -> Score:
    """None met."""
    return Score(value=0.0, passed=False, reason=reason, quotes=quotes)


def not_applicable(reason: str) -> NotApplicable:
    """The question does not arise."""
    return NotApplicable(reason=reason)
