"""Reads the `replies:` of scenarios: what the user says further."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audition.errors import DefinitionError, Fault
from audition.loading.document import Document, child
from audition.loading.json_schema import pattern_fault
from audition.records.definitions import Scenario
from audition.records.scene import UserReply


def replies_of(document: Document) -> tuple[UserReply, ...]:
    """The replies of a scenario that has passed its gate.

    Raises:
        DefinitionError: A pattern is none.
    """
    found: list[UserReply] = []
    faults: list[Fault] = []
    for index, written in enumerate(document.value.get("replies", [])):
        place = child("$.replies", index)
        reply: dict[str, Any] = {"say": written} if isinstance(written, str) else written
        when = reply.get("when")
        if when and "pattern" in when and (message := pattern_fault(when["pattern"])):
            faults.append(Fault(document.locus(child(child(place, "when"), "pattern")), message))
        found.append(UserReply(say=reply["say"], when=when, locus=document.locus(place)))
    if faults:
        raise DefinitionError(faults)
    return tuple(found)


def unsendable(scenarios: Sequence[Scenario], turns: int) -> Iterator[Fault]:
    """Replies for which a trial has no answer left: the last answer gets none."""
    for scenario in scenarios:
        if len(scenario.replies) >= turns:
            first = scenario.replies[turns - 1]
            told = f"can never be sent: a trial has {turns} answers, and the last one gets no reply"
            yield Fault(first.locus, f"{told}; raise `limits.turns`, or take it out")
