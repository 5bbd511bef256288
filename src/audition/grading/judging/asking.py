"""Asks a model one question until it answers usably, a bounded number of times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from audition.errors import AccessDenied, BudgetMet, ModelError
from audition.grading.judging.answers import UnusableAnswer
from audition.models.protocol import Channel, Query, Reply
from audition.records.evidence import TrialId
from audition.records.grades import Unscored
from audition.records.turns import Turn

Answer = TypeVar("Answer")

ATTEMPTS = 2
"""How often one question is asked before the instrument counts as broken; outages the channel retries by itself."""
MAX_DETAIL = 2000
"""Characters of an unusable reply that are kept for whoever mends the judge."""


@dataclass(frozen=True, kw_only=True)
class Question(Generic[Answer]):
    """One question about one trial."""

    params: Mapping[str, Any]
    trial: TrialId
    repeat: int
    """Which of several equal questions this is, from 0."""
    read: Callable[[str], Answer]
    """Makes an answer of a reply's text; raises UnusableAnswer where it is none."""


@dataclass(frozen=True, kw_only=True)
class Response(Generic[Answer]):
    """What came of a question."""

    answer: Answer | Unscored
    turns: tuple[Turn, ...]
    """Every reply that came, the unusable ones too."""
    capped: str | None = None
    """The cap in dollars was met; how it was told."""

    @property
    def spent_usd(self) -> float | None:
        """Dollars that were paid now; None: unknown."""
        costs = [turn.usage.cost_usd if turn.usage else None for turn in self.turns if not turn.cached]
        known = [cost for cost in costs if cost is not None]
        return sum(known) if len(known) == len(costs) else None


async def ask(channel: Channel, question: Question[Answer]) -> Response[Answer]:
    """The answer, or why there is none: nothing that goes wrong here says anything about the work.

    An unusable reply (garbage, cut off, refused) is asked for again; an outage has been retried by the channel.

    Raises:
        AccessDenied: No call can succeed, this one or another: whoever asks must stop.
    """
    turns: list[Turn] = []
    fault = Unscored(reason="the judge was not asked")
    query = Query(
        params=question.params,
        trial=question.trial,
        repeat=question.repeat,
        usable=lambda reply: _is_usable(question, reply),
    )
    for _ in range(ATTEMPTS):
        try:
            reply = await channel.send(query)
        except BudgetMet as met:
            return Response(answer=Unscored(reason=f"not judged: {met}"), turns=tuple(turns), capped=str(met))
        except AccessDenied:
            raise
        except ModelError as error:
            return Response(answer=Unscored(reason=f"the judge could not be asked: {error}"), turns=tuple(turns))
        turns.append(reply.turn)
        try:
            return Response(answer=question.read(_text(reply)), turns=tuple(turns))
        except UnusableAnswer as unusable:
            fault = Unscored(
                reason=f"the judge gave no usable answer in {len(turns)} attempts: {unusable}",
                detail=_said(reply)[:MAX_DETAIL],
            )
    return Response(answer=fault, turns=tuple(turns))


def _is_usable(question: Question[Answer], reply: Reply) -> bool:
    try:
        question.read(_text(reply))
    except UnusableAnswer:
        return False
    return True


_ENDS: Mapping[str, str] = {
    "refusal": "it refused",
    "max_tokens": "its answer was cut off",
    "model_context_window_exceeded": "the work does not fit its context",
}


def _text(reply: Reply) -> str:
    stop = reply.turn.stop_reason
    if stop not in ("end_turn", "stop_sequence"):
        raise UnusableAnswer(_ENDS.get(stop, f"it stopped with {stop}"))
    return _said(reply)


def _said(reply: Reply) -> str:
    return "".join(block["text"] for block in reply.content if block["type"] == "text")
