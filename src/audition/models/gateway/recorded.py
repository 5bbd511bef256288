"""Answers a program from the recording of its trial, as long as it asks what it asked then."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from audition.errors import ModelError
from audition.models.gateway.said import answers_in, asked_in, named, opening_of
from audition.models.protocol import Query, Reply
from audition.records.evidence import Recording, TrialId
from audition.records.messages import Message, content_blocks
from audition.records.turns import Turn

_EXCERPT = 60


class _Talk(NamedTuple):
    messages: Sequence[Message]
    turns: Sequence[Turn]


class RecordedTraffic:
    """A `Channel` that gives each call the answer that its conversation was given when it was recorded."""

    def __init__(self, recordings: Mapping[TrialId, Recording]) -> None:
        """Takes the recordings of programs' trials."""
        self._recordings = recordings

    async def send(self, query: Query) -> Reply:
        """The recorded answer.

        Raises:
            ModelError: The program asks otherwise than when it was recorded; the text says where they part.
        """
        recording = self._recordings[query.trial.recorded_as]
        asked = [named(message) for message in query.params["messages"]]
        given = answers_in(asked)
        alike = [talk for talk in _talks(recording) if answers_in(talk.messages)[: len(given)] == given]
        alike = [talk for talk in alike if len(talk.turns) > len(given)]
        talk = next((talk for talk in alike if _same(talk, asked)), None)
        if talk is None:
            raise ModelError(
                f"{query.trial}: the program asks otherwise than it was recorded: {_parting(alike, asked)}"
            )
        answers = [message for message in talk.messages if message["role"] == "assistant"]
        return Reply(content=tuple(content_blocks(answers[len(given)])), turn=talk.turns[len(given)])


def _talks(recording: Recording) -> Iterator[_Talk]:
    yield _Talk(recording.messages, recording.turns)
    for aside in recording.asides:
        if aside.messages:
            yield _Talk(aside.messages, aside.turns)


def _same(talk: _Talk, asked: Sequence[Message]) -> bool:
    return _parts(talk, asked) is None


def _parts(talk: _Talk, asked: Sequence[Message]) -> tuple[str, str] | None:
    """The first message of the user that was another one when it was recorded: then, and now."""
    then = [asked_in(message) for message in talk.messages if message["role"] == "user"]
    now = [asked_in(message) for message in asked if message["role"] == "user"]
    for before, today in zip(then, now, strict=False):
        if before != today:
            return before, today
    return None if len(now) <= len(then) else ("", now[len(then)])


def _parting(alike: Sequence[_Talk], asked: Sequence[Message]) -> str:
    if not alike:
        return f"no recorded conversation goes on so; it began {opening_of(asked)[:_EXCERPT]!r}"
    before, today = _parts(alike[0], asked) or ("", "")
    at = next((i for i, (a, b) in enumerate(zip(before, today, strict=False)) if a != b), min(len(before), len(today)))
    start = max(0, at - 15)
    return f"recorded as …{before[start : at + _EXCERPT]!r}, today …{today[start : at + _EXCERPT]!r}"
