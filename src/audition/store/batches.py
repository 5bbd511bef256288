"""Requests that go out in batches, noted in the run file before they do: a crash never pays for one twice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from audition.errors import StoreError
from audition.records.evidence import TrialId
from audition.store.database import Database

_PENDING = (
    "SELECT custom_id, scenario, variant, trial_index, batch FROM batch_requests JOIN planned USING (trial)"
    " WHERE NOT settled ORDER BY trial, custom_id"
)
_PREPARE = (
    "INSERT INTO batch_requests (custom_id, trial) SELECT ?, trial FROM planned"
    " WHERE scenario = ? AND variant = ? AND trial_index = ?"
)


@dataclass(frozen=True, kw_only=True)
class BatchRequest:
    """One request of a batch whose answer has not been used yet."""

    custom_id: str
    """What the API gives back with the answer; unique in the run."""
    trial: TrialId
    batch: str | None
    """The batch's id; None: nobody knows whether it was sent, look for the custom id before sending it again."""


class Batches:
    """The batch requests of one run; every method is one transaction and raises StoreError when it cannot be."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def prepare(self, requests: Mapping[str, TrialId]) -> None:
        """Note requests, custom id → trial, before they are sent.

        Raises:
            StoreError: A custom id is in use, or its trial was not planned.
        """
        with self._database.transaction():
            before = self._count()
            for custom_id, trial in requests.items():
                self._database.change(_PREPARE, (custom_id, trial.scenario, trial.variant, trial.index))
            if self._count() - before != len(requests):
                raise StoreError(f"{self._database.path}: a batch request is of a trial that was not planned")

    def sent(self, custom_ids: Iterable[str], batch: str) -> None:
        """Note the id that the API gave the batch of these requests."""
        with self._database.transaction():
            for custom_id in custom_ids:
                self._database.change("UPDATE batch_requests SET batch = ? WHERE custom_id = ?", (batch, custom_id))

    def settle(self, custom_ids: Iterable[str]) -> None:
        """Note that these requests need no answer any more: it was used, or the request goes out anew."""
        with self._database.transaction():
            for custom_id in custom_ids:
                self._database.change("UPDATE batch_requests SET settled = 1 WHERE custom_id = ?", (custom_id,))

    def pending(self) -> tuple[BatchRequest, ...]:
        """The requests whose answers are still to be used, in the order of the plan."""
        return tuple(
            BatchRequest(custom_id=custom_id, trial=TrialId(*trial), batch=batch)
            for custom_id, *trial, batch in self._database.rows(_PENDING)
        )

    def _count(self) -> int:
        ((count,),) = self._database.rows("SELECT count(*) FROM batch_requests")
        return int(count)
