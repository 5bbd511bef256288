"""What GitHub shows beside the lines of a pull request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from audition.errors import Fault, Locus
from audition.loading.prompt_lint import Remark
from audition.reporting.annotations import MOST, annotation, below_top, of_faults, of_findings, of_remarks
from tests.fakes import shown


def test_a_fault_stands_at_its_file_and_line_below_the_projects_folder():
    """GitHub knows paths from the repository's top alone."""
    fault = Fault(Locus(path="scenarios/a/suite.yaml", line=18), "is 3, must be a text")

    assert list(of_faults([fault], "packages/a")) == [
        "::error file=packages/a/scenarios/a/suite.yaml,line=18::is 3, must be a text"
    ]
    assert list(of_remarks([Remark("agents/a/b.md", 4, "so, and so")])) == [
        "::warning file=agents/a/b.md,line=4::so, and so"
    ]


def test_a_required_failure_and_a_regression_stand_at_their_prompt():
    """With the reason, the quote, and what failed where as the title; a prompt that no run names has no place."""
    found = shown.several()
    worse = replace(found.comparisons[1], regression=True)
    both = replace(found, comparisons=(worse,), failures=shown.findings().failures)
    known = replace(both, failures=tuple(replace(each, expected=True) for each in both.failures))

    assert list(of_findings(both, "packages/a")) == [
        "::error file=packages/a/a.md,line=1,title=never_promises on late-fee::Plain words.: “Plain words.”",
        "::error title=clerk/curt regressed::curt does worse than hasty.",
    ]
    assert len(list(of_findings(known))) == 1


def test_no_more_is_said_than_is_shown():
    """GitHub drops the rest without a word."""
    assert len(list(of_faults([Fault(Locus(path="a"), "wrong")] * 30))) == MOST


@given(st.text(), st.text(), st.text())
def test_no_text_of_anybodys_ends_a_command_or_begins_another(path: str, text: str, title: str):
    """One line, one pair of colons before the message, as many properties as were given."""
    command = annotation("error", path, 1, text, title)
    head, *_ = command.removeprefix("::error ").partition("::")

    assert "\n" not in command
    assert "\r" not in command
    assert head.count(",") == bool(path) + bool(path and title)
    assert ":" not in head


def test_a_projects_folder_is_told_from_the_checkouts_top(tmp_path: Path):
    """Empty at the top, and where the checkout is elsewhere."""
    environment = {"GITHUB_WORKSPACE": str(tmp_path)}

    assert below_top(environment, tmp_path / "packages/a") == "packages/a"
    assert below_top(environment, tmp_path) == ""
    assert below_top({"GITHUB_WORKSPACE": str(tmp_path / "other")}, tmp_path) == ""
