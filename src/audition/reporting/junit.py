"""Runs as JUnit XML: one test case a case, for CI systems that show tests."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from audition.records.definitions import Role
from audition.records.evidence import CaseId
from audition.records.grades import Grade, KnownFailure, Score
from audition.records.names import without_revision
from audition.reporting.escaping import xml
from audition.store.rows import Summary
from audition.store.run_file import RunFile

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def write_junit(runs: Iterable[RunFile], out: TextIO, expected: Collection[KnownFailure] = ()) -> None:
    """Write the runs: a suite each, a test case a case.

    A required check that failed is a failure, one that was expected to a skip, as pytest writes its xfail; a trial that
    the machinery broke is an error; the scores with their reasons are properties, named `<grader>#<trial>`.

    Args:
        runs: To be written.
        out: The file.
        expected: The failures that accepted runs are known for.
    """
    from xml.etree.ElementTree import Element, SubElement, tostring

    out.write("<?xml version='1.0' encoding='utf-8'?>\n<testsuites name=\"audition\">\n")
    for run in runs:
        suite = Element("testsuite", name=xml(run.facts.suite), timestamp=xml(run.facts.created_at[:19]))
        properties = SubElement(suite, "properties")
        for name, value in (("run", run.facts.id), ("mode", run.facts.mode.value), ("engine", run.facts.engine)):
            SubElement(properties, "property", name=name, value=xml(value))
        cases: dict[CaseId, list[Summary]] = {}
        for trial in run.summaries():
            cases.setdefault(trial.id.case, []).append(trial)
        suite.extend(_case(run, case, trials, expected) for case, trials in cases.items())
        _count(suite)
        out.write(tostring(suite, encoding="unicode") + "\n")
    out.write("</testsuites>\n")


def _case(run: RunFile, case: CaseId, trials: Sequence[Summary], expected: Collection[KnownFailure]) -> Element:
    from xml.etree.ElementTree import Element, SubElement

    seconds = sum(trial.seconds or 0.0 for trial in trials)
    found = Element("testcase", classname=xml(case.variant), name=xml(case.scenario), time=f"{seconds:.3f}")
    grades = [grade for trial in trials for grade in run.grades(trial.id)]
    properties = SubElement(found, "properties")
    for grade in grades:
        if isinstance(grade.reading, Score):
            text = f"{grade.reading.value:g} {grade.reading.reason}"
            SubElement(properties, "property", name=xml(f"{grade.grader}#{grade.trial.index}"), value=xml(text))
    for trial in trials:
        if trial.diverged is not None or not trial.ending.scored:
            why = f"trial {trial.id.index}: {trial.diverged or f'{trial.ending.value} {trial.detail}'}"
            SubElement(found, "error", message=xml(why), type="broken trial")
    itself = CaseId(case.scenario, without_revision(case.variant))
    for grade in filter(_fails, grades):
        known = KnownFailure(case=itself, grader=grade.grader) in expected
        tag, kind = ("skipped", "pytest.xfail") if known else ("failure", "required check")
        said = SubElement(found, tag, message=xml(_told(grade)), type=kind)
        said.text = xml("\n".join(_evidence(grade)))
    return found


def _fails(grade: Grade) -> bool:
    return grade.role is Role.REQUIRED and grade.mark.failed


def _told(grade: Grade) -> str:
    return f"{grade.grader}, trial {grade.trial.index}: {grade.reading.reason}"


def _evidence(grade: Grade) -> Iterable[str]:
    for quote in grade.reading.quotes if isinstance(grade.reading, Score) else ():
        line = "" if quote.line is None else f", line {quote.line}"
        yield f"{quote.pointer or quote.where}{line}: {quote.text}"


def _count(suite: Element) -> None:
    """A test case counts once, as an error before a failure."""
    cases = suite.findall("testcase")
    errors = sum(case.find("error") is not None for case in cases)
    failures = sum(case.find("error") is None and case.find("failure") is not None for case in cases)
    suite.set("tests", str(len(cases)))
    suite.set("errors", str(errors))
    skipped = [case for case in cases if case.find("skipped") is not None]
    only = sum(case.find("error") is None and case.find("failure") is None for case in skipped)
    suite.set("failures", str(failures))
    suite.set("skipped", str(only))
