"""One cap in dollars over everything a run sends: reserved before each call, settled after it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from audition.errors import BudgetMet

POLL_SECONDS = 0.05
"""How often a waiting reservation looks again."""


@dataclass(frozen=True, kw_only=True)
class Spending:
    """Where the money stands, in dollars."""

    cap_usd: float | None
    """None: no cap."""
    spent_usd: float
    """Settled: what answers cost, and the worst case of calls whose answer was lost and may have been billed."""
    reserved_usd: float
    """Held for calls under way."""


class Ledger(Protocol):
    """Keeps the sums; every method is one atomic step, also between the processes that share it."""

    def reserve(self, worst_usd: float, name: str | None = None, *, counted_usd: float = 0.0) -> int | None:
        """A reservation's number; None while calls under way hold what it needs.

        Args:
            worst_usd: The most that the call can cost.
            name: By which a later process knows the call again; None: it will not.
            counted_usd: Above 0: an earlier process has sent this very call, it counts as so much among what is spent,
                and now its answer is waited for again.

        Raises:
            BudgetMet: Not even after they settle could it be had.
        """

    def settle(self, reservation: int, spent_usd: float) -> None:
        """Replace a reservation by what was spent or, with the answer lost, may have been."""

    def spending(self) -> Spending:
        """Where the money stands."""


@dataclass
class Charge:
    """One reserved call."""

    worst_usd: float
    spent_usd: float = 0.0

    def settle(self, cost_usd: float | None) -> None:
        """The call was answered at this price; None: unknown, the worst case counts."""
        self.spent_usd = self.worst_usd if cost_usd is None else cost_usd

    def lose(self) -> None:
        """The call was sent and its answer lost: it may have been billed, so the worst case counts."""
        self.spent_usd = self.worst_usd


class LocalLedger:
    """The ledger of a run in one process.

    Args:
        cap_usd: The cap in dollars; None: no cap.
        spent_usd: What the run spent before, when it is resumed.
    """

    def __init__(self, cap_usd: float | None, *, spent_usd: float = 0.0) -> None:
        self._cap_usd = cap_usd
        self._spent_usd = spent_usd
        self._reserved: dict[int, float] = {}
        self._count = 0

    def reserve(self, worst_usd: float, name: str | None = None, *, counted_usd: float = 0.0) -> int | None:  # noqa: ARG002  # forgets all names
        """See `Ledger`."""
        if not counted_usd and not fits(self.spending(), worst_usd):
            return None
        self._spent_usd -= counted_usd
        self._count += 1
        self._reserved[self._count] = worst_usd
        return self._count

    def settle(self, reservation: int, spent_usd: float) -> None:
        """See `Ledger`."""
        del self._reserved[reservation]
        self._spent_usd += spent_usd

    def spending(self) -> Spending:
        """See `Ledger`."""
        return Spending(
            cap_usd=self._cap_usd,
            spent_usd=self._spent_usd,
            reserved_usd=sum(self._reserved.values()),
        )


class Budget:
    """The cap as callers see it: one `async with` around each call."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self.unpriced = 0
        """Calls of this process without a known price: in none of the sums; only ever made without a cap."""
        self.waiting = 0
        """Calls that wait for others to settle, which hold what is left of the cap."""

    @property
    def spending(self) -> Spending:
        """Where the money stands."""
        return self._ledger.spending()

    @asynccontextmanager
    async def charge(self, worst_usd: float | None, name: str | None = None) -> AsyncIterator[Charge]:
        """Hold the worst case of one call; on leaving, what the charge says was spent is booked.

        A charge that is neither settled nor lost costs nothing: the API refused the call.

        Args:
            worst_usd: The most the call can cost; None: its price is unknown.
            name: By which a later process knows the call again, when this one is killed.

        Raises:
            BudgetMet: The call could pass the cap, or there is a cap and no price.
        """
        if worst_usd is None:
            worst_usd = self._without_price()
        reservation = await self._reserved(worst_usd, name)
        charge = Charge(worst_usd)
        try:
            yield charge
        finally:
            self._ledger.settle(reservation, charge.spent_usd)

    async def _reserved(self, worst_usd: float, name: str | None) -> int:
        self.waiting += 1
        try:
            while (reservation := self._ledger.reserve(worst_usd, name)) is None:  # noqa: ASYNC110  # processes share no event
                await asyncio.sleep(POLL_SECONDS)
        finally:
            self.waiting -= 1
        return reservation

    def _without_price(self) -> float:
        if self.spending.cap_usd is not None:
            raise BudgetMet("a call without a known list price cannot be held against the cap; pin a priced model")
        self.unpriced += 1
        return 0.0


def as_given(cap_usd: float) -> str:
    """A cap in words, with as many decimals as it has, two at least, and from a cent on four at most."""
    whole, _, rest = f"{cap_usd:.{4 if cap_usd >= 0.01 else 6}f}".rstrip("0").partition(".")
    return f"${whole}.{rest:0<2}"


def fits(spending: Spending, worst_usd: float) -> bool:
    """Whether a call of this worst case can be reserved now; False: once others have settled, perhaps.

    Raises:
        BudgetMet: The cap leaves no room for it.
    """
    if spending.cap_usd is None:
        return True
    left = spending.cap_usd - spending.spent_usd
    if worst_usd > left:
        raise BudgetMet(
            f"the cap of {as_given(spending.cap_usd)} is met: {as_given(spending.spent_usd)} is spent, "
            f"and the next call could cost {as_given(worst_usd)}"
        )
    return worst_usd <= left - spending.reserved_usd
