"""Claude, live: one channel for every call of a run, at the pace the API allows and under one cap."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from audition.errors import OutOfTime
from audition.models.budget import Budget, Charge, LocalLedger
from audition.models.claude.connection import Answer, AttemptFailed, Connection
from audition.models.claude.faults import Backoff, Kind, Outage, Retries
from audition.models.claude.limiter import HELD, Limiter, Permit, Traffic
from audition.models.claude.pause import SharedPause
from audition.models.claude.prompt_cache import Warmup, prefix_key, with_breakpoints
from audition.models.claude.replies import outgrown, reply_of, usage_with_price, worst_cost
from audition.models.protocol import WIDTH, Query, Reply
from audition.records.identity import text_digest
from audition.records.turns import Usage


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How live calls are made."""

    most: int = WIDTH
    """Requests to a model under way at once, at the most; how many there are in fact follows from the API's answers."""
    retries: Retries = field(default_factory=Retries)
    pauses: Path | None = None
    """How the files begin in which several processes tell each other of refusals; None: there is one process."""


class Claude:
    """Claude through the official SDK; a `Channel`. Close it, or use it as an asynchronous context.

    Args:
        connection: To the API; closed with this.
        budget: What calls are held against; None: there is no cap.
        settings: How live calls are made.
    """

    def __init__(
        self, connection: Connection, *, budget: Budget | None = None, settings: Settings | None = None
    ) -> None:
        self._settings = settings or Settings()
        self._connection = connection
        self._limiters: dict[str, Limiter] = {}
        """By model: the API counts each model's requests and tokens apart."""
        self._warmup = Warmup()
        self._outage = Outage()
        self.budget = budget or Budget(LocalLedger(None))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the client and its connections."""
        await self._connection.close()

    @property
    def traffic(self) -> Traffic:
        """What is under way and what waits."""
        limited = [limiter.traffic for limiter in self._limiters.values()]
        warming, poor = self._warmup.waiting, self.budget.waiting
        reasons = [
            *(traffic.why for traffic in limited),
            HELD if poor else "",
            "the first call of a prompt fills the prompt cache" if warming else "",
        ]
        return Traffic(
            running=sum(traffic.running for traffic in limited) - poor,
            waiting=sum(traffic.waiting for traffic in limited) + poor + warming,
            why="; ".join(filter(None, reasons)),
        )

    async def send(self, query: Query) -> Reply:
        """See `Channel`."""
        params = query.params if query.placed else with_breakpoints(query.params, grows=query.grows)
        async with self._warmup.turn(prefix_key(query.params)):
            return await self._until_answered(params, query.seconds)

    async def _until_answered(self, params: Mapping[str, Any], longest_seconds: float) -> Reply:
        backoff = Backoff(self._settings.retries)
        limiter, service = self._limiter(params["model"]), self._connection.service
        while True:
            async with (
                limiter.turn() as turn,
                self.budget.charge(worst_cost(params, service)) as charge,
            ):
                charge.lose()  # until it is known better: a call that is cancelled may be billed as well
                try:
                    answer = await self._connection.create(params, longest_seconds)
                except AttemptFailed as failed:
                    failure, seconds = failed.failure, failed.seconds
                else:
                    self._outage.over()
                    usage = usage_with_price(answer.message, params["model"], service)
                    return _settled(answer, usage, charge, turn)
                turn.heard(failure.headers)
                if failure.kind is not Kind.LOST:
                    charge.settle(0.0)
                if failure.kind is Kind.CONTEXT:
                    return outgrown()
                if seconds >= longest_seconds:
                    raise OutOfTime(f"no answer came in the {longest_seconds:.1f} seconds that were left")
                pause = backoff.after(failure, seconds)
                self._outage.met(failure)
                if failure.kind is Kind.LIMITED:
                    turn.refused(pause)
            if failure.kind is not Kind.LIMITED:  # which holds everybody back, this call among them
                await asyncio.sleep(pause)

    def _limiter(self, model: str) -> Limiter:
        if model not in self._limiters:
            pauses = self._settings.pauses
            pause = (
                None
                if pauses is None
                else SharedPause(pauses.with_name(f"{pauses.name}.{text_digest(model)[:8]}.gate"))
            )
            self._limiters[model] = Limiter(self._settings.most, pause=pause)
        return self._limiters[model]


def _settled(answer: Answer, usage: Usage, charge: Charge, turn: Permit) -> Reply:
    """The reply, once budget and limiter know of it."""
    charge.settle(usage.cost_usd)
    turn.heard(answer.headers)
    turn.answered(usage)
    return reply_of(answer.message, usage, request_id=answer.headers.get("request-id"), seconds=answer.seconds)
