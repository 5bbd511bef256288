"""Faults, warnings and failures as GitHub's workflow commands, so that they stand beside the lines of a pull request.

Everything that people or models wrote is escaped as the toolkit of GitHub's runner does it: no text ends a command or
begins another (https://docs.github.com/actions/reference/workflow-commands-for-github-actions).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Literal

from audition.errors import Fault
from audition.loading.prompt_lint import Remark
from audition.records.comparison import Findings
from audition.reporting.escaping import one_line
from audition.reporting.opening import opening

MOST = 10
"""Annotations of one kind that GitHub shows of a step."""

Level = Literal["error", "warning"]


def annotation(level: Level, path: str, line: int | None, text: str, title: str = "") -> str:
    """One workflow command.

    Args:
        level: How GitHub shows it.
        path: From the repository's top; empty: nobody knows.
        line: From 1; None: of the file as a whole.
        text: What is wrong; becomes one line.
        title: Its heading; empty: GitHub's own.
    """
    place = {"file": path, "line": str(line or 1)} if path else {}
    properties = {**place, **({"title": title} if title else {})}
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {told}::{_data(one_line(text, 1000))}"


def of_faults(faults: Iterable[Fault], below: str = "") -> Iterator[str]:
    """One a fault at its file and line.

    Args:
        faults: Of a project.
        below: The project's folder from the repository's top; empty: it is the top.
    """
    for fault in list(faults)[:MOST]:
        yield annotation("error", _from_top(fault.locus.path, below), fault.locus.line, fault.message)


def of_findings(findings: Findings, below: str = "") -> Iterator[str]:
    """One a required failure and one a variant that regressed, at its prompt's file; nothing of what was expected.

    Args:
        findings: Of a run.
        below: As in `of_faults`.
    """
    prompts = {name: facts.path for run in reversed(findings.runs) for name, facts in run.variants.items()}
    for failure in findings.new_failures[:MOST]:
        quote = f": “{failure.quote.text.strip()}”" if failure.quote else ""
        title = f"{failure.grader} on {failure.trial.scenario}"
        path = _from_top(prompts.get(failure.trial.variant, ""), below)
        yield annotation("error", path, 1, f"{failure.reason}{quote}", title)
    for comparison in findings.regressed[:MOST]:
        name = comparison.candidate.variant
        told = next((line for line in opening(findings) if name in line), comparison.verdict.sentence)
        yield annotation("error", _from_top(prompts.get(name, ""), below), 1, told, f"{name} regressed")


def of_remarks(remarks: Iterable[Remark], below: str = "") -> Iterator[str]:
    """One a doubt, as a warning; `below` as in `of_faults`."""
    for remark in list(remarks)[:MOST]:
        yield annotation("warning", _from_top(remark.path, below), remark.line, remark.what)


def below_top(environment: Mapping[str, str], root: Path) -> str:
    """A project's folder from the top of the checkout that the runner works in; empty: it is the top."""
    top, here = Path(environment.get("GITHUB_WORKSPACE", ".")).resolve(), root.resolve()
    return here.relative_to(top).as_posix().removeprefix(".") if here.is_relative_to(top) else ""


def _from_top(path: str, below: str) -> str:
    return str(PurePosixPath(below, path)) if below and path else path


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
