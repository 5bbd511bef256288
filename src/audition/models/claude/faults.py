"""What went wrong with one attempt at a call, and what that means for the next."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from typing import Any

from audition.errors import AccessDenied, ModelError, RequestRefused
from audition.models.claude.access import Access
from audition.models.claude.validation import UnusableAnswer
from audition.redaction import Redactor

LONGEST = 300
"""Characters of other people's text in one of our messages."""
LONGEST_ID = 64
"""Characters of a request's id in one."""
OUTAGE_SECONDS, FEW = 300.0, 8
"""So long, and so many failures in a row, until a run is given up."""
LOST_SECONDS, MANY = 60.0, 50
"""The same where answers come that are paid for and of no use."""
CONTEXT_WORDS = ("prompt is too long", "context limit", "context window")
ACCOUNT_WORDS = ("credit balance", "spend_limit", "billing", "on_hold")


class Kind(Enum):
    """What follows from a failed attempt."""

    BUSY = auto()
    """The service is overloaded, broken or out of reach, and has answered nothing: again, after a pause."""
    LOST = auto()
    """An answer may have been made and billed, but none that can be used arrived: again, a few times."""
    LIMITED = auto()
    """Too many requests: again, when the service says."""
    CONTEXT = auto()
    """The conversation outgrew the model's context."""
    DENIED = auto()
    """No call can succeed: the run ends."""
    REFUSED = auto()
    """This call cannot succeed."""


@dataclass(frozen=True)
class Failure:
    """One failed attempt."""

    kind: Kind
    text: str
    """What happened, in one line without secrets."""
    retry_after: float | None = None
    """Seconds, as the service asked."""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Retries:
    """How long a call is tried."""

    seconds: float = 240.0
    """In attempts and pauses together; waiting for one's turn, or because the service says so, is not counted."""
    limited_seconds: float = 900.0
    """In pauses that the service asked for as one call of too many."""
    attempts: int = 100
    """A call, however quickly they fail."""
    lost: int = 5
    """Answers that may have been billed without being of use, a call."""
    first_pause: float = 0.5
    """Seconds; doubles with every attempt, of which a random half at least is waited."""
    longest_pause: float = 30.0
    longest_retry_after: float = 120.0
    """Seconds; a service that asks for more is asked again after this."""
    jitter: Callable[[], float] = random.random
    """Uniform in [0, 1)."""

    def pause(self, failure: Failure, attempt: int) -> float:
        """Seconds to wait after this failure of the n-th attempt, from 1."""
        if failure.retry_after is not None:
            return min(failure.retry_after, self.longest_retry_after)
        full = min(self.longest_pause, self.first_pause * 2.0 ** min(attempt - 1, 32))
        return full * (0.5 + 0.5 * self.jitter())


class Backoff:
    """What one call still bears; asked after each failed attempt."""

    def __init__(self, retries: Retries) -> None:
        self._retries = retries
        self._attempts = 0
        self._seconds = self._limited_seconds = 0.0
        self._lost = 0

    def after(self, failure: Failure, seconds: float = 0.0) -> float:
        """Seconds to wait before the next attempt.

        Args:
            failure: What came of this one.
            seconds: How long it took.

        Raises:
            AccessDenied: No call can succeed.
            ModelError: This one cannot, or was tried long enough.
        """
        if failure.kind is Kind.DENIED:
            raise AccessDenied(failure.text)
        if failure.kind is Kind.REFUSED:
            raise RequestRefused(failure.text)
        self._attempts += 1
        pause = self._retries.pause(failure, self._attempts)
        limited = failure.kind is Kind.LIMITED
        self._seconds += seconds + (0.0 if limited else pause)
        self._limited_seconds += pause if limited else 0.0
        self._lost += failure.kind is Kind.LOST
        if (
            self._attempts >= self._retries.attempts
            or self._seconds > self._retries.seconds
            or self._limited_seconds > self._retries.limited_seconds
            or self._lost > self._retries.lost
        ):
            raise ModelError(f"no usable answer after {self._attempts} attempts: {failure.text}")
        return pause


class Outage:
    """What a run still bears of a service from which nothing usable comes, whichever call asks.

    Args:
        clock: Seconds, monotonic.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self.over()

    def over(self) -> None:
        """A usable answer came."""
        self._since = math.inf
        self._failed = self._lost = 0

    def met(self, failure: Failure) -> None:
        """An attempt failed.

        Raises:
            AccessDenied: Nothing but failures came for minutes: the run ends, and what was finished is kept.
        """
        now = self._clock()
        self._since = min(self._since, now)
        self._failed += 1
        self._lost += failure.kind is Kind.LOST
        seconds = now - self._since
        if (seconds > OUTAGE_SECONDS and self._failed >= FEW) or (seconds > LOST_SECONDS and self._lost >= MANY):
            told = f"nothing usable came of the last {self._failed} calls, for {seconds:.0f} seconds"
            raise AccessDenied(f"{told}: {failure.text}; what was finished is kept, and can be gone on with later")


def failure_of(error: Exception, redact: Redactor, access: Access) -> Failure:
    """What an exception of the SDK, the provider's own library, the network or the validation means."""
    from anthropic import APIConnectionError, APIStatusError

    if isinstance(error, APIStatusError):
        headers, code = error.response.headers, error.error_code or ""
        return refusal(error.status_code, _story(error, redact), headers, code, advice=access.advice)
    if access.errors and isinstance(error, access.errors):
        kind = Kind.BUSY if isinstance(error, access.passing) else Kind.DENIED
        return Failure(kind, shown(f"who calls cannot be proven; {access.advice}: {error}", redact))
    if isinstance(error, APIConnectionError):
        cause = error.__cause__ or error
        kind = Kind.BUSY if _never_sent(cause) else Kind.LOST
        if isinstance(cause, UnusableAnswer):
            return Failure(kind, shown(f"the answer cannot be used: {cause}", redact))
        return Failure(kind, shown(f"the connection broke: {type(cause).__name__} {cause}".rstrip(), redact))
    if isinstance(error, TimeoutError):
        return Failure(Kind.LOST, "no answer came in time")
    return Failure(Kind.LOST, shown(f"the answer cannot be used: {error}", redact))


def shown(text: str, redact: Redactor) -> str:
    """Other people's text as a part of one of our lines: without secrets and control characters, and not long."""
    line = "".join(character if character.isprintable() else " " for character in redact(text))
    return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def told_with(story: str, request_id: Any, redact: Redactor) -> str:
    """A story that names the request it is of, where the API said which."""
    if not (isinstance(request_id, str) and request_id):
        return story
    return f"{story} (request {shown(request_id[:LONGEST_ID], redact)})"


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that a response asks to wait; None: it asks for no time, or for one that is over.

    Read from `retry-after-ms`, or else from `retry-after` as a number or a date, as the SDK does.
    """
    text = headers.get("retry-after", "")
    try:
        seconds = float(headers["retry-after-ms"]) / 1000 if "retry-after-ms" in headers else float(text)
    except ValueError:
        try:
            seconds = (parsedate_to_datetime(text) - now).total_seconds()
        except (ValueError, TypeError):
            return None
    return seconds if math.isfinite(seconds) and seconds > 0 else None


def refusal(
    status: int,
    story: str,
    headers: Mapping[str, str] | None = None,
    code: str = "",
    *,
    advice: str = "check the key and its permissions",
) -> Failure:
    """What a status other than success means.

    Args:
        status: Of the response.
        story: What the API said, without secrets.
        headers: Of the response.
        code: The API's own code for the cause, where there is one.
        advice: What to look at where nobody is let in.
    """
    headers = headers or {}
    words = f"{story} {code}".lower()
    kind, text = Kind.REFUSED, f"the API refuses the request: {story}"
    if status in (401, 403):
        kind, text = Kind.DENIED, f"the API refuses the key: {story}; {advice}"
    elif status == 402 or (status in (400, 429) and any(word in words for word in ACCOUNT_WORDS)):
        kind, text = Kind.DENIED, f"the account cannot pay for calls: {story}"
    elif status == 404:
        kind, text = Kind.DENIED, f"the API does not know what was asked for: {story}; check the pinned model id"
    elif status == 429:
        kind, text = Kind.LIMITED, story
    elif status in (408, 409) or status >= 500:
        kind, text = Kind.BUSY, story
    elif status == 400 and any(word in words for word in CONTEXT_WORDS):
        kind, text = Kind.CONTEXT, story
    return Failure(kind, text, retry_after(headers, datetime.now(UTC)), headers)


def _story(error: object, redact: Redactor) -> str:
    """Status, type and message of an API error, as far as they are texts, and the id that its support asks for."""
    said = [getattr(error, "type", None), getattr(error, "api_message", None)]
    status = getattr(error, "status_code", "")
    story = shown(": ".join([str(status), *(part for part in said if isinstance(part, str))]), redact)
    return told_with(story, getattr(error, "request_id", None), redact)


def _never_sent(error: BaseException) -> bool:
    """Whether the network failed before anything left."""
    import aiohttp
    import httpx2

    return isinstance(error, httpx2.ConnectTimeout | httpx2.PoolTimeout | httpx2.ProxyError) or isinstance(
        error.__cause__, aiohttp.ClientConnectorError
    )
