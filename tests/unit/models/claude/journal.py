"""A journal of batch requests in memory."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from audition.errors import StoreError
from audition.records.evidence import TrialId


@dataclass
class Note:
    custom_id: str
    trial: TrialId
    batch: str | None = None


class Book:
    """A journal that outlives a crash of what writes in it, and breaks when it is told to."""

    def __init__(self):
        self.notes = {}
        self.breaks_on = None
        self.out = asyncio.Event()

    def prepare(self, requests):
        self._maybe_break("prepare")
        assert not self.notes.keys() & requests.keys()
        self.notes |= {custom_id: Note(custom_id, trial) for custom_id, trial in requests.items()}
        self._maybe_break("prepared")

    def sent(self, custom_ids, batch):
        self._maybe_break("sent")
        for custom_id in custom_ids:
            self.notes[custom_id].batch = batch
        self.out.set()

    def settle(self, custom_ids):
        for custom_id in custom_ids:
            del self.notes[custom_id]

    def pending(self):
        return tuple(self.notes.values())

    def _maybe_break(self, step):
        if self.breaks_on == step:
            raise StoreError("the disk is full")
