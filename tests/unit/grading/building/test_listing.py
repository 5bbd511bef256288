from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Literal

import pytest

from audition.grading.building.listing import check_entry, words
from audition.grading.check import Check, Work, passed
from audition.records.grades import Reading


class Tone(Enum):
    """How it sounds."""

    WARM = "warm"
    COOL = "cool"


@dataclass(frozen=True, kw_only=True)
class Sounds(Check):
    """The answer sounds like this.

    More than a reader of the list needs.
    """

    name = "sounds"
    reads = {"mood": str}  # noqa: RUF012
    tone: Tone
    in_: tuple[str, ...] = ("final_message",)
    loud: bool = False
    before: str | None = None

    def grade(self, work: Work) -> Reading:
        """Always."""
        return passed("it does")


def test_an_entry_says_what_a_person_writes():
    """Parameters as YAML names them, with what each takes and its default."""
    found = check_entry(Sounds, "evals/checks")

    assert (found.name, found.home, found.reads) == ("sounds", "evals/checks", ("mood",))
    assert found.gives == "The answer sounds like this."
    assert found.parameters == {
        "tone": "warm | cool, required",
        "in": "list of texts, default final_message",
        "loud": "true or false, default false",
        "before": "text",
    }


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        (str, "text"),
        (float | None, "number"),
        (int | str, "whole number or text"),
        (tuple[date, ...], "list of dates"),
        (tuple[Tone, ...], "list of (warm | cool)"),
        (Literal["a", "b"], "a | b"),
        (Mapping[str, re.Pattern[str]], "mapping of names to patterns"),
        (Any, "anything"),
    ],
)
def test_annotations_are_said_in_words(kind, told):
    """The words that people write YAML with."""
    assert words(kind) == told
