"""Claude in batches, at half the price: the calls of many trials go out together, wave by wave."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from types import TracebackType
from typing import Self

from audition.models.budget import Budget, LocalLedger
from audition.models.claude.batch_api import BatchApi
from audition.models.claude.connection import Connection
from audition.models.claude.faults import Backoff, Failure, Kind
from audition.models.claude.limiter import HELD, Traffic
from audition.models.claude.prompt_cache import with_breakpoints
from audition.models.claude.replies import outgrown, reply_of, usage_with_price, worst_cost
from audition.models.claude.waves import BatchSettings, Journal, Waves
from audition.models.protocol import Query, Reply
from audition.records.identity import digest

KEY_LENGTH = 40
"""Digits of a query's digest that open its custom ids, by which its answer is found again after a crash."""


class ClaudeBatches:
    """Claude through the Message Batches API; a `Channel`. Close it, or use it as an asynchronous context.

    A run that is resumed with its journal asks the batches of before for their answers instead of sending again.

    Args:
        connection: To the API; closed with this.
        journal: Where requests are noted before they go out.
        budget: What calls are held against, at batch prices; None: there is no cap.
        settings: How batches are made.
    """

    def __init__(
        self,
        connection: Connection,
        journal: Journal,
        *,
        budget: Budget | None = None,
        settings: BatchSettings | None = None,
    ) -> None:
        settings = settings or BatchSettings()
        self._connection = connection
        self._entry_retries = replace(settings.retries, attempts=settings.entry_attempts)
        self._waves = Waves(BatchApi(connection, settings.retries), journal, settings)
        self.budget = budget or Budget(LocalLedger(None))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Stop watching batches and close the connection; what is out stays out."""
        await self._waves.close()
        await self._connection.close()

    @property
    def traffic(self) -> Traffic:
        """What is out in batches and what waits for the next."""
        traffic, poor = self._waves.traffic, self.budget.waiting
        reasons = [traffic.why, HELD if poor else ""]
        return replace(traffic, waiting=traffic.waiting + poor, why="; ".join(filter(None, reasons)))

    async def send(self, query: Query) -> Reply:
        """See `Channel`; the answer comes with its batch, which may take hours."""
        params = query.params if query.placed else with_breakpoints(query.params, grows=query.grows)
        key = digest([query.params, str(query.trial), query.repeat])[:KEY_LENGTH]
        backoff, service = Backoff(self._entry_retries), self._connection.service
        while True:
            custom_id = self._waves.custom_id(key)
            async with self.budget.charge(worst_cost(params, service, batch=True), custom_id) as charge:
                charge.lose()  # until it is known better
                outcome = await self._waves.outcome(custom_id, query.trial, params)
                if not isinstance(outcome, Failure):
                    usage = usage_with_price(outcome, params["model"], service, batch=True)
                    charge.settle(usage.cost_usd)
                    return reply_of(outcome, usage)
                if outcome.kind is not Kind.LOST:
                    charge.settle(0.0)
                if outcome.kind is Kind.CONTEXT:
                    return outgrown()
            await asyncio.sleep(backoff.after(outcome))
