"""The deliverables as files: left, readable, and as their schemas want them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from audition.grading.check import Check, Deliverable, Work, failed, not_applicable, passed
from audition.grading.work import NAMES
from audition.loading.json_schema import validate
from audition.records.definitions import Suite
from audition.records.grades import Quote, Reading, Score
from audition.records.scene import NO_SCHEMA, DeliverableSpec
from audition.text import did_you_mean


@dataclass(frozen=True, kw_only=True)
class _OfFiles(Check):
    """What every deliverable must be, or those that `in` names."""

    needs_document = False

    in_: tuple[str, ...] = ()
    """Names of deliverables; none: each."""

    def objections(self, suite: Suite) -> Iterator[tuple[str, str]]:
        """Names of no deliverable, and a suite that has none of which it could ask."""
        specs = [spec for scenario in suite.scenarios for spec in scenario.deliverables]
        names = dict.fromkeys(spec.name for spec in specs)
        yield from (
            ("in", f"no deliverable is called {name!r}{did_you_mean(name, names)}")
            for name in self.in_
            if name not in names
        )
        if not any(self._concerns(spec) for spec in specs):
            yield "check", f"{self.name!r} finds nothing to read: no deliverable of this suite {self._lacks}"

    _lacks = "is asked for; remove the check, or name a `deliverable`"

    def _concerns(self, spec: DeliverableSpec) -> bool:  # noqa: ARG002  # for those that ask it
        return True

    def grade(self, work: Work) -> Reading:
        """The first file that is not as it should be decides; without any the question does not arise."""
        made = {name: each for name, each in work.deliverables.items() if not self.in_ or name in self.in_}
        read = [self._read(work, each) for each in made.values() if self._concerns(each.asked)]
        if not read:
            return not_applicable(f"no such deliverable {self._lacks.partition(';')[0]}")
        bad = [score for score in read if not score.passed]
        first = (bad or read)[0]
        if len(bad or read) == 1:
            return first
        quotes = tuple(chain.from_iterable(score.quotes for score in bad or read))
        return Score(
            value=first.value, passed=first.passed, reason="; ".join(each.reason for each in bad or read), quotes=quotes
        )

    def _read(self, work: Work, made: Deliverable) -> Score:
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class FileWritten(_OfFiles):
    """Each deliverable is where it was asked for, written by the agent and not empty."""

    name = "file_written"

    def _read(self, work: Work, made: Deliverable) -> Score:
        """A file that lay there from the start, unchanged, was not written."""
        path, text = made.asked.path, made.text
        if text is None and made.opaque is None:
            return failed(made.fault or f"{path}: there is no such file")
        if path not in work.trial.written:
            return failed(f"{path}: is as it was at the start; the agent wrote nothing there")
        if text is None:
            return passed(f"{path}: {made.opaque.bytes if made.opaque else 0} bytes")
        return passed(f"{path}: {len(text.splitlines())} lines") if text.strip() else failed(f"{path}: is empty")


@dataclass(frozen=True, kw_only=True)
class Parses(_OfFiles):
    """Each deliverable is what it was asked for: plain YAML, JSON, a CSV table or UTF-8 text, within bounds."""

    name = "parses"

    def _read(self, work: Work, made: Deliverable) -> Score:  # noqa: ARG002  # as the others
        """The fault names its line."""
        return passed(NAMES[made.asked.format]) if made.fault is None else failed(made.fault)


@dataclass(frozen=True, kw_only=True)
class MatchesSchema(_OfFiles):
    """Each deliverable that has a JSON Schema keeps to it."""

    name = "schema"
    _lacks = "has a schema; remove the check, or give one a `schema`"

    def _concerns(self, spec: DeliverableSpec) -> bool:
        return spec.schema is not NO_SCHEMA

    def _read(self, work: Work, made: Deliverable) -> Score:  # noqa: ARG002  # as the others
        """Every fault with its pointer and line."""
        if made.fault is not None:
            return failed(made.fault)
        problems = validate(made.document, made.asked.schema.document)
        if not problems:
            return passed("keeps to the schema")
        quotes, told = [], []
        for problem in problems:
            line = made.line(problem.pointer)
            quotes.append(Quote(text=problem.message, where=made.asked.name, line=line, pointer=problem.pointer))
            told.append(f"{problem.pointer}{'' if line is None else f' (line {line})'}: {problem.message}")
        more = f"; and {len(told) - 3} more" if len(told) > 3 else ""
        return failed("; ".join(told[:3]) + more, *quotes)
