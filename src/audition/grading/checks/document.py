"""The deliverable as a file: left, readable, and as its schema wants it."""

from __future__ import annotations

from dataclasses import dataclass

from audition.grading.check import Check, Work, failed, passed
from audition.loading.json_schema import validate
from audition.records.grades import Quote, Reading


@dataclass(frozen=True, kw_only=True)
class FileWritten(Check):
    """The deliverable is where it was asked for, written by the agent and not empty."""

    name = "file_written"
    needs_document = False

    def grade(self, work: Work) -> Reading:
        """A file that lay there from the start, unchanged, was not written."""
        path, text = work.scenario.deliverable, work.deliverable.text
        if text is None:
            return failed(work.deliverable.fault or f"{path}: there is no such file")
        if path not in work.trial.written:
            return failed(f"{path}: is as it was at the start; the agent wrote nothing there")
        return passed(f"{path}: {len(text.splitlines())} lines") if text.strip() else failed(f"{path}: is empty")


@dataclass(frozen=True, kw_only=True)
class Parses(Check):
    """The deliverable is plain YAML: no tags, anchors or duplicate keys, one document, within bounds."""

    name = "parses"
    needs_document = False

    def grade(self, work: Work) -> Reading:
        """The fault names its line."""
        fault = work.deliverable.fault
        return passed("plain YAML") if fault is None else failed(fault)


@dataclass(frozen=True, kw_only=True)
class MatchesSchema(Check):
    """The deliverable keeps to its JSON Schema."""

    name = "schema"

    def grade(self, work: Work) -> Reading:
        """Every fault with its pointer and line."""
        deliverable = work.deliverable
        problems = validate(deliverable.document, work.schema.document)
        if not problems:
            return passed("keeps to the schema")
        quotes, told = [], []
        for problem in problems:
            line = deliverable.line(problem.pointer)
            quotes.append(Quote(text=problem.message, where="deliverable", line=line, pointer=problem.pointer))
            told.append(f"{problem.pointer}{'' if line is None else f' (line {line})'}: {problem.message}")
        more = f"; and {len(told) - 3} more" if len(told) > 3 else ""
        return failed("; ".join(told[:3]) + more, *quotes)
