"""Bounds of checks against the prompt's own."""

from __future__ import annotations

from typing import Any

import pytest

from audition.errors import Locus
from audition.loading.agent_file import parse_agent_file
from audition.loading.prompt_lint.prompt import Prompt
from audition.loading.prompt_lint.thresholds import threshold_remarks
from audition.records.definitions import CheckSpec
from tests.unit.loading.prompt_lint.linting import AROUND, HEAD

PLACE = Locus(path="scenarios/letters/suite.yaml", line=12)


def said(body: str, check: str, variants: tuple[str, ...] = (), **params: Any) -> list[str]:
    """What is said of a prompt with this body, in a suite with this check."""
    variant = parse_agent_file(f"---\n{HEAD}\n---\n\n{body}\n".encode(), "clerk/terse", models=AROUND.models)
    spec = CheckSpec(id="own", check=check, params=params, variants=variants, locus=PLACE)
    return [str(remark) for remark in threshold_remarks(Prompt.of(variant), [spec])]


CONTRADICTIONS = [
    ("Write at least 40 words.", "word_count", {"at_most": 900, "at_least": 50}),
    ("Use 40 words or more.", "word_count", {"at_least": 50}),
    ("Answer in at most 200 words.", "word_count", {"at_most": 120}),
    ("Answer in under 1,200 plain words.", "word_count", {"at_most": 120}),
    ("No more than 6 risks.", "risks", {"at_most": 5}),
    ("- Green: a score above 70, else amber", "health_band", {"green_above": 80}),
    ("| Red | < 40 |", "health_band", {"red_below": 50}),
    ("## Summary\nThe summary has at most 90 words.", "word_count", {"at_most": 60, "in": ["plan.summary"]}),
]


@pytest.mark.parametrize(("body", "check", "params"), CONTRADICTIONS)
def test_a_check_that_fails_works_which_keep_to_the_prompt_is_named_with_both_places(body, check, params):
    """The prompt's line, and where the check says another number."""
    (found,) = said(body, check, **params)

    assert found.startswith("agents/clerk/terse.md:")
    assert "(scenarios/letters/suite.yaml:12): it fails works that keep to the prompt" in found


@pytest.mark.parametrize(
    ("body", "check", "params"),
    [
        ("Write at least 50 words.", "word_count", {"at_least": 50}),
        ("Write at least 60 words.", "word_count", {"at_least": 50}),
        ("Answer in at most 60 words.", "word_count", {"at_most": 120}),
        ("At most 200 words, the summary at most 120 words.", "word_count", {"at_most": 120}),
        ("At most 200 words in all.\nA title has at most 9 words.", "word_count", {"at_most": 120}),
        ("A title has at most 90 words.", "word_count", {"at_most": 60, "in": ["plan.summary"]}),
        ("Wait at most 200 days.", "word_count", {"at_most": 120}),
        ("Green is kind. Anger is above 70.", "health_band", {"green_above": 80}),
        ("Green: above 80, red: below 50.", "health_band", {"green_above": 80, "red_below": 50}),
        ("```\nat most 200 words\n```", "word_count", {"at_most": 120}),
        ("Write at most 200 words.", "word_count", {"at_most": True}),
        ("Write at most 200 words.", "word_count", {"pattern": "at_most"}),
    ],
)
def test_bounds_that_agree_or_are_of_other_things_are_not(body, check, params):
    """A laxer check passes all that the prompt allows; of several bounds nobody knows which is meant."""
    assert said(body, check, **params) == []


def test_a_check_of_other_variants_is_not_held_against_this_one():
    """It never meets its works."""
    assert said("Use at most 200 words.", "word_count", ("clerk/long",), at_most=120) == []
    assert said("Use at most 200 words.", "word_count", ("clerk/terse",), at_most=120) != []
