"""`audition.checks`: its examples run, its types hold for a module that somebody writes, and nothing goes around it."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path

import pytest
from mypy import api

from tests.examples.pages import ROOT

WRITTEN = '''
"""Checks, a finder and a pytest file, as a suite has them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from audition.checks import (
    CaseReport, Check, Finder, Passage, Quote, Reading, Suite, Work, days, failed, figures, not_applicable, passed,
    passages, places, validate,
)


@dataclass(frozen=True, kw_only=True)
class Opens(Check):
    """The notes open with the version."""

    name = "opens"
    reads = {"version": str}
    within: int = 20

    def objections(self, suite: Suite) -> Iterator[tuple[str, str]]:
        for problem in validate(self.within, suite.schema.document):
            yield "within", problem.message

    def grade(self, work: Work) -> Reading:
        said = passages(work, ("headline",))
        if not said:
            return not_applicable("there is no headline")
        quote: Quote = said[0].quote()
        return passed("it does", quote) if work.facts["version"] in quote.text else failed("it does not", quote)


class Sums(Finder):
    """Amounts."""

    name = "sums"

    def find(self, work: Work) -> Iterator[Passage]:
        for place in places(work):
            if any(figure.is_amount for figure in figures(place.text)) or list(days(place.text)):
                yield place.piece(place.text, "an amount or a day")


def test_case(audition_case: CaseReport) -> None:
    audition_case.assert_required()
'''
USERS = (
    "evals/**/*.py",
    "docs/examples/letters/**/*.py",
    "src/audition/usecases/starter/project/**/*.py",
    "docs/writing-*.md",
)


@pytest.mark.parametrize(
    "module",
    ["audition.checks", "audition.grading.finder", "audition.grading.values.days", "audition.grading.values.figures"],
)
def test_the_examples_in_the_docstrings_run(module: str) -> None:
    """Each gives what it says."""
    result = doctest.testmod(importlib.import_module(module))

    assert result.attempted
    assert not result.failed


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("", "", None),
        ("within: int = 20", "within: int = '20'", "Incompatible types in assignment"),
        (
            "def grade(self, work: Work) -> Reading:",
            "def grade(self, work: Work) -> bool:",
            "incompatible with return type",
        ),
        ("said[0].quote()", "said[0].qoute()", 'has no attribute "qoute"'),
        ("Check, Finder", "Chek, Finder", 'has no attribute "Chek"'),
    ],
)
def test_a_strict_type_checker_reads_a_module_of_checks(tmp_path: Path, old: str, new: str, fault: str | None) -> None:
    """It finds nothing in a right one, and the slip in a wrong one."""
    module = tmp_path / "opens.py"
    module.write_text(WRITTEN.replace(old, new, 1) if old else WRITTEN)
    told, _, code = api.run(
        ["--strict", f"--cache-dir={ROOT / '.mypy_cache'}", f"--config-file={ROOT / 'pyproject.toml'}", str(module)]
    )

    assert (code == 0) == (fault is None), told
    assert fault is None or fault in told


def test_suites_and_pages_import_engine_names_from_one_module() -> None:
    """So that the engine can move without breaking anybody."""
    files = [path for pattern in USERS for path in ROOT.glob(pattern)]
    imports = {
        found
        for path in files
        for found in re.findall(r"^\s*(?:from|import) (audition[\w.]*)", path.read_text(), re.MULTILINE)
    }

    assert len(files) > 10
    assert imports == {"audition.checks"}
