"""The laws of the kept ledger: what was under way at a kill counts as spent, and nothing counts twice."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Self

import pytest

from audition.errors import BudgetMet
from audition.models.budget import LocalLedger
from audition.running.purse import KeptLedger
from audition.store.calls import Calls
from audition.store.database import Database


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A run file of which only the calls matter."""
    path = tmp_path / "run.sqlite"
    Database.make(path).close()
    return path


class Process:
    """A process that pays from the file; to leave the block is to be killed."""

    def __init__(self, path: Path, cap_usd: float | None = 1.0) -> None:
        self.database = Database.open(path, writable=True)
        self.calls = Calls(self.database)
        self.ledger = KeptLedger(LocalLedger(cap_usd, spent_usd=self.calls.spent_usd), self.calls)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()


def test_what_was_reserved_at_a_kill_is_spent_at_its_worst(path: Path) -> None:
    """However often: eight kills in a row spend at most the cap."""
    for _ in range(3):
        with Process(path) as process:
            assert process.ledger.reserve(0.3) is not None
    with Process(path) as process, pytest.raises(BudgetMet):
        process.ledger.reserve(0.3)

    with Process(path) as process:
        assert process.ledger.spending().spent_usd == pytest.approx(0.9)
        assert process.ledger.reserve(0.1) is not None


def test_what_was_settled_counts_what_it_cost(path: Path) -> None:
    """Nothing for a call that was refused."""
    with Process(path) as process:
        for spent in (0.25, 0.0, 0.05):
            process.ledger.settle(process.ledger.reserve(0.3), spent)
    with Process(path) as process:
        assert process.ledger.spending().spent_usd == process.calls.spent_usd == pytest.approx(0.3)


@pytest.mark.parametrize("settled", [None, 0.2])
def test_a_batch_request_of_an_earlier_process_is_counted_once(path: Path, settled: float | None) -> None:
    """Whether the kill came before or after its answer was read: under its name it is the same call."""
    with Process(path) as process:
        reservation = process.ledger.reserve(0.8, "a-1")
        if settled is not None:
            process.ledger.settle(reservation, settled)
    with Process(path) as process:
        again = process.ledger.reserve(0.8, "a-1")
        assert process.ledger.spending().spent_usd == pytest.approx(0.0)
        assert process.ledger.spending().reserved_usd == pytest.approx(0.8)
        process.ledger.settle(again, 0.2)

    with Process(path) as process:
        assert process.calls.spent_usd == pytest.approx(0.2)


def test_a_batch_request_that_no_journal_knows_was_never_sent(path: Path) -> None:
    """It was noted, and killed before its wave was."""
    with Process(path) as process:
        process.ledger.reserve(0.8, "a-1")
    with Process(path) as process:
        process.calls.drop_unsent()
        assert process.calls.spent_usd == 0.0


def test_purses_of_one_run_are_kept_apart(path: Path) -> None:
    """What is asked about a run later has a cap of its own; in all, the run has cost both."""
    with Process(path) as process:
        process.ledger.settle(process.ledger.reserve(0.3), 0.3)
        later = Calls(process.database, "grade")
        later.settle(later.reserve(0.2), 0.1)

        assert (process.calls.spent_usd, later.spent_usd) == (0.3, 0.1)
        assert process.calls.all_spent_usd == pytest.approx(0.4)


def test_parts_of_one_run_are_put_together(path: Path, tmp_path: Path) -> None:
    """A call under way in a part that died counts as its worst in the whole."""
    with Process(path) as process:
        process.ledger.settle(process.ledger.reserve(0.3), 0.1)
        process.ledger.reserve(0.3)
        whole = Database.make(tmp_path / "whole.sqlite")
        with closing(whole):
            Calls(whole).take_over(process.calls)
            assert Calls(whole).spent_usd == pytest.approx(0.4)
