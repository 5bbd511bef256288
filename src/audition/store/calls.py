"""What a run pays for, call by call: noted before a call is made, so that a kill forgets no dollar."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audition.store.database import Database

_COUNTED = "coalesce(spent_usd, worst_usd)"
"""A call whose end nobody noted may have been answered and billed."""


@dataclass(frozen=True)
class Known:
    """A call that an earlier process noted under a name."""

    number: int
    counted_usd: float
    """What it counts as: its price, or the most it can have cost."""


class Calls:
    """The calls of one run that one purse pays for; every method raises StoreError when the file cannot be used.

    Args:
        database: Of the run file.
        purse: Whose calls: empty for those of the run, else what was asked about it afterwards.
    """

    def __init__(self, database: Database, purse: str = "") -> None:
        self._database = database
        self._purse = purse

    def reserve(self, worst_usd: float, name: str | None = None) -> int:
        """Note a call that is about to be made; gives its number.

        Args:
            worst_usd: The most it can cost.
            name: By which a later process finds it again, unique in the run; None: it will not.
        """
        return self._database.note("INSERT INTO calls VALUES (NULL, ?, ?, ?, NULL)", (self._purse, name, worst_usd))

    def reopen(self, number: int, worst_usd: float) -> None:
        """Note that the answer to a call of an earlier process is waited for again."""
        self._database.note("UPDATE calls SET worst_usd = ?, spent_usd = NULL WHERE call = ?", (worst_usd, number))

    def settle(self, number: int, spent_usd: float) -> None:
        """Note what a call has cost."""
        self._database.note("UPDATE calls SET spent_usd = ? WHERE call = ?", (spent_usd, number))

    @property
    def spent_usd(self) -> float:
        """Dollars that the purse has paid, calls without an end at the most that they can have cost."""
        ((spent,),) = self._database.rows(
            f"SELECT coalesce(sum({_COUNTED}), 0.0) FROM calls WHERE purse = ?",  # noqa: S608
            (self._purse,),
        )
        return float(spent)

    @property
    def all_spent_usd(self) -> float:
        """The same of all purses of the run."""
        ((spent,),) = self._database.rows(f"SELECT coalesce(sum({_COUNTED}), 0.0) FROM calls")  # noqa: S608
        return float(spent)

    def drop_unsent(self) -> None:
        """Note that batch requests which no journal knows were never sent, and cost nothing."""
        self._database.note(
            "UPDATE calls SET spent_usd = 0.0 WHERE purse = ? AND spent_usd IS NULL AND name NOT NULL"
            " AND name NOT IN (SELECT custom_id FROM batch_requests)",
            (self._purse,),
        )

    def named(self) -> Mapping[str, Known]:
        """Every call of the purse that has a name."""
        query = f"SELECT name, call, {_COUNTED} FROM calls WHERE purse = ? AND name NOT NULL"  # noqa: S608
        return {name: Known(number, counted) for name, number, counted in self._database.rows(query, (self._purse,))}

    def take_over(self, others: Calls) -> None:
        """Add the calls of another file, at what they count as there."""
        query = f"SELECT {_COUNTED} FROM calls WHERE purse = ?"  # noqa: S608
        with self._database.transaction():
            for (spent,) in others._database.rows(query, (self._purse,)):  # another of its kind
                self.settle(self.reserve(spent), spent)
