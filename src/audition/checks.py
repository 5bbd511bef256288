"""What a suite's own checks, finders and pytest files import; nothing else of the engine is promised to stay.

A check is a frozen dataclass that compares, in a folder that the suite names with `checks_from`:

>>> from dataclasses import dataclass
>>> @dataclass(frozen=True, kw_only=True)
... class Adds(Check):
...     '''The total is the sum of the items.'''
...
...     name = "adds"
...     tolerance: float = 0.005
...
...     def grade(self, work: Work) -> Reading:
...         made = work.deliverable
...         items, total = made.data.get("items", []), made.data.get("total")
...         quote = Quote(text=str(total), where="deliverable", line=made.line("$.total"), pointer="$.total")
...         if total is None:
...             return not_applicable("the deliverable states no total")
...         if abs(sum(items) - total) <= self.tolerance:
...             return passed(f"{len(items)} items add up to {total:g}", quote)
...         return failed(f"total is {total:g}, but the items add up to {sum(items):g}", quote)

A finder, in the same folder, points a judge at passages:

>>> class Links(Finder):
...     '''Addresses on the web.'''
...
...     name = "links"
...
...     def find(self, work: Work) -> Iterator[Passage]:
...         return (place for place in places(work) if "://" in place.text)

Values are found however they are written, and a part of the deliverable can be held against a JSON Schema:

>>> [(figure.value, *figure.currencies) for figure in figures("about CHF 1.2k")]
[(1200.0, 'CHF')]
>>> [(day.day, day.month, day.year) for day in days("by 13 March")]
[(13, 3, None)]
>>> [problem.message for problem in validate("purple", {"enum": ["red", "green"]})]
['is the text "purple", not one of the allowed values; known: green, red']
"""

from __future__ import annotations

from collections.abc import Iterator  # noqa: F401  # the examples above
from typing import TYPE_CHECKING, Any

from audition.grading.check import Check, Deliverable, Work, failed, not_applicable, passed
from audition.grading.finder import Finder
from audition.grading.passages import Passage, passages, places
from audition.grading.values import Day, Figure, days, figures
from audition.loading.json_schema import Problem, validate
from audition.records.definitions import Suite
from audition.records.grades import NotApplicable, Quote, Reading, Score

if TYPE_CHECKING:
    from audition.usecases.evals import CaseReport
else:

    def __getattr__(name: str) -> Any:
        """`CaseReport`, which only pytest files need: behind it stands all that plays a suite."""
        if name == "CaseReport":
            from audition.usecases.evals import CaseReport

            return CaseReport
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


__all__ = [
    "CaseReport",
    "Check",
    "Day",
    "Deliverable",
    "Figure",
    "Finder",
    "NotApplicable",
    "Passage",
    "Problem",
    "Quote",
    "Reading",
    "Score",
    "Suite",
    "Work",
    "days",
    "failed",
    "figures",
    "not_applicable",
    "passages",
    "passed",
    "places",
    "validate",
]
