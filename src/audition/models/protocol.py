"""The protocol every model keeps: one conversation a trial, one reply a request."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from audition.records.definitions import Scenario
from audition.records.evidence import Origin, Recording, TrialId
from audition.records.media import Media
from audition.records.messages import Block, Message
from audition.records.turns import Turn
from audition.records.variants import Variant

WIDTH = 64
"""Live calls under way at once where nobody says otherwise, and live trials; what the API allows is often less."""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """Who plays what: all that identifies a trial before it starts."""

    id: TrialId
    variant: Variant
    scenario: Scenario
    schema_digest: str


@dataclass(frozen=True, kw_only=True)
class Request:
    """One call of a model, in the Messages API's terms."""

    model: str
    system: str
    tools: tuple[Mapping[str, Any], ...]
    messages: tuple[Message, ...]
    max_tokens: int
    effort: str | None = None
    """How much the model is asked to think; None: as it is used to."""
    media: Sequence[Media] = ()
    """The pictures and documents that the messages name by their digests."""
    thinking: str | int | None = None
    """`adaptive`, `disabled`, or the tokens that may be thought; None: as the model is used to."""
    seconds: float = math.inf
    """The longest wait for an answer to come, retries and waiting for one's turn apart."""
    answer_schema: Mapping[str, Any] | None = None
    """The JSON Schema of the answer; None: it is a text."""
    usable: Callable[[Reply], bool] = lambda _: True
    """As `Query.usable`."""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """One answer of a model."""

    content: tuple[Block, ...]
    turn: Turn


class Conversation(Protocol):
    """A model's side of one trial."""

    @property
    def recording(self) -> Recording | None:
        """The recording that answers, when one does: it also answers for the shell."""

    async def reply(self, request: Request) -> Reply:
        """The model's next answer.

        Raises:
            ModelError: No usable answer came, after the retries allowed; the trial fails.
            OutOfTime: No answer came in the request's seconds.
            AccessDenied: No call can succeed; the run ends.
            BudgetMet: The call could pass the run's cap.
        """


class Model(Protocol):
    """Opens conversations."""

    @property
    def origin(self) -> Origin:
        """Where its answers come from."""

    def open(self, subject: Subject) -> Conversation:
        """A conversation for one trial.

        Raises:
            RecordingMiss: Nothing is recorded for this trial as it is defined today.
        """


@dataclass(frozen=True, kw_only=True)
class Query:
    """One call in the Messages API's own parameters, as the loop's conversations and the judge make them."""

    params: Mapping[str, Any]
    """What `messages.create` takes; cache breakpoints and streaming are the channel's business."""
    trial: TrialId
    """Whose call this is: the trial that is played or judged."""
    repeat: int = 0
    """Which of several equal calls for one trial this is, from 0, as when a judge is asked again."""
    seconds: float = math.inf
    """The longest wait for an answer that is under way."""
    placed: bool = False
    """Whether whoever asks has placed the cache breakpoints, so that no more are added."""
    grows: bool = False
    """Whether the conversation goes on from here, so that all of it is worth caching."""
    usable: Callable[[Reply], bool] = lambda _: True
    """Whether a reply answers the question; one that does not is no answer to the next who asks the same."""


class Channel(Protocol):
    """Sends queries and gives validated answers."""

    async def send(self, query: Query) -> Reply:
        """The answer: its content blocks, in order and of known form, and the facts of the call.

        Raises:
            ModelError: No usable answer came, after the retries allowed.
            AccessDenied: No call can succeed.
            BudgetMet: The call could pass the run's cap.
        """
