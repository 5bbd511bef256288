"""What becomes of a request, but for when: its answer, its fault, its bill."""

from __future__ import annotations

import itertools
from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from tests.fakes.messages_api.errors import ApiError
from tests.fakes.messages_api.faults import ERROR_FAULTS, FAULTS, UNANSWERED, WRONG_SHAPES
from tests.fakes.messages_api.metering import Bucket, Stats
from tests.fakes.messages_api.prompt_cache import PromptCache, prefix
from tests.fakes.messages_api.replies import Script, finish
from tests.fakes.messages_api.validation import validate


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What a request will get."""

    message: dict[str, Any]
    usage: dict[str, Any]
    """What is metered, whatever the message says."""
    fault: str | None
    seconds: float
    """Until it is answered."""
    publish: Callable[[], None] | None
    """Makes what it writes to the prompt cache readable."""
    headers: dict[str, str]


@dataclass(frozen=True)
class _Draw:
    """Chance that is the same for the same body."""

    seed: int
    digest: bytes
    attempt: int

    def __call__(self, what):
        """A number in (0, 1)."""
        data = b"%d|%s|%d|" % (self.seed, what, self.attempt) + self.digest
        return (int.from_bytes(blake2b(data, digest_size=8).digest(), "big") + 0.5) / 2**64


class Planner:
    """All that lasts from one reset to the next.

    Args:
        options: As the command line has them.
        rules: The script.
        ids: Numbers that no id has yet.
    """

    def __init__(self, options, rules, ids):
        self.options = options
        self.stats = Stats()
        self._cache = PromptCache(options.cache_min_tokens)
        self._script = Script(rules)
        self._bucket = Bucket(options.rpm) if options.rpm else None
        rates = [getattr(options, f"p_{name}") for name in FAULTS]
        self._faulty = list(itertools.accumulate(rates)) if any(rates) else None
        self._ids = ids

    def new_id(self, kind):
        """An id as the API makes them."""
        return f"{kind}_01{next(self._ids):022d}"

    def charge(self, usage, *, batch=False):
        """Meter what was answered."""
        self.stats.charge(usage, (self.options.price_in, self.options.price_out), batch=batch)

    def plan(self, body, raw, *, batch=False):
        """What this request gets; `raw` are the bytes of its body.

        Raises:
            ApiError: A refusal, deserved or injected.
        """
        turns = validate(body)
        digest = blake2b(raw, digest_size=8).digest()
        attempt, nth = self.stats.bodies.get(digest, (0, 0))
        self.stats.bodies[digest] = (attempt + 1, nth)
        draw = _Draw(self.options.seed, digest, attempt)
        injected = self._injected(draw)
        blocks = prefix(body, turns)
        total = sum(block[0] for block in blocks)
        read, written, publish = self._cache.use(body["model"], blocks)
        headers = self._bucket.take() if self._bucket and not batch else {}
        rule, reply = self._script.pick(body, turns, nth)
        self._refuse(rule)
        fault = rule.get("fault", injected)
        if fault not in UNANSWERED:
            self.stats.bodies[digest] = (attempt + 1, nth + 1)
        if fault:
            self.stats.faults[fault] += 1
        usage = _usage(total - read - sum(written.values()), read, written, batch=batch)
        message = self._message(body, rule, finish(self._blocks(reply), body, fault), usage)
        wrong = WRONG_SHAPES[int(draw(b"shape") * len(WRONG_SHAPES))] if fault == "shape" else rule.get("patch", {})
        return Planned(
            message=_patched(message, wrong),
            usage=usage,
            fault=fault,
            seconds=rule.get("latency_ms", self.options.latency_ms) / 1000,
            publish=publish,
            headers=headers,
        )

    def _injected(self, draw):
        if self._faulty is None:
            return None
        at = bisect(self._faulty, draw(b"fault"))
        fault = FAULTS[at] if at < len(FAULTS) else None
        if fault in ERROR_FAULTS:
            self.stats.faults[fault] += 1
            headers = {"retry-after": str(self.options.retry_after)} if fault == "429" else {}
            raise ApiError(int(fault), ERROR_FAULTS[fault], headers=headers)
        return fault

    def _refuse(self, rule):
        if error := rule.get("error"):
            self.stats.faults["script"] += 1
            headers = {"retry-after": str(error["retry_after"])} if "retry_after" in error else {}
            raise ApiError(error["status"], error.get("message", "Scripted error"), error.get("type"), headers)

    def _blocks(self, reply):
        for one in reply:
            if isinstance(one, str):
                yield {"type": "text", "text": one}
            elif one["type"] == "tool_use":
                yield {**one, "id": one.get("id") or self.new_id("toolu"), "input": one.get("input") or {}}
            else:
                yield dict(one)

    def _message(self, body, rule, finished, usage):
        content, stop_reason, stop_sequence, output_tokens = finished
        stop_reason = rule.get("stop_reason", stop_reason)
        usage["output_tokens"] = min(rule.get("output_tokens", output_tokens), body["max_tokens"])
        refusal = {"type": "refusal", "category": None, "explanation": None}
        return {
            "id": self.new_id("msg"),
            "type": "message",
            "role": "assistant",
            "model": body["model"],
            "content": content,
            "stop_reason": stop_reason,
            "stop_sequence": stop_sequence,
            "usage": usage,
            "stop_details": refusal if stop_reason == "refusal" else None,
        }


def _usage(fresh, read, written, *, batch):
    return {
        "input_tokens": fresh,
        "cache_creation_input_tokens": sum(written.values()),
        "cache_read_input_tokens": read,
        "cache_creation": {
            "ephemeral_5m_input_tokens": written.get("5m", 0),
            "ephemeral_1h_input_tokens": written.get("1h", 0),
        },
        "output_tokens": 0,
        "service_tier": "batch" if batch else "standard",
    }


def _patched(message, changes):
    usage = changes.get("usage")
    if isinstance(usage, dict):
        return {**message, **changes, "usage": {**message["usage"], **usage}}
    return {**message, **changes}
