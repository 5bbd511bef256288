from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audition.models.claude.pace import Pace
from audition.records.turns import Usage

HELLO = Usage(input_tokens=100, output_tokens=10)


def headers(kind, limit, remaining):
    """What the API says of one rate limit."""
    return {f"anthropic-ratelimit-{kind}-limit": str(limit), f"anthropic-ratelimit-{kind}-remaining": str(remaining)}


def test_concurrency_doubles_a_wave_until_something_is_refused():
    """Every answer adds one at first."""
    pace = Pace(most=100, window=4)
    for _ in range(4):
        pace.answered(HELLO)

    assert pace.window == 8


def test_concurrency_never_passes_the_most():
    """However many answers come."""
    pace = Pace(most=6, window=4)
    for _ in range(50):
        pace.answered(HELLO)

    assert pace.window == 6


def test_one_wave_of_refusals_halves_the_concurrency_once():
    """Requests that were under way when the first was refused tell nothing new."""
    pace = Pace(most=100, window=40)
    for _ in range(20):
        pace.refused(sent_at=0.0, retry_after=1.0, now=0.5)

    assert pace.window == 20

    pace.refused(sent_at=2.0, retry_after=1.0, now=2.5)

    assert pace.window == 10


def test_after_a_refusal_concurrency_grows_by_one_a_wave():
    """Additive increase."""
    pace = Pace(most=100, window=40)
    pace.refused(sent_at=0.0, retry_after=1.0, now=0.5)
    for _ in range(20):
        pace.answered(HELLO)

    assert pace.window == pytest.approx(21, abs=0.1)


def test_at_least_one_request_may_always_be_under_way():
    """Many refusals in a row stop nobody for good."""
    pace = Pace(most=100, window=2)
    for second in range(10):
        pace.refused(sent_at=second, retry_after=1.0, now=second + 0.5)

    assert pace.wait(now=100.0) == 0.0


def test_nothing_is_sent_before_retry_after_has_passed():
    """A shorter wish that comes later does not open earlier."""
    pace = Pace(most=10, window=10)
    pace.refused(sent_at=0.0, retry_after=10.0, now=1.0)
    pace.refused(sent_at=0.0, retry_after=2.0, now=1.5)

    assert pace.wait(now=2.0) == pytest.approx(9.0)
    assert pace.wait(now=11.0) == 0.0


def test_a_full_window_waits_for_one_to_end():
    """There is no time to tell."""
    pace = Pace(most=1, window=1)
    pace.sent(0.0)

    assert pace.wait(0.0) == math.inf

    pace.ended()

    assert pace.wait(0.0) == 0.0


def test_a_used_up_limit_is_waited_for_and_not_run_into():
    """Sixty a minute: with none left, the next is due in a second."""
    pace = Pace(most=10, window=10)
    pace.heard(headers("requests", 60, 0), sent_at=4.9, now=5.0)

    assert pace.wait(5.0) == pytest.approx(1.0)
    assert pace.wait(6.0) == pytest.approx(0.0)


def test_what_somebody_else_takes_is_noticed():
    """The API's last word counts where it is less than our own count, by more than has come in since."""
    pace = Pace(most=10, window=10)
    pace.heard(headers("requests", 60, 30), sent_at=0.0, now=0.0)
    pace.heard(headers("requests", 60, 0), sent_at=0.0, now=0.0)
    for _ in range(2):
        pace.sent(0.0)

    assert pace.wait(0.0) == pytest.approx(2.0)


def test_token_limits_are_held_by_what_requests_used_before():
    """A request of a mean 100 new input tokens waits until so many are left."""
    pace = Pace(most=10, window=10)
    pace.answered(HELLO)
    pace.heard(headers("input-tokens", 6000, 0), sent_at=0.0, now=0.0)

    assert pace.wait(0.0) == pytest.approx(1.0)


@given(
    st.dictionaries(st.sampled_from(list(headers("requests", 0, 0))), st.text(max_size=8) | st.just("nan"), max_size=2)
)
def test_headers_that_hold_anything_else_are_passed_over(wrong):
    """A header can slow us down, never stop or crash us."""
    pace = Pace(most=10, window=10)
    pace.heard(wrong, sent_at=0.0, now=0.0)

    assert pace.wait(1000.0) == 0.0


@dataclass
class Api:
    """A rate-limited API on a clock of its own: a bucket of requests, refilled without pause."""

    per_minute: float
    latency: float
    burst: float
    others: float = 0.0
    """Requests a second that somebody else makes."""
    left: float = field(init=False)
    at: float = 0.0
    closed: tuple[float, float] = (math.inf, -math.inf)
    early: int = 0

    def __post_init__(self) -> None:
        self.left = self.burst

    def arrive(self, now):
        """What it answers: the retry-after of a refusal or None, and the headers."""
        self.left = min(self.burst, self.left + (now - self.at) * (self.per_minute / 60 - self.others))
        self.at = now
        self.early += self.closed[0] + self.latency + 1e-6 < now < self.closed[1] - 1e-6
        wish = None
        if self.left >= 1:
            self.left -= 1
        else:
            wish = math.ceil((1 - self.left) * 60 / self.per_minute)
            self.closed = (now, max(self.closed[1], now + wish))
        return wish, headers("requests", int(self.per_minute), max(0, int(self.left)))


def play(api, requests, most=64):
    """Send so many requests at the pace's word: the seconds taken."""
    pace, now, answered, waiting = Pace(most=most, window=16), 0.0, 0, requests
    events, order = [], count()
    while answered < requests:
        wait = pace.wait(now) if waiting else math.inf
        if not events or now + wait <= events[0][0]:
            now += wait
            if pace.wait(now) <= 1e-9:
                pace.sent(now)
                waiting -= 1
                heapq.heappush(events, (now + api.latency / 2, next(order), now, None))
            continue
        now, _, sent_at, answer = heapq.heappop(events)
        if answer is None:
            heapq.heappush(events, (now + api.latency / 2, next(order), sent_at, api.arrive(now)))
            continue
        wish, said = answer
        pace.heard(said, sent_at, now)
        if wish is None:
            pace.answered(HELLO)
            answered += 1
        else:
            pace.refused(sent_at, wish, now)
            waiting += 1
        pace.ended()
    return now


@pytest.mark.parametrize(
    "api",
    [
        Api(per_minute=1000, latency=0.2, burst=1000),
        Api(per_minute=1000, latency=2.0, burst=1000),
        Api(per_minute=1000, latency=0.2, burst=20),
        Api(per_minute=1000, latency=0.2, burst=1000, others=3.0),
        Api(per_minute=60, latency=1.0, burst=60),
    ],
    ids=["a minute's burst", "slow answers", "a small burst", "somebody else sends too", "a small limit"],
)
def test_at_least_95_percent_of_a_rate_limit_is_used_and_no_refusal_is_run_against(api):
    """All requests are answered, none is sent while a 429 asks to wait, and the limit is what takes the time."""
    requests = int(2 * api.per_minute)
    seconds = play(api, requests)
    possible = api.burst + seconds * (api.per_minute / 60 - api.others)

    assert requests / possible >= 0.95
    assert api.early == 0
