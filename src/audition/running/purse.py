"""The ledger of a run that is kept in its file."""

from __future__ import annotations

from audition.models.budget import Ledger, Spending
from audition.store.calls import Calls


class KeptLedger:
    """A ledger that notes every call in the run file before it is made; see `Ledger`.

    A call that an earlier process has sent and whose answer still comes, as in a batch, is not counted twice: by its
    name it is known again.

    Args:
        sums: Holds calls against the cap; what the file says was spent is in it already.
        calls: Of the run file.
    """

    def __init__(self, sums: Ledger, calls: Calls) -> None:
        self._sums = sums
        self._calls = calls
        self._known = dict(calls.named())
        self._noted: dict[int, int] = {}

    def reserve(self, worst_usd: float, name: str | None = None, *, counted_usd: float = 0.0) -> int | None:
        """See `Ledger`."""
        known = None if name is None else self._known.get(name)
        counted_usd = known.counted_usd if known else counted_usd
        reservation = self._sums.reserve(worst_usd, name, counted_usd=counted_usd)
        if reservation is None:
            return None
        if known is None:
            self._noted[reservation] = self._calls.reserve(worst_usd, name)
        else:
            del self._known[str(name)]
            self._calls.reopen(known.number, worst_usd)
            self._noted[reservation] = known.number
        return reservation

    def settle(self, reservation: int, spent_usd: float) -> None:
        """See `Ledger`."""
        self._calls.settle(self._noted.pop(reservation), spent_usd)
        self._sums.settle(reservation, spent_usd)

    def spending(self) -> Spending:
        """See `Ledger`."""
        return self._sums.spending()
