"""The Message Batches API through the shared connection: create, wait, read results, find."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from audition.models.claude.connection import AttemptFailed, Connection, read_json
from audition.models.claude.faults import Backoff, Failure, Kind, Retries, refusal, shown, told_with
from audition.models.claude.validation import UnusableAnswer, read_message
from audition.redaction import Redactor

T = TypeVar("T")

ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
STATES = frozenset({"in_progress", "canceling", "ended"})
COUNTS = ("processing", "succeeded", "errored", "canceled", "expired")
STATUS = {
    "authentication_error": 401,
    "billing_error": 402,
    "permission_error": 403,
    "not_found_error": 404,
    "request_too_large": 413,
    "invalid_request_error": 400,
}
"""The status that an error of a batch entry would have had as a response; all others are the service's own."""

Outcome = Mapping[str, Any] | Failure
"""What became of one request of a batch: a validated message, or why there is none."""


@dataclass(frozen=True, kw_only=True)
class Batch:
    """A batch as the API describes it."""

    id: str
    ended: bool
    size: int
    """Requests in it."""
    done: int
    """Of those, how many need no more waiting for."""
    archived: bool
    """Its results are no longer kept."""


class BatchApi:
    """Batches over one connection; every method but `create` tries again within its retries.

    Raises:
        ModelError: From those methods, when they have tried long enough.
        AccessDenied: When no call can succeed.
    """

    def __init__(self, connection: Connection, retries: Retries) -> None:
        self._connection = connection
        self._batches = connection.client.messages.batches
        self._retries = retries

    async def create(self, requests: Sequence[Mapping[str, Any]], headers: Mapping[str, str] | None = None) -> Batch:
        """Send a batch, once.

        Args:
            requests: A `custom_id` and `params` each.
            headers: Further ones, which hold for all of them.

        Raises:
            AttemptFailed: It was not taken; or, where the failure is `LOST`, perhaps it was.
        """

        async def call() -> Batch:
            made = self._batches.with_raw_response.create(requests=requests, extra_headers=headers)
            return _batch(await _json(made))

        return await self._connection.attempt(call)

    async def retrieve(self, batch: str) -> Batch | None:
        """The batch as it stands; None: the service does not know it, or no longer."""
        from anthropic import NotFoundError

        async def call() -> Batch | None:
            try:
                data = await _json(self._batches.with_raw_response.retrieve(batch))
            except NotFoundError:
                return None
            return _batch(data)

        return await self._patiently(call)

    async def results(self, batch: str) -> dict[str, Outcome]:
        """Custom id → outcome, for every request of a batch that has ended."""

        async def call() -> dict[str, Outcome]:
            return {custom_id: outcome async for custom_id, outcome in self._read(batch)}

        return await self._patiently(call)

    async def recent(self) -> list[Batch]:
        """The hundred newest batches of the workspace that the key belongs to."""

        async def call() -> list[Batch]:
            data = await _json(self._batches.with_raw_response.list(limit=100))
            if not isinstance(data, dict) or not isinstance(data.get("data"), list):
                raise UnusableAnswer("it is no list of batches")
            return [_batch(item) for item in data["data"]]

        return await self._patiently(call)

    async def _patiently(self, call: Callable[[], Awaitable[T]]) -> T:
        backoff = Backoff(self._retries)
        while True:
            try:
                return await self._connection.attempt(call)
            except AttemptFailed as failed:
                failure, seconds = failed.failure, failed.seconds
            await asyncio.sleep(backoff.after(failure, seconds))

    async def _read(self, batch: str) -> AsyncIterator[tuple[str, Outcome]]:
        from anthropic import BaseModel

        try:
            async for line in await self._batches.results(batch):
                if not isinstance(line, BaseModel):
                    raise UnusableAnswer("a line of the results is no object")
                entry = read_json(json.dumps(line.to_dict(mode="json", warnings=False)).encode())
                if not isinstance(entry.get("custom_id"), str) or not isinstance(entry.get("result"), dict):
                    raise UnusableAnswer("a line of the results has no custom_id or no result")
                yield entry["custom_id"], _outcome(entry["result"], self._connection.redact)
        except ValueError as error:
            raise UnusableAnswer(f"a line of the results is no JSON ({type(error).__name__})") from None


def _outcome(result: Mapping[str, Any], redact: Redactor) -> Outcome:
    match result.get("type"):
        case "succeeded":
            try:
                return read_message(result.get("message"))
            except UnusableAnswer as error:
                return Failure(Kind.LOST, shown(f"the answer cannot be used: {error}", redact))
        case "errored":
            outer = _dict(result.get("error"))
            told = _dict(outer.get("error"))
            kind, message = told.get("type"), told.get("message")
            story = told_with(shown(f"{kind}: {message}", redact), outer.get("request_id"), redact)
            return refusal(STATUS.get(str(kind), 500), story)
        case "expired" | "canceled" as how:
            return Failure(Kind.BUSY, f"the batch {'was cancelled' if how == 'canceled' else 'ended'} before its turn")
    return Failure(Kind.LOST, shown(f"the result is of the unknown type {result.get('type')!r}", redact))


def _dict(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _batch(data: Any) -> Batch:
    """A batch's description, once what anything reads of it has been found in order."""
    if not isinstance(data, dict) or not isinstance(data.get("id"), str) or not ID.fullmatch(data["id"]):
        raise UnusableAnswer("it is no batch")
    counts = data.get("request_counts")
    if not isinstance(data.get("processing_status"), str) or data["processing_status"] not in STATES:
        raise UnusableAnswer("its processing_status is unknown")
    if not isinstance(counts, dict) or not all(isinstance(counts.get(name), int) for name in COUNTS):
        raise UnusableAnswer("its request_counts are no counts")
    size = sum(counts[name] for name in COUNTS)
    return Batch(
        id=data["id"],
        ended=data["processing_status"] == "ended",
        size=size,
        done=size - counts["processing"],
        archived=data.get("archived_at") is not None,
    )


async def _json(call: Awaitable[Any]) -> Any:
    return read_json((await call).http_response.content)
