"""Message batches: made, watched, read."""

from __future__ import annotations

import asyncio
import random
import time

import orjson

from tests.fakes.messages_api.blocks import check_name, need
from tests.fakes.messages_api.errors import ApiError, bad, check, iso

CUSTOM_ID = "[a-zA-Z0-9_-]{1,64}"
KEPT_SECONDS = 86_400


class Batch:
    """One batch: `public` is what the API tells of it, `results` come while it is played."""

    def __init__(self, batch_id, items):
        now = time.time()
        self.results = []
        self.public = {
            "id": batch_id,
            "type": "message_batch",
            "processing_status": "in_progress",
            "created_at": iso(now),
            "expires_at": iso(now + KEPT_SECONDS),
            "ended_at": None,
            "archived_at": None,
            "cancel_initiated_at": None,
            "results_url": None,
            "request_counts": {"processing": len(items), "succeeded": 0, "errored": 0, "canceled": 0, "expired": 0},
        }
        self._items = items

    @property
    def ended(self):
        """Whether its results can be read."""
        return self.public["processing_status"] == "ended"

    def lines(self):
        """The results as JSON lines.

        Raises:
            ApiError: There are none yet.
        """
        if not self.ended:
            raise bad("The batch has not ended yet.")
        return b"".join(orjson.dumps(result) + b"\n" for result in self.results)

    async def play(self, planner):
        """Answer the items evenly over the time that a batch takes."""
        start, counts = time.monotonic(), self.public["request_counts"]
        for i, item in enumerate(self._items):
            wait = start + planner.options.batch_seconds * (i + 1) / len(self._items) - time.monotonic()
            if wait > 0 or i % 50 == 0:
                await asyncio.sleep(max(0, wait))
            result = _answered(planner, item["params"])
            self.results.append({"custom_id": item["custom_id"], "result": result})
            counts["processing"] -= 1
            counts[result["type"]] += 1
        random.Random(planner.options.seed).shuffle(self.results)  # noqa: S311  # the API promises no order
        self.public.update(processing_status="ended", ended_at=iso())


def read_items(body):
    """The requests of a new batch, each checked as far as the API does at once."""
    items, seen = need(body, "requests", list), set()
    check(1 <= len(items) <= 100_000, "requests: List should have from 1 to 100000 items after validation")
    for i, item in enumerate(items):
        custom_id, params = need(item, "custom_id", str, f"requests.{i}."), need(item, "params", dict, f"requests.{i}.")
        check_name(custom_id, CUSTOM_ID, f"requests.{i}.custom_id")
        check(custom_id not in seen, f"requests: custom_id '{custom_id}' is not unique within the batch")
        check(not params.get("stream"), f"requests.{i}.params.stream: streaming is not supported in batches")
        seen.add(custom_id)
    return items


def _answered(planner, params):
    try:
        planned = planner.plan(params, orjson.dumps(params), batch=True)
    except ApiError as error:
        return {"type": "errored", "error": error.body(None)}
    if planned.publish:
        planned.publish()
    if planned.fault == "expired":
        return {"type": "expired"}
    planner.charge(planned.usage, batch=True)
    return {"type": "succeeded", "message": planned.message}
