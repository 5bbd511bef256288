"""What is wrong with the criteria of a suite that only shows when its finders are known and its examples are tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from audition.errors import Fault
from audition.grading.check import Deliverable, Work
from audition.grading.finder import Finder
from audition.grading.judging.pointing import pointed_at
from audition.loading.formats import parse_as
from audition.loading.yaml_writer import dump_yaml
from audition.records.definitions import Absent, Criterion, Example, Scenario, Suite
from audition.records.evidence import Ending, Origin, Trial, TrialId
from audition.records.scene import Format
from audition.text import did_you_mean, shortened


def criteria_faults(suite: Suite, finders: Mapping[str, Finder]) -> Iterator[Fault]:
    """Finders that are not there, and examples in which `find` finds nothing, so that works like them would be missed.

    A rubric's criterion is tried in every scenario, and must find its examples in one of them.
    """
    for rubric in suite.rubrics:
        yield from _faults(rubric.criteria, suite, suite.scenarios, finders)
    for scenario in suite.scenarios:
        yield from _faults(scenario.criteria, suite, (scenario,), finders)


def example_work(example: Example, suite: Suite, scenario: Scenario) -> Work:
    """The smallest work that holds a passage: a deliverable of that text alone, or where none is asked a message."""
    asked = scenario.deliverables[0] if scenario.deliverables else None
    parts = asked is not None and asked.format.has_parts
    text = dump_yaml({"passage": example.text}) if parts else example.text
    document = parse_as(Format.YAML if parts else Format.TEXT, text, scenario.deliverable)
    variant = suite.variants[0]
    return Work(
        trial=Trial(
            id=TrialId(scenario.id, variant.id, 0),
            origin=Origin.SCRIPTED,
            ending=Ending.FINISHED,
            messages=() if asked else ({"role": "assistant", "content": text},),
            turns=(),
            inputs=scenario.inputs,
            outcome={**scenario.inputs, **({asked.path: text} if asked else {})},
        ),
        scenario=scenario,
        variant=variant,
        deliverables={asked.name: Deliverable(text=text, document=document.value, lines=document.lines, asked=asked)}
        if asked
        else {},
    )


def _faults(
    criteria: tuple[Criterion, ...], suite: Suite, scenarios: tuple[Scenario, ...], finders: Mapping[str, Finder]
) -> Iterator[Fault]:
    for criterion in criteria:
        unknown = [each for each in criterion.find if each.finder and each.finder not in finders]
        for each in unknown:
            message = f"there is no finder {each.finder!r}{did_you_mean(each.finder, finders)}"
            yield Fault(each.locus, f"{message}; `audition check --list` shows all")
        if unknown or not criterion.find or criterion.absent is Absent.ASK:
            continue
        for example in criterion.examples:
            works = (example_work(example, suite, scenario) for scenario in scenarios)
            if not any(pointed_at(work, criterion, finders) for work in works):
                told = f"`find` of {criterion.id!r} finds nothing in its own example {shortened(example.text)!r}"
                yield Fault(example.locus, f"{told}: a work like it would be {_said(criterion)} unread")


def _said(criterion: Criterion) -> str:
    return "taken for met" if criterion.absent is Absent.MET else "left out as not applicable"
