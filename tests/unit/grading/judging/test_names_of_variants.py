"""A judge never learns which variant it reads, whoever played it and at whatever revision."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audition.grading.judging.showing import harmless
from tests.unit.models.subjects import variant


@pytest.mark.parametrize(
    "name", ["clerk/hasty", "clerk/hasty@HEAD~3", "clerk/hasty+claude-code", "clerk/hasty+shop@main"]
)
def test_a_work_that_names_its_variant_is_shown_without_the_name(name: str):
    """As `clerk/hasty`, `clerk-hasty` or the path of its file."""
    one = replace(variant(), id=name, path="agents/clerk/hasty.md")
    shown = harmless("By clerk/hasty, by clerk-hasty, from agents/clerk/hasty.md.", one)

    assert "hasty" not in shown
