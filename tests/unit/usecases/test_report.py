from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from audition.records.comparison import VerdictKind
from audition.records.results import Conclusion
from audition.reporting.terminal.results import conclusion_summary
from tests.fakes import shown


def regressed(*, regression: bool):
    """Findings whose comparison found it worse, without a failed check."""
    verdict = replace(shown.comparison().verdict, kind=VerdictKind.REGRESSED)
    return shown.findings(comparisons=(shown.comparison(verdict=verdict, regression=regression),), failures=())


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (shown.findings(), 1),
        (shown.findings(failures=()), 0),
        (regressed(regression=True), 1),
        (regressed(regression=False), 0),
    ],
    ids=["a required check failed", "nothing failed", "worse than the past", "worse than another variant"],
)
def test_only_a_failed_check_or_a_regression_fails_a_run(found, expected):
    """That one variant of a run does worse than another is a finding."""
    assert expected == Conclusion(findings=found, reports=()).exit_code


def test_a_sessions_summary_is_short_and_ends_with_what_to_type_next():
    """The page's path from here above it, however much was found."""
    rows = tuple(shown.row(f"grader-{n}") for n in range(100))
    found = shown.findings(comparisons=(shown.comparison(rows=rows),) * 4)
    lines = list(conclusion_summary(Conclusion(findings=found, reports=(Path.cwd() / "reports/x/index.html",))))

    assert len(lines) <= 25
    assert [
        "",
        "Report  reports/x/index.html",
        "Next    audition show late-fee clerk/careful --run 20261121-203355-letters-4f3a --trial 1",
    ] == lines[-3:]
