"""`file_written`, `parses` and `schema`: the deliverable as a file."""

from __future__ import annotations

from dataclasses import replace

from audition.records.outcome import OpaqueFile
from tests.fakes import works
from tests.unit.grading.checks.reading import check, score

RECORDING = "thorough-rival-quay-1"
PLAN = works.deliverable_text(works.trial(RECORDING))
PATH = works.work(RECORDING).scenario.deliverable


def test_the_plan_where_it_was_asked_for_passes():
    """All three checks pass on the recorded work."""
    work = works.work(RECORDING)

    assert all(score(check(name), work).passed for name in ("file_written", "parses", "schema"))


def test_a_plan_in_another_place_was_not_written():
    """The reason names where it went."""
    work = works.work(RECORDING, works.deliverable(None), works.left("plan.yaml", PLAN))
    reading = score(check("file_written"), work)

    assert reading.reason == f"{PATH}: there is no such file; it wrote plan.yaml"
    assert not score(check("parses"), work).passed


def test_an_empty_plan_or_one_of_bytes_was_not_written():
    """A file alone is not enough."""
    empty = works.work(RECORDING, works.deliverable(" \n"))
    binary = works.work(RECORDING, works.deliverable(OpaqueFile(kind="binary", bytes=9)))

    assert score(check("file_written"), empty).reason == f"{PATH}: is empty"
    assert "its bytes are not UTF-8" in score(check("file_written"), binary).reason


def test_a_file_that_lay_there_from_the_start_was_not_written():
    """The agent must have done it."""

    def planted(trial):
        return replace(trial, inputs={**trial.inputs, PATH: PLAN})

    assert "as it was at the start" in score(check("file_written"), works.work(RECORDING, planted)).reason


def test_a_plan_that_is_no_plain_yaml_does_not_parse():
    """The line is named."""
    reading = score(check("parses"), works.work(RECORDING, works.deliverable(PLAN + "risks: []\n")))

    assert not reading.passed
    assert f"line {len(PLAN.splitlines()) + 1}: $.risks: the key `risks` stands here a second time" in reading.reason


def test_each_fault_of_the_schema_is_told_with_its_pointer_and_line():
    """As many as there are, each as a quote."""
    work = works.work(
        RECORDING,
        works.put("$.risks[0].severity", "huge"),
        works.put("$.ship.dues", "a lot"),
        works.drop("$.assumptions"),
        works.put("$.actions[0].due", "soon"),
    )
    reading = score(check("schema"), work)
    quotes = {quote.pointer: quote for quote in reading.quotes}

    assert not reading.passed
    assert {"$.risks[0].severity", "$.ship.dues", "$", "$.actions[0].due"} == set(quotes)
    assert reading.reason.endswith("; and 1 more")
    line = quotes["$.risks[0].severity"].line
    assert "severity: huge" in (work.deliverable.text or "").splitlines()[line - 1]


def test_a_plan_that_is_a_list_keeps_to_no_schema():
    """Wrong types fail, they do not crash."""
    assert not score(check("schema"), works.work(RECORDING, works.deliverable("- a\n- b\n"))).passed
