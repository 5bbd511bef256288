"""Rate limits, and what is counted for whoever asks `/__stats`."""

from __future__ import annotations

import math
import time
from collections import Counter

from tests.fakes.messages_api.errors import ApiError, iso

HEADER = "anthropic-ratelimit-requests-"


class Bucket:
    """A token bucket of so many requests a minute, refilled continuously."""

    def __init__(self, per_minute):
        self._per_minute = self._level = per_minute
        self._at = time.monotonic()

    def take(self):
        """Take one request, or raise 429. Returns the headers."""
        now = time.monotonic()
        self._level = min(self._per_minute, self._level + (now - self._at) * self._per_minute / 60)
        self._at = now
        short_seconds = (1 - self._level) * 60 / self._per_minute
        if short_seconds <= 0:
            self._level -= 1
            return self._headers()
        raise ApiError(
            429,
            f"This request would exceed your organization's rate limit of {self._per_minute} requests per minute.",
            headers={**self._headers(), "retry-after": str(math.ceil(short_seconds))},
        )

    def _headers(self):
        full_in = (self._per_minute - self._level) * 60 / self._per_minute
        return {
            HEADER + "limit": str(self._per_minute),
            HEADER + "remaining": str(max(0, int(self._level))),
            HEADER + "reset": iso(time.time() + full_in),
        }


class Stats:
    """Counts since the last reset."""

    def __init__(self):
        self.requests, self.status, self.faults = Counter(), Counter(), Counter()
        self.tokens, self.batch_tokens = Counter(), Counter()
        self.bodies = {}
        """Digest of a body → how often it was seen, and answered."""
        self.body_bytes, self.cost_usd = 0, 0.0
        self._active = self._peak = self._early = 0
        self._first = self._last = None
        self._closed_from = self._closed_until = 0.0
        self._cpu_then, self._then = time.process_time(), time.monotonic()

    def begins(self, now):
        """A request came. What was on its way when a 429 left is not early."""
        self._active += 1
        self._peak = max(self._peak, self._active)
        self._first = self._first or now
        self._early += (self._closed_from + self._closed_until) / 2 < now < self._closed_until

    def ends(self, now):
        """It was answered, or given up."""
        self._active -= 1
        self._last = now

    def closed(self, now, seconds):
        """A 429 asked to wait so long."""
        self._closed_from = self._closed_from if now < self._closed_until else now
        self._closed_until = max(self._closed_until, now + seconds)

    def charge(self, usage, prices, *, batch=False):
        """Meter an answer's tokens; prices are dollars a million, of input and of output."""
        price_in, price_out = prices
        cached = usage["cache_creation"]
        for name, tokens, price in (
            ("input", usage["input_tokens"], price_in),
            ("output", usage["output_tokens"], price_out),
            ("cache_write_5m", cached["ephemeral_5m_input_tokens"], 1.25 * price_in),
            ("cache_write_1h", cached["ephemeral_1h_input_tokens"], 2 * price_in),
            ("cache_read", usage["cache_read_input_tokens"], 0.1 * price_in),
        ):
            (self.batch_tokens if batch else self.tokens)[name] += tokens
            self.cost_usd += tokens * price / 1e6 * (0.5 if batch else 1)

    def report(self):
        """All of it as JSON."""
        return {
            "requests": dict(self.requests),
            "status": {str(status): count for status, count in self.status.items()},
            "faults": dict(self.faults),
            "peak_concurrency": self._peak,
            "active": self._active,
            "early_after_429": self._early,
            "distinct_bodies": len(self.bodies),
            "body_bytes": self.body_bytes,
            "tokens": dict(self.tokens),
            "batch_tokens": dict(self.batch_tokens),
            "cost_usd": round(self.cost_usd, 6),
            "window_s": round(self._last - self._first, 4) if self._last else 0.0,
            "uptime_s": round(time.monotonic() - self._then, 3),
            "server_cpu_s": round(time.process_time() - self._cpu_then, 3),
        }
