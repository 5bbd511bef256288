from __future__ import annotations

import io
import json
from dataclasses import fields
from importlib import resources

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from audition.records.attribution import Cause, Change
from audition.records.comparison import Findings
from audition.reporting.findings_json import FORMAT, plain_findings, write_findings
from scripts.write_findings_schema import findings_schema
from tests.fakes import shown
from tests.unit.reporting.sinks import hostile_texts


@pytest.fixture(scope="module")
def schema():
    """The published schema."""
    return json.loads(resources.files("audition.reporting").joinpath("findings.schema.json").read_text("utf-8"))


@pytest.mark.parametrize("story", [shown.findings, shown.alone, shown.several])
def test_findings_keep_to_the_published_schema(schema, story):
    """Whatever was compared with whatever."""
    Draft202012Validator.check_schema(schema)

    assert [] == [error.message for error in Draft202012Validator(schema).iter_errors(plain_findings(story()))]


def test_the_published_schema_is_that_of_the_records(schema):
    """After a change of the records, `python scripts/write_findings_schema.py` publishes it anew."""
    assert findings_schema() == schema


def test_another_shape_does_not_keep_to_the_schema(schema):
    """A missing threshold, an unknown key, a score as text: each is found."""
    plain = plain_findings(shown.findings())
    del plain["comparisons"][0]["thresholds"]
    plain["more"] = 1
    plain["sides"][0]["coverage"] = "1.0"

    assert len(list(Draft202012Validator(schema).iter_errors(plain))) == 3


def test_every_threshold_and_what_is_unknown_is_there():
    """Unknown is null, never left out and never 0."""
    plain = plain_findings(shown.findings())

    assert FORMAT == plain["format"]
    assert {"alpha": 0.05, "grader_alpha": 0.05, "margin": 0.05} == plain["comparisons"][0]["thresholds"]
    assert plain["sides"][0]["cost_usd"] is None


def test_no_field_of_the_findings_is_left_out():
    """But for whole prompts and the list of trials, which the run file holds."""
    plain = plain_findings(shown.findings())

    assert {"format", *(field.name for field in fields(Findings))} == plain.keys()
    assert "planned" not in plain["runs"][0]
    assert "text" not in plain["runs"][0]["variants"][shown.HASTY]


@settings(max_examples=30)
@given(hostile_texts)
def test_any_text_survives_as_strict_ascii_json(text):
    """Lone surrogates included."""
    out = io.StringIO()
    change = Change(cause=Cause.PROMPT, detail=text, tells="Run both.")
    write_findings(shown.findings(text, comparisons=(shown.comparison(text, changes=(change,)),)), out)

    assert out.getvalue().isascii()
    assert json.loads(out.getvalue())["failures"][0]["reason"] == text
