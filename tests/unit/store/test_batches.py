"""The law of batch requests: noted before they are sent, pending until their answer was used, whatever crashes."""

from __future__ import annotations

import pytest

from audition.errors import StoreError
from audition.records.evidence import TrialId
from audition.store.batches import BatchRequest
from audition.store.run_file import RunFile
from tests.unit.store import samples

ONE, TWO = samples.planned()[:2]


@pytest.fixture
def path(tmp_path):
    """Where the run is stored."""
    made = tmp_path / "run.sqlite"
    RunFile.create(made, samples.run_facts()).close()
    return made


def test_what_was_sent_is_known_to_the_next_process(path):
    """Requests without a batch id may have been sent; those with one were; settled ones are done."""
    with RunFile.open(path) as run:
        run.batches.prepare({"a": ONE, "b": TWO, "c": TWO})
        run.batches.sent(["a", "b"], "batch-1")
        run.batches.settle(["a"])
    with RunFile.open_readonly(path) as reader:
        assert (
            BatchRequest(custom_id="b", trial=TWO, batch="batch-1"),
            BatchRequest(custom_id="c", trial=TWO, batch=None),
        ) == reader.batches.pending()


@pytest.mark.parametrize(
    ("requests", "told"),
    [
        ({"new": ONE, "old": TWO}, "UNIQUE constraint failed"),
        ({"new": TrialId("elsewhere", samples.SALES, 0)}, "a trial that was not planned"),
    ],
)
def test_requests_that_cannot_be_matched_are_refused_together(path, requests, told):
    """A custom id names one request, and every request a trial of the plan."""
    with RunFile.open(path) as run:
        run.batches.prepare({"old": ONE})
        with pytest.raises(StoreError, match=told):
            run.batches.prepare(requests)

        assert (BatchRequest(custom_id="old", trial=ONE, batch=None),) == run.batches.pending()
