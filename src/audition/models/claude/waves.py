"""Collects requests into batches, notes them, sends them, and brings every answer to whoever asked."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import uuid4

from audition.models.claude.batch_api import BatchApi, Outcome
from audition.models.claude.connection import AttemptFailed
from audition.models.claude.faults import Backoff, Failure, Kind, Retries
from audition.models.claude.limiter import Traffic
from audition.records.evidence import TrialId


class Noted(Protocol):
    """A request that the journal knows, whose answer is still wanted."""

    @property
    def custom_id(self) -> str:
        """Its id in the batch."""

    @property
    def batch(self) -> str | None:
        """The batch it went out in; None: nobody knows whether it did."""


class Journal(Protocol):
    """Notes batch requests for good before they go out, so that a crash never pays for one twice."""

    def prepare(self, requests: Mapping[str, TrialId]) -> None:
        """Note requests, custom id → trial, before they are sent."""

    def sent(self, custom_ids: Iterable[str], batch: str) -> None:
        """Note the batch that they went out in."""

    def settle(self, custom_ids: Iterable[str]) -> None:
        """Note that no answer to them is wanted any more."""

    def pending(self) -> Sequence[Noted]:
        """The requests whose answers are still wanted."""


@dataclass(frozen=True, kw_only=True)
class BatchSettings:
    """How batches are made."""

    most: int = 1000
    """Requests a batch."""
    quiet_seconds: float = 2.0
    """A wave goes out when nothing was added to it for so long."""
    poll_seconds: float = 20.0
    """Between two looks at a batch that has not ended."""
    entry_attempts: int = 4
    """How often a request goes out that expires, breaks or comes back unusable."""
    retries: Retries = field(default_factory=Retries)
    """Of the calls that send, watch and read batches."""


@dataclass(frozen=True)
class _Entry:
    trial: TrialId
    params: Mapping[str, Any]

    @property
    def headers(self) -> Mapping[str, str]:
        """What its call would be sent with beside its body."""
        headers: Mapping[str, str] = self.params.get("extra_headers", {})
        return headers

    @property
    def body(self) -> Mapping[str, Any]:
        """Its call's body, as a batch wants it."""
        plain = {name: value for name, value in self.params.items() if name not in ("extra_headers", "extra_body")}
        return {**plain, **self.params.get("extra_body", {})}


class Waves:
    """The requests of one run on their way through batches.

    Args:
        api: The batches of the service.
        journal: What is noted of this run; requests that are pending in it are asked for, not sent again.
        settings: How batches are made.
    """

    def __init__(self, api: BatchApi, journal: Journal, settings: BatchSettings) -> None:
        self._api = api
        self._journal = journal
        self._settings = settings
        pending = journal.pending()
        self._noted = {key_of(noted.custom_id): noted for noted in pending}
        self._orphans = {noted.custom_id for noted in pending if noted.batch is None}
        self._known = {noted.batch for noted in pending}
        self._wave: dict[str, _Entry] = {}
        self._wanted: dict[str, asyncio.Future[Outcome]] = {}
        self._sending = asyncio.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._earlier: dict[str | None, asyncio.Task[Mapping[str, Outcome]]] = {}

    @property
    def traffic(self) -> Traffic:
        """What is out in batches and what waits for the next."""
        out, waiting = len(self._wanted) - len(self._wave), len(self._wave)
        return Traffic(running=out, waiting=waiting, why="the next batch is being filled" if waiting else "")

    def custom_id(self, key: str) -> str:
        """The id of a request in its batch: of the one that an earlier process has noted, or a new one.

        Args:
            key: The same for the same request of the same trial, in this run and when it is resumed; no hyphen in it.
        """
        noted = self._noted.get(key)
        return f"{key}-{uuid4().hex[:16]}" if noted is None else noted.custom_id

    async def outcome(self, custom_id: str, trial: TrialId, params: Mapping[str, Any]) -> Outcome:
        """What becomes of one request.

        Args:
            custom_id: As `custom_id` gave it.
            trial: Whose request it is.
            params: What `messages.create` takes.
        """
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._wanted[custom_id] = future
        noted = self._noted.pop(key_of(custom_id), None)
        if noted is not None:
            self._start(self._ask_earlier(noted), [custom_id])
        else:
            self._wave[custom_id] = _Entry(trial, params)
            self._arm()
        return await future

    async def close(self) -> None:
        """Stop watching; what is out stays out, and the journal knows of it."""
        if self._timer is not None:
            self._timer.cancel()
        tasks = [*self._tasks, *self._earlier.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _arm(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if len(self._wave) >= self._settings.most:
            self._send_wave()
        else:
            self._timer = asyncio.get_running_loop().call_later(self._settings.quiet_seconds, self._send_wave)

    def _send_wave(self) -> None:
        """Send what was collected, in as many batches as there are headers: a batch has one set of them."""
        waves: dict[tuple[tuple[str, str], ...], dict[str, _Entry]] = {}
        for custom_id, entry in self._wave.items():
            waves.setdefault(tuple(entry.headers.items()), {})[custom_id] = entry
        self._wave = {}
        for headers, wave in waves.items():
            self._start(self._play(wave, dict(headers)), list(wave))

    def _start(self, work: Coroutine[Any, Any, None], custom_ids: Sequence[str]) -> None:
        """Work in the background; if it fails, so do those who wait for it."""

        def ended(task: asyncio.Task[None]) -> None:
            self._tasks.discard(task)
            error = None if task.cancelled() else task.exception()
            for custom_id in custom_ids:
                future = self._wanted.pop(custom_id, None)
                if future is not None and not future.done():
                    future.cancel() if error is None else future.set_exception(error)

        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(ended)

    async def _play(self, wave: Mapping[str, _Entry], headers: Mapping[str, str]) -> None:
        async with self._sending:  # so that a crash leaves one wave at most of which nobody knows whether it went
            self._journal.prepare({custom_id: entry.trial for custom_id, entry in wave.items()})
            batch = await self._submit(wave, headers)
            self._known.add(batch)
            self._journal.sent(wave, batch)
        self._deliver(wave, await self._results(batch))

    async def _submit(self, wave: Mapping[str, _Entry], headers: Mapping[str, str]) -> str:
        backoff = Backoff(self._settings.retries)
        requests = [{"custom_id": custom_id, "params": entry.body} for custom_id, entry in wave.items()]
        while True:
            try:
                return (await self._api.create(requests, headers)).id
            except AttemptFailed as failed:
                failure, seconds = failed.failure, failed.seconds
            if failure.kind is Kind.LOST and (found := await self._find(wave.keys())) is not None:
                return found
            await asyncio.sleep(backoff.after(failure, seconds))

    async def _results(self, batch: str) -> Mapping[str, Outcome]:
        """Every outcome of a batch, once it has ended; none where its results are no longer kept."""
        while (found := await self._api.retrieve(batch)) is not None and not found.ended:  # noqa: ASYNC110  # no event
            await asyncio.sleep(self._settings.poll_seconds)
        return {} if found is None or found.archived else await self._api.results(batch)

    async def _ask_earlier(self, noted: Noted) -> None:
        """The outcome of a request that an earlier process has sent, or may have."""
        task = self._earlier.get(noted.batch)
        if task is None:
            work = self._orphans_results() if noted.batch is None else self._results(noted.batch)
            task = self._earlier[noted.batch] = asyncio.get_running_loop().create_task(work)
        self._deliver([noted.custom_id], await asyncio.shield(task))

    async def _orphans_results(self) -> Mapping[str, Outcome]:
        """The outcomes of the wave that was noted but perhaps never sent; empty when it was not."""
        batch = await self._find(self._orphans)
        if batch is None:
            return {}
        self._known.add(batch)
        self._journal.sent(self._orphans, batch)
        return await self._results(batch)

    async def _find(self, custom_ids: Iterable[str]) -> str | None:
        """The batch that holds exactly these requests, if the service has one that we do not know of."""
        wanted = set(custom_ids)
        for batch in await self._api.recent():
            if (
                batch.id not in self._known
                and batch.size == len(wanted)
                and (await self._results(batch.id)).keys() == wanted
            ):
                return batch.id
        return None

    def _deliver(self, custom_ids: Iterable[str], outcomes: Mapping[str, Outcome]) -> None:
        for custom_id in custom_ids:
            outcome = outcomes.get(custom_id, Failure(Kind.BUSY, "the request is in no batch that is kept"))
            if isinstance(outcome, Failure):
                self._journal.settle([custom_id])
            future = self._wanted.pop(custom_id, None)
            if future is not None and not future.done():
                future.set_result(outcome)


def key_of(custom_id: str) -> str:
    """The key of the request that this custom id was made for."""
    return custom_id.split("-", 1)[0]
