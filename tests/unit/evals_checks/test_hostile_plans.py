"""Whatever a model leaves in place of a plan, every check answers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audition.grading.check import Deliverable, Work
from audition.records.grades import NotApplicable, Score
from tests.fakes.shipped import graders, put, suite, work
from tests.hostile.texts import BUSY

RECORDING = "support-upsell-seat-expansion-0"
KEYS = sorted(
    {"account", "health", "opportunities", "milestones", "owner", "date", "name", *work(RECORDING).deliverable.data}
)
TEXTS = st.sampled_from(
    ["", "2026-02-30", "2026-02-10", "USD 1,2", "$999999999999M", "0 percent of USD 0", "Dr", "x's", "CHF 1'", "²³"]
)
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS | st.text()
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS) | st.text(), inner, max_size=5),
    max_leaves=25,
)


@settings(max_examples=30)
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8) | VALUES)
def test_no_document_breaks_a_check(document: Any) -> None:
    """With a schema that filters wrong types and without one: a score or `not applicable`, never a crash."""
    recorded = work(RECORDING)
    for schema in (recorded.schema, replace(recorded.schema, document={})):
        asked = replace(recorded.deliverable.asked, schema=schema)
        _answered(_leaving(replace(recorded.deliverable, document=document, lines={}, asked=asked)))


@settings(max_examples=30)
@given(st.data())
def test_no_value_in_a_real_plan_breaks_a_check(data: st.DataObject) -> None:
    """Any part of a good plan replaced by anything."""
    recorded = work(RECORDING)
    plan = {**recorded.deliverable.data}
    part = data.draw(st.sampled_from(sorted(plan)))
    items = plan[part]
    key = data.draw(st.sampled_from(range(len(items)) if isinstance(items, list) else [None]))
    put = data.draw(VALUES)
    plan[part] = put if key is None else [*items[:key], put, *items[key + 1 :]]
    _answered(_leaving(replace(recorded.deliverable, document=plan)))


@pytest.mark.parametrize("words", BUSY.values(), ids=BUSY)
def test_a_long_text_keeps_no_check_busy(words: str) -> None:
    """A hundred and fifty thousand characters of what a check looks for are read to their end."""
    _answered(work(RECORDING, put("$.situation", (words * 150_000)[:150_000])))


def _leaving(file: Deliverable) -> Work:
    """The recorded work with this file in place of its own."""
    recorded = work(RECORDING)
    return replace(recorded, deliverables=dict.fromkeys(recorded.deliverables, file))


def _answered(graded: Any) -> None:
    for scenario in suite().scenarios[::8]:
        met = replace(graded, scenario=scenario)
        for built in graders().checks[scenario.id]:
            if not type(built.check).__module__.startswith("audition."):
                reading = built.check.grade(met)

                assert isinstance(reading, Score | NotApplicable)
                assert reading.reason
