"""Work to be judged, and replies that a judge could give about it."""

from __future__ import annotations

from audition.records.criteria import Rubric
from tests.fakes import works
from tests.fakes.replies import spoken

RECORDING = "brisk-rival-quay-0"
OPUS = "claude-opus-5-5"


def rubric(rubric_id: str = "quality") -> Rubric:
    """The tests' own rubric, or one of the shipped suite."""
    own = works.rubric()
    return own if rubric_id == own.id else next(one for one in works.suite().rubrics if one.id == rubric_id)


def work(*changes, recording: str = RECORDING):
    """A recorded work, changed where that is asked for."""
    return works.work(recording, *changes)


def entries(of: Rubric | None = None, evidence: str = "Solara Lines", **changes) -> dict:
    """Every criterion met with a quote of the account's name; `changes` replace fields of every entry."""
    entry = {"evidence": evidence, "reason": "It says so.", "met": True}
    return {criterion.id: {**entry, **changes} for criterion in (of or rubric()).criteria}


def reply(of: Rubric | None = None, **changes) -> str:
    """A whole usable reply."""
    return spoken(entries(of, **changes))
