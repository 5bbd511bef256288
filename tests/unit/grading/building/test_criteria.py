"""Finders that are not there and examples that are not found are told before anything runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from audition.errors import Locus
from audition.grading.building.criteria import criteria_faults
from audition.grading.finder import Finder
from audition.grading.passages import Passage, places
from audition.records.criteria import Absent, Criterion, Example, Find
from tests.fakes import works

PLACE = Locus(path="letters.yaml", line=7)
ALL = works.suite().scenarios
HERE = ALL[0]


class Named(Finder):
    """Places that name the scenario."""

    name = "named"

    def find(self, work) -> Iterator[Passage]:
        """Whatever says the scenario's id."""
        return (each for each in places(work) if work.scenario.id in each.text)


def criterion(*find, absent=Absent.MET, examples=("The kiln runs.",)):
    """A criterion that looks so, with these examples."""
    return Criterion(
        id="kiln",
        text="The kiln is not sold.",
        find=tuple(Find(**each, locus=PLACE) for each in find),
        absent=absent,
        examples=tuple(Example(text=text, met=True, locus=PLACE) for text in examples),
    )


def faults(*own, of_rubric=()):
    """What is wrong with these criteria of the first scenario, and of a rubric."""
    rubric = replace(works.suite().rubrics[0], criteria=tuple(of_rubric))
    suite = replace(works.suite(), scenarios=(replace(HERE, criteria=own), *ALL[1:]), rubrics=(rubric,))
    return [str(fault) for fault in criteria_faults(suite, {"named": Named()})]


def test_examples_that_are_found_are_no_fault():
    """By a pattern, whatever its case, or by a finder; and a criterion without `find` is always asked."""
    assert faults(criterion({"pattern": "KILN"}), criterion({"finder": "named"}, examples=[f"as in {HERE.id}"])) == []
    assert faults(criterion()) == []


def test_an_example_that_is_not_found_is_a_fault():
    """A work like it would be judged by nobody."""
    (told,) = faults(criterion({"pattern": "oven"}, {"finder": "named"}))

    assert told.startswith("letters.yaml:7: $: `find` of 'kiln' finds nothing in its own example 'The kiln runs.'")
    assert "taken for met unread" in told


def test_where_find_only_points_an_example_need_not_be_found():
    """The judge is asked all the same."""
    assert faults(criterion({"pattern": "oven"}, absent=Absent.ASK)) == []


def test_a_finder_that_is_not_there_is_told_with_what_is():
    """And its criterion's examples are not tried."""
    (told,) = faults(criterion({"finder": "namde"}))

    assert "there is no finder 'namde'; did you mean `named`?" in told


@pytest.mark.parametrize(("example", "count"), [(f"as in {ALL[2].id}", 0), ("nowhere", 1)])
def test_a_rubrics_example_must_be_found_in_one_of_the_scenarios(example, count):
    """What a finder knows differs from one to the other."""
    assert len(faults(of_rubric=[criterion({"finder": "named"}, examples=[example])])) == count
