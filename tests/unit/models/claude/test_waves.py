from __future__ import annotations

import asyncio

import pytest

from audition.models.claude.batch_api import Batch
from audition.models.claude.waves import BatchSettings, Waves
from audition.records.evidence import TrialId
from tests.unit.models.claude.journal import Book

TRIAL = TrialId("greeting", "clerk/terse", 0)
ANSWER = {"type": "message"}
OLD, NEW = "msgbatch_old", "msgbatch_new"


class Service:
    """A service that answers every batch at once, and no longer keeps the old one."""

    def __init__(self, old: Batch | None) -> None:
        self._old = old
        self._requests: list[str] = []
        self.created: list[tuple] = []

    async def create(self, requests, headers):
        self.created.append((requests, headers))
        self._requests += [request["custom_id"] for request in requests]
        return ended(NEW)

    async def retrieve(self, batch):
        return self._old if batch == OLD else ended(batch)

    async def results(self, batch):
        assert batch == NEW
        return dict.fromkeys(self._requests, ANSWER)


def ended(batch: str, *, archived: bool = False) -> Batch:
    """A batch of one request that has been answered."""
    return Batch(id=batch, ended=True, size=1, done=1, archived=archived)


@pytest.mark.parametrize("old", [None, ended(OLD, archived=True)], ids=["unknown", "archived"])
def test_a_request_whose_batch_is_no_longer_kept_can_be_sent_again(old: Batch | None):
    """A run that is resumed after a month, or with the key of another workspace, does not end there for good."""
    book = Book()
    book.prepare({"key-0": TRIAL})
    book.sent(["key-0"], OLD)

    async def scene():
        waves = Waves(Service(old), book, BatchSettings(quiet_seconds=0.0))
        first = await waves.outcome(waves.custom_id("key"), TRIAL, {})
        again = await waves.outcome(waves.custom_id("key"), TRIAL, {})
        await waves.close()
        return first, again

    first, again = asyncio.run(scene())

    assert first.text == "the request is in no batch that is kept"
    assert again == ANSWER
    assert [NEW] == [note.batch for note in book.notes.values()]


def test_what_goes_beside_a_call_s_body_goes_with_its_batch():
    """A batch has one set of headers: calls with others go out in another; further fields are of the body."""
    beta = {"anthropic-beta": "effort-2025-11-24"}
    calls = {
        "plain": {"model": "m"},
        "beta": {"model": "m", "extra_headers": beta, "extra_body": {"container": "c"}},
        "again": {"model": "n", "extra_headers": beta},
    }
    service = Service(None)

    async def scene():
        waves = Waves(service, Book(), BatchSettings(quiet_seconds=0.0))
        asked = (waves.outcome(f"{name}-0", TRIAL, params) for name, params in calls.items())
        outcomes = await asyncio.gather(*asked)
        await waves.close()
        return outcomes

    assert asyncio.run(scene()) == [ANSWER] * 3
    plain, betas = ({request["custom_id"]: request["params"] for request in sent} for sent, _ in service.created)
    assert [headers for _, headers in service.created] == [{}, beta]
    assert plain == {"plain-0": {"model": "m"}}
    assert betas == {"beta-0": {"model": "m", "container": "c"}, "again-0": {"model": "n"}}
