from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
from pathlib import Path

import pytest

from audition.errors import BudgetMet, StoreError
from audition.models.budget import Budget, LocalLedger, as_given
from audition.models.shared_budget import SharedLedger


@pytest.fixture(params=["local", "shared"])
def ledger(request, tmp_path):
    """Makes a ledger with a cap: in memory, or in a file."""

    def make(cap_usd, spent_usd=0.0):
        if request.param == "local":
            return LocalLedger(cap_usd, spent_usd=spent_usd)
        return SharedLedger(tmp_path / "budget.sqlite", cap_usd, spent_usd=spent_usd)

    return make


async def spend(budget, worst, cost, *, lost=False):
    """One call."""
    async with budget.charge(worst) as charge:
        await asyncio.sleep(0)
        if lost:
            charge.lose()
        elif cost is not None:
            charge.settle(cost)


def test_a_call_is_reserved_at_its_worst_and_settled_at_its_price(ledger):
    """While it is under way the worst case is held, afterwards only the price."""
    budget = Budget(ledger(1.0))

    async def call():
        async with budget.charge(0.4) as charge:
            during = budget.spending
            charge.settle(0.1)
        return during, budget.spending

    during, after = asyncio.run(call())

    assert (during.reserved_usd, during.spent_usd) == (0.4, 0.0)
    assert (after.reserved_usd, after.spent_usd) == (0.0, 0.1)


def test_a_call_that_could_pass_the_cap_is_not_made(ledger):
    """The cap is a promise: the worst case decides, before anything is sent."""
    budget = Budget(ledger(1.0))
    asyncio.run(spend(budget, 0.9, 0.7))

    with pytest.raises(BudgetMet, match=r"the cap of \$1.00 is met: \$0.70 is spent, .* could cost \$0.40"):
        asyncio.run(spend(budget, 0.4, 0.1))


def test_calls_wait_for_money_that_others_hold(ledger):
    """A hundred calls whose worst cases together pass the cap are all made, as long as their prices do not."""
    budget = Budget(ledger(1.0))

    async def many():
        await asyncio.gather(*(spend(budget, 0.3, 0.005) for _ in range(12)))

    asyncio.run(many())

    assert budget.spending.spent_usd == pytest.approx(0.06)


def test_a_lost_answer_counts_at_its_worst(ledger):
    """It may have been billed."""
    budget = Budget(ledger(1.0))
    asyncio.run(spend(budget, 0.25, None, lost=True))

    assert budget.spending.spent_usd == 0.25


def test_a_refused_call_costs_nothing(ledger):
    """An error of the API is not billed."""
    budget = Budget(ledger(1.0))
    asyncio.run(spend(budget, 0.25, None))

    assert budget.spending.spent_usd == 0.0


def test_a_price_that_comes_back_unknown_counts_at_its_worst(ledger):
    """An answer by a model without a price."""
    budget = Budget(ledger(1.0))

    async def call():
        async with budget.charge(0.25) as charge:
            charge.settle(None)

    asyncio.run(call())

    assert budget.spending.spent_usd == 0.25


def test_a_reservation_is_freed_whatever_happens(ledger):
    """A crash or a cancelled trial holds no money."""
    budget = Budget(ledger(1.0))

    async def call():
        async with budget.charge(0.25):
            raise RuntimeError

    with pytest.raises(RuntimeError):
        asyncio.run(call())

    assert budget.spending.reserved_usd == 0.0


def test_money_spent_before_counts(ledger):
    """A resumed run goes on under the same cap."""
    budget = Budget(ledger(1.0, spent_usd=0.8))

    with pytest.raises(BudgetMet):
        asyncio.run(spend(budget, 0.3, 0.1))


def test_without_a_cap_everything_is_counted_and_nothing_refused(ledger):
    """Calls without a price are counted apart, never as free."""
    budget = Budget(ledger(None))
    asyncio.run(spend(budget, 1000.0, 5.0))
    asyncio.run(spend(budget, None, None))

    assert (budget.spending.spent_usd, budget.unpriced) == (5.0, 1)


def test_a_call_without_a_price_is_refused_under_a_cap(ledger):
    """No cap can be kept over it."""
    with pytest.raises(BudgetMet, match="without a known list price"):
        asyncio.run(spend(Budget(ledger(1.0)), None, None))


def play_a_worker(path: Path, calls: int) -> None:
    """Another process that spends from the same cap until it is met."""
    budget = Budget(SharedLedger(path, 1.0))

    async def run():
        for _ in range(calls):
            await spend(budget, 0.02, 0.01)

    with contextlib.suppress(BudgetMet):
        asyncio.run(run())


def test_processes_share_one_cap(tmp_path):
    """Three workers that each could spend it all stay below it together."""
    path = tmp_path / "budget.sqlite"
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=play_a_worker, args=(path, 60)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    spending = SharedLedger(path, 1.0).spending()

    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    assert spending.cap_usd == 1.0
    assert 0.97 < spending.spent_usd <= 1.0
    assert spending.reserved_usd == 0.0


def test_a_reservation_of_a_process_that_is_gone_counts_as_spent(tmp_path):
    """It may have been answered and billed before the process was killed."""
    path = tmp_path / "budget.sqlite"
    child = os.fork()
    if child == 0:
        SharedLedger(path, 1.0).reserve(0.4)
        os._exit(0)
    os.waitpid(child, 0)
    spending = SharedLedger(path, 1.0).spending()

    assert (spending.spent_usd, spending.reserved_usd) == (0.4, 0.0)


def test_a_ledger_that_cannot_be_kept_is_a_store_error(tmp_path):
    """The run ends; it does not spend unwatched."""
    (tmp_path / "budget.sqlite").write_text("no database")

    with pytest.raises(StoreError, match="shared budget cannot be kept"):
        SharedLedger(tmp_path / "budget.sqlite", 1.0)


@pytest.mark.parametrize(("cap", "shown"), [(5.0, "$5.00"), (0.18, "$0.18"), (0.0001, "$0.0001"), (12.345, "$12.345")])
def test_a_cap_is_told_as_it_was_given(cap, shown):
    """A small one is not rounded to nothing."""
    assert as_given(cap) == shown
