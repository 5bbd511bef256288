"""Runs as JUnit XML: one test case a case, for CI systems that show tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from audition.records.definitions import Role
from audition.records.evidence import CaseId
from audition.records.grades import Grade, Score
from audition.reporting.escaping import xml
from audition.store.rows import Summary
from audition.store.run_file import RunFile

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element


def write_junit(runs: Iterable[RunFile], out: TextIO) -> None:
    """Write the runs: a suite each, a test case a case.

    A required check that failed is a failure, a trial that the machinery broke an error; the scores with their reasons
    are properties, named `<grader>#<trial>`.
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
        suite.extend(_case(run, case, trials) for case, trials in cases.items())
        _count(suite)
        out.write(tostring(suite, encoding="unicode") + "\n")
    out.write("</testsuites>\n")


def _case(run: RunFile, case: CaseId, trials: Sequence[Summary]) -> Element:
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
    for grade in filter(_fails, grades):
        said = SubElement(found, "failure", message=xml(_told(grade)), type="required check")
        said.text = xml("\n".join(_evidence(grade)))
    return found


def _fails(grade: Grade) -> bool:
    return grade.role is Role.REQUIRED and isinstance(grade.reading, Score) and not grade.reading.passed


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
    suite.set("failures", str(failures))
