"""One shared client of the official SDK: its own retries and redirects off, answers capped, timed and validated."""

from __future__ import annotations

import asyncio
import json
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from audition.models.claude.access import Access
from audition.models.claude.faults import Failure, failure_of
from audition.models.claude.validation import UnusableAnswer, read_message, with_usable_inputs
from audition.redaction import Redactor
from audition.strict_json import parse_json

T = TypeVar("T")

ANSWER_SECONDS = 600.0
CONNECT_SECONDS = 10.0
MOST_BYTES = 32 * 2**20
"""Of one response."""
MOST_RESULT_BYTES = 512 * 2**20
"""Of all results of one batch, which are read one by one."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """One validated message and how it came."""

    message: Mapping[str, Any]
    headers: Mapping[str, str]
    seconds: float


class AttemptFailed(Exception):
    """One attempt gave no usable answer; carries no other exception, as those of the SDK hold the key."""

    def __init__(self, failure: Failure, seconds: float) -> None:
        self.failure = failure
        self.seconds = seconds
        super().__init__(failure.text)


class Connection:
    """The SDK's client on its faster transport.

    Args:
        access: To the service; its secrets go into the redactor.
        attempt_seconds: The longest wait for one answer.
    """

    def __init__(self, access: Access, *, attempt_seconds: float = ANSWER_SECONDS) -> None:
        import httpx2
        from anthropic import AnthropicError, DefaultAioHttpClient, Timeout

        self.service = access.service
        self.redact = Redactor(access.secrets)
        self._access = access
        sdks = (AnthropicError, httpx2.HTTPError)
        self._errors: tuple[type[Exception], ...] = (*sdks, TimeoutError, UnusableAnswer, *access.errors)
        self._attempt_seconds = attempt_seconds
        self.client = access.make(
            max_retries=0,
            timeout=Timeout(attempt_seconds, connect=CONNECT_SECONDS),
            default_headers={"accept-encoding": "identity"},
            open_telemetry=False,
            http_client=DefaultAioHttpClient(follow_redirects=False, event_hooks={"response": [_cap]}),
        )

    async def create(self, params: Mapping[str, Any], longest_seconds: float = math.inf) -> Answer:
        """One attempt at `messages.create`, of so many seconds at the most.

        Raises:
            AttemptFailed: No usable answer came.
        """

        async def call() -> tuple[Mapping[str, Any], Mapping[str, str]]:
            named = {**params, "model": self.service.id_of(params["model"])}
            response = (await self.client.messages.with_raw_response.create(**named)).http_response
            message = read_message(read_json(response.content))
            if message["model"] == named["model"]:  # the provider's name for the very model that was asked for
                message = {**message, "model": params["model"]}
            return message, response.headers

        started = time.monotonic()
        message, headers = await self.attempt(call, longest_seconds)
        return Answer(message=message, headers=headers, seconds=time.monotonic() - started)

    async def attempt(self, call: Callable[[], Awaitable[T]], longest_seconds: float = math.inf) -> T:
        """What a call of the client gives, once, within the time for one answer.

        Raises:
            AttemptFailed: It failed in one of the ways that are nobody's mistake.
        """
        started = time.monotonic()
        try:
            async with asyncio.timeout(max(0.0, min(self._attempt_seconds, longest_seconds))):
                return await call()
        except self._errors as error:
            failure = failure_of(error, self.redact, self._access)
        raise AttemptFailed(failure, time.monotonic() - started)

    async def close(self) -> None:
        """Close the client and its connections."""
        await self.client.close()


def read_json(body: bytes) -> Any:
    """A JSON text as values that can be stored and sent again.

    Raises:
        UnusableAnswer: It is no JSON, nested too deep, or holds a number or character that JSON cannot.
    """
    try:
        data = parse_json(body)
        if rb"\ud" in body.lower():
            data = with_usable_inputs(data)
            json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise UnusableAnswer(f"it is no JSON ({type(error).__name__}), {len(body)} bytes long") from None
    return data


async def _cap(response: Any) -> None:
    """Refuse to unpack, and to read more than the cap."""
    if response.headers.get("content-encoding", "identity") != "identity":
        raise UnusableAnswer("it is compressed, although it was asked for as it is")
    most = MOST_RESULT_BYTES if response.request.url.path.endswith("/results") else MOST_BYTES
    if not _declares_at_most(response.headers, most):
        response.stream = _capped_stream()(response.stream, most)


def _declares_at_most(headers: Mapping[str, str], most: int) -> bool:
    """Whether a response says how long it is, beyond which the transport reads nothing, and that is short enough."""
    length = headers.get("content-length", "")
    return "transfer-encoding" not in headers and len(length) < 12 and length.isdecimal() and int(length) <= most


@cache
def _capped_stream() -> type:
    import httpx2

    class Capped(httpx2.AsyncByteStream):
        def __init__(self, stream: Any, most: int) -> None:
            self._stream = stream
            self._most = most

        async def __aiter__(self) -> AsyncIterator[bytes]:
            read = 0
            async for chunk in self._stream:
                read += len(chunk)
                if read > self._most:
                    raise UnusableAnswer(f"it is longer than {self._most} bytes")
                yield chunk

        async def aclose(self) -> None:
            await self._stream.aclose()

    return Capped
