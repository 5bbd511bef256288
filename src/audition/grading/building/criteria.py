"""What is wrong with the criteria of a suite that only shows when its finders are known and its examples are tried."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from audition.errors import Fault
from audition.grading.check import Deliverable, Work
from audition.grading.finder import Finder
from audition.grading.judging.pointing import pointed_at
from audition.grading.passages import CONVERSATION, named, unknown_parts
from audition.loading.formats import parse_as
from audition.loading.yaml_writer import dump_yaml
from audition.records.criteria import Absent, Criterion, Example
from audition.records.definitions import Scenario, Suite
from audition.records.evidence import Ending, Origin, Trial, TrialId
from audition.records.messages import Message
from audition.records.scene import UNNAMED, Format
from audition.text import did_you_mean, shortened


def criteria_faults(suite: Suite, finders: Mapping[str, Finder]) -> Iterator[Fault]:
    """Finders that are not there, and examples in which `find` finds nothing, so that works like them would be missed.

    A rubric's criterion is tried in every scenario, and must find its examples in one of them.
    """
    for rubric in suite.rubrics:
        yield from _faults(rubric.criteria, suite, suite.scenarios, finders)
    for scenario in suite.scenarios:
        yield from _faults(scenario.criteria, suite, (scenario,), finders)


def example_work(example: Example, suite: Suite, scenario: Scenario, part: str = "") -> Work:
    """The smallest work that holds a passage: a deliverable of that text alone, or where none is asked a message.

    Args:
        example: The passage.
        suite: Whose first variant did it.
        scenario: Where.
        part: Where in the work, as `in` names it; empty: wherever the scenario first asks for something.
    """
    name, keys = named(part or UNNAMED, [each.name for each in scenario.deliverables])
    wanted = [each for each in scenario.deliverables if not part or each.name == name]
    asked = wanted[0] if wanted else None
    parts = asked is not None and asked.format.has_parts
    text = dump_yaml(_nested(keys if part else [], example.text)) if parts else example.text
    document = parse_as(Format.YAML if parts else Format.TEXT, text, scenario.deliverable)
    variant = suite.variants[0]
    return Work(
        trial=Trial(
            id=TrialId(scenario.id, variant.id, 0),
            origin=Origin.SCRIPTED,
            ending=Ending.FINISHED,
            messages=() if asked else _said(text, earlier=part == CONVERSATION),
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


def _nested(keys: list[str], text: str) -> dict[str, Any]:
    *outer, last = keys or ["passage"]
    value: dict[str, Any] = {last: text}
    for key in reversed(outer):
        value = {key: value}
    return value


def _said(text: str, *, earlier: bool) -> tuple[Message, ...]:
    """A talk whose last message, or the one before it, is this."""
    said: Message = {"role": "assistant", "content": text}
    user: Message = {"role": "user", "content": "…"}
    return (user, said, user, {"role": "assistant", "content": "…"}) if earlier else (said,)


def _faults(
    criteria: tuple[Criterion, ...], suite: Suite, scenarios: tuple[Scenario, ...], finders: Mapping[str, Finder]
) -> Iterator[Fault]:
    for criterion in criteria:
        meant = replace(suite, scenarios=scenarios)
        yield from (Fault(criterion.locus, f"in: {wrong}") for wrong in unknown_parts(criterion.in_, meant))
        unknown = [each for each in criterion.find if each.finder and each.finder not in finders]
        for each in unknown:
            message = f"there is no finder {each.finder!r}{did_you_mean(each.finder, finders)}"
            yield Fault(each.locus, f"{message}; `audition check --list` shows all")
        if unknown or not criterion.find or criterion.absent is Absent.ASK:
            continue
        for example in criterion.examples:
            works = (example_work(example, suite, scenario, *criterion.in_[:1]) for scenario in scenarios)
            if not any(pointed_at(work, criterion, finders) for work in works):
                told = f"`find` of {criterion.id!r} finds nothing in its own example {shortened(example.text)!r}"
                yield Fault(example.locus, f"{told}: a work like it would be {_taken(criterion)} unread")


def _taken(criterion: Criterion) -> str:
    return "taken for met" if criterion.absent is Absent.MET else "left out as not applicable"
