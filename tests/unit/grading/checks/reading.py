"""How tests of checks show work to a check."""

from __future__ import annotations

from typing import Any

from audition.errors import Locus
from audition.grading.building import build_check, load_registry
from audition.grading.check import Check, Work
from audition.records.definitions import CheckSpec
from audition.records.grades import Score
from tests.fakes import works

REGISTRY = load_registry(works.ROOT, None)


def check(name: str, **params: Any) -> Check:
    """A check as YAML describes it; `in_` is `in`."""
    written = {key.rstrip("_"): value for key, value in params.items()}
    return build_check(CheckSpec(id=name, check=name, params=written, locus=Locus(path="suite.yaml")), REGISTRY)


def score(checked: Check, work: Work) -> Score:
    """What the check says of the work, which must be a score."""
    reading = checked.grade(work)
    assert isinstance(reading, Score), reading
    return reading
