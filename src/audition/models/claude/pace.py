"""When the next request may be sent: concurrency that feels its way, and the API's own figures; pure arithmetic."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from audition.records.turns import Usage

HEADER = "anthropic-ratelimit-"
KINDS = ("requests", "input-tokens", "output-tokens")
DECREASE = 0.5
"""What is left of the concurrency after a 429."""
FEWEST = 1.0
MEMORY = 0.9
"""How much the mean tokens a request remember of what was before."""


@dataclass
class Allowance:
    """What is left of one rate limit, by the API's last word and our own count since.

    Nothing is owed for longer than a minute, so that no header imposes a wait of more than two.
    """

    per_minute: float
    left: float
    at: float
    """Seconds on the clock when `left` was true."""

    def wait(self, need: float, now: float) -> float:
        """Seconds until `need` can be taken."""
        self._refill(now)
        return max(0.0, min(need, self.per_minute) - self.left) * 60 / self.per_minute

    def take(self, amount: float, now: float) -> None:
        """Count a request that is sent."""
        self._refill(now)
        self.left = max(self.left - amount, -self.per_minute)

    def heard(self, remaining: float, sent_at: float, now: float) -> None:
        """The API said, after `sent_at`, that so much was left, in whole numbers: others may have taken from it."""
        self._refill(now)
        self.left = min(self.left, remaining + 1.0 + (now - sent_at) * self.per_minute / 60)
        self.left = max(self.left, -self.per_minute)

    def _refill(self, now: float) -> None:
        self.left = min(self.per_minute, self.left + max(0.0, now - self.at) * self.per_minute / 60)
        self.at = now


@dataclass(kw_only=True)
class Pace:
    """Additive increase, multiplicative decrease on a 429 alone, and never more than the rate limits leave.

    Times are seconds on any monotonic clock.

    Source:
        Chiu and Jain 1989 (additive increase, multiplicative decrease).
    """

    most: int
    """The highest concurrency."""
    window: float
    """The concurrency now; grows by one a request at first, after the first 429 by one a window."""
    running: int = 0
    closed_until: float = -math.inf
    """Nothing is sent before, as a 429 asked."""
    _slow_start: bool = field(default=True, init=False)
    _decreased_at: float = field(default=-math.inf, init=False)
    _allowances: dict[str, Allowance] = field(default_factory=dict, init=False)
    _means: dict[str, float] = field(default_factory=lambda: {"requests": 1.0}, init=False)

    def wait(self, now: float) -> float:
        """Seconds until a request may be sent, by what is known now; infinite until a running one ends."""
        if self.running >= max(int(self.window), 1):
            return math.inf
        waits = [allowance.wait(self._means.get(kind, 0.0), now) for kind, allowance in self._allowances.items()]
        return max(self.closed_until - now, 0.0, *waits)

    def sent(self, now: float) -> None:
        """A request leaves."""
        self.running += 1
        for kind, allowance in self._allowances.items():
            allowance.take(self._means.get(kind, 0.0), now)

    def ended(self) -> None:
        """A request is over, whatever came of it."""
        self.running -= 1

    def answered(self, usage: Usage) -> None:
        """It was answered: the concurrency may grow."""
        for kind, tokens in (
            ("input-tokens", usage.input_tokens + usage.cache_write_tokens),
            ("output-tokens", usage.output_tokens),
        ):
            self._means[kind] = MEMORY * self._means.get(kind, tokens) + (1 - MEMORY) * tokens
        self.window = min(self.most, self.window + (1.0 if self._slow_start else 1.0 / self.window))

    def refused(self, sent_at: float, retry_after: float, now: float) -> None:
        """A 429 came: nothing is sent for `retry_after` seconds, and the concurrency shrinks once for each wave."""
        self.closed_until = max(self.closed_until, now + retry_after)
        self._slow_start = False
        if sent_at >= self._decreased_at:
            self.window = max(FEWEST, self.window * DECREASE)
            self._decreased_at = now

    def heard(self, headers: Mapping[str, str], sent_at: float, now: float) -> None:
        """The headers of any response to a request sent at `sent_at`: what the API says is left."""
        for kind in KINDS:
            limit = _number(headers.get(f"{HEADER}{kind}-limit"))
            remaining = _number(headers.get(f"{HEADER}{kind}-remaining"))
            if limit is None or remaining is None or limit <= 0:
                continue
            allowance = self._allowances.get(kind)
            if allowance is None or allowance.per_minute != limit:
                under_way = max(self.running - 1, 0) * self._means.get(kind, 0.0)
                self._allowances[kind] = Allowance(limit, max(remaining - under_way, -limit), now)
            else:
                allowance.heard(remaining, sent_at, now)


def _number(text: str | None) -> float | None:
    """A finite number that is not negative, or None for anything else that a header may hold."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None
