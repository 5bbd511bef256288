"""Money in the plan is grounded: on record, or worked out from the records by a step that the plan shows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, combinations, permutations, product

from audition.checks import Check, Reading, Work, failed, not_applicable, passed

from ._amounts import counts, percents, years
from ._plan import listed, money, quote
from ._stated import ARR, ITEM, TARGET, TOTAL, Amount, PlanMoney, Records

_ON_RECORD, _ESTIMATE = "on record", "estimate"
_SEAT_WORD = re.compile(r"(?i)\b(?:seats?|users?|licen[cs]es?|each|per head)\b")
_MONTHS = re.compile(r"(?i)\b(\d{1,2})[ -]months?\b")
_PERIOD_WORD = re.compile(r"(?i)\b(?:month|quarter)(?:s|ly)?\b|pro.?rat")
_APART = re.compile(
    r"(?i)\b(?:less|more|differen\w+|gap|sav\w+|minus|reduc\w+|drop\w*|apart|between|short\w*|remain\w*|above|below"
    r"|over|under|fall\w*|lower|cuts?|los[se]\w*|down)\b|−"
)
_TOGETHER = re.compile(r"(?i)\b(?:plus|total\w*|together|sums?|combined|in all|altogether)\b|\+")
_GROWS = re.compile(
    r"(?i)\b(?:uplift\w*|increas\w+|grow\w*|higher|above|ris(?:e|es|ing)|rais\w+|expansion|index|prices?)\b|→"
)
_NAMING = re.compile(r"[^\W\d_]{4,}")
_ANY_NAME = "more seat seats user users from with upsell expansion cross sell renewal"
_UNNAMING = frozenset(_ANY_NAME.split())
"""Words that many opportunities' names hold: a text that holds them names none in particular."""
_MOST_AMOUNTS, _MOST_NEAR, _MOST_ROUNDS = 100, 24, 8
"""Bounds for hostile plans; honest ones hold some thirty amounts, ten in one place, and three steps in a row."""
_MOST_SUMMED = 6
_MOST_UNLIKE = 20
"""Amounts further apart than this factor are not added up: one is a price, the other a total."""
_CENT = 0.005
_SHOWN_AROUND = 90

Steps = Iterator[tuple[float, str]]
"""What calculations give, each with the calculation."""


@dataclass(frozen=True, kw_only=True)
class MoneyGrounded(Check):
    """Every amount is on record or follows from the records by a calculation that the plan shows."""

    name = "money_grounded"

    def grade(self, work: Work) -> Reading:
        """Estimates that are labelled as such are not asked; the reason prints what was worked out, and how."""
        plan = PlanMoney.of(work)
        if len(plan.amounts) > _MOST_AMOUNTS:
            return failed(f"states {len(plan.amounts)} amounts; more than {_MOST_AMOUNTS} cannot be followed")
        if all(amount.estimate for amount in plan.amounts):
            return not_applicable("the plan states no amount but estimates")
        ledger = Ledger(Records.of(work), plan)
        if loose := ledger.loose:
            named = (f"{amount.written.text.strip()} ({amount.leaf.pointer})" for amount in loose)
            reason = f"neither on record nor worked out from it: {listed(named, 'and')}"
            return failed(
                reason, *(quote(work, amount.leaf.pointer, _sentence(amount)) for amount in loose[:_MOST_NEAR])
            )
        worked = [
            f"{money(value)} is an estimate" if reason == _ESTIMATE else f"{money(value)} = {reason}"
            for value, reason in ledger.known.items()
            if reason != _ON_RECORD
        ]
        return passed("; ".join([f"all {len(plan.amounts)} amounts are grounded", *worked]))


def _sentence(amount: Amount) -> str:
    """The words around it; empty for a field that is a number."""
    if not isinstance(amount.leaf.value, str):
        return ""
    return amount.leaf.value[max(0, amount.written.start - _SHOWN_AROUND) : amount.written.end + _SHOWN_AROUND]


@dataclass
class Ledger:
    """Which amounts of a plan are grounded, and why: grown from the records until nothing more follows.

    A calculation takes its operands from the amount's own list entry and from the records, so that no wrong figure is
    excused by others elsewhere that happen to give it.
    """

    records: Records
    plan: PlanMoney
    known: dict[float, str] = field(init=False, default_factory=dict)
    """Grounded value → `on record`, `estimate` or the calculation: what the plan may state again and calculate with."""
    _grounded: set[Amount] = field(init=False, default_factory=set)

    def __post_init__(self) -> None:
        for amount in self.plan.amounts:
            if amount.value in self.records.money or amount.value in self.records.bare:
                self._ground(amount, _ON_RECORD)
        for _ in range(_MOST_ROUNDS):
            if not (self._work_out() or self._take_estimates()):
                break

    @property
    def loose(self) -> list[Amount]:
        """The amounts that nothing grounds."""
        return [amount for amount in self.plan.amounts if amount not in self._grounded]

    def _ground(self, amount: Amount, reason: str) -> None:
        self._grounded.add(amount)
        self.known.setdefault(amount.value, reason)

    def _work_out(self) -> bool:
        """Grounds what follows from what is grounded so far; whether there was any."""
        before = len(self._grounded)
        for amount in self.loose:
            if reason := self._reason(amount):
                self._ground(amount, reason)
        return len(self._grounded) > before

    def _take_estimates(self) -> bool:
        """Sets labelled estimates aside once nothing else follows; what rests on them may follow then."""
        labelled = [amount for amount in self.loose if amount.estimate]
        for amount in labelled:
            self._ground(amount, _ESTIMATE)
        return bool(labelled)

    def _reason(self, amount: Amount) -> str | None:
        """Why the amount holds: stated elsewhere, or the first calculation that gives it.

        Today's revenue is on record or wrong, and the whitespace total is the sum or wrong.
        """
        exact, rounded = (lambda value: abs(value - amount.value) < _CENT), amount.written.fits
        if amount.leaf.pointer in (ARR, TOTAL):
            return _first(self._opportunities(), exact) if amount.leaf.pointer == TOTAL else None
        if amount.value in self.known:
            return self.known[amount.value]
        if amount.leaf.pointer == TARGET:
            return _first(self._on_top_of_arr(self._opportunities(_any)), exact)
        text = self.plan.texts.get(amount.leaf.entry, "")
        around = self._values[amount.leaf.entry]
        near = [value for value in around if value != amount.value and value in self.known][:_MOST_NEAR]
        bases = list(dict.fromkeys([*near, *self.records.money]))
        return (
            _first(self._shares(text, bases), rounded)
            or _first(self._totals(text, near), exact)
            or _first(self._recorded_rates(near), rounded)
            or _first(self._seats(text, bases), rounded)
            or _first(self._periods(text, near), rounded)
        )

    @cached_property
    def _values(self) -> dict[str, list[float]]:
        """List entry → its amounts, each once."""
        values: defaultdict[str, dict[float, None]] = defaultdict(dict)
        for amount in self.plan.amounts:
            values[amount.leaf.entry][amount.value] = None
        return {entry: [*held] for entry, held in values.items()}

    @cached_property
    def _items(self) -> list[tuple[Amount, frozenset[str]]]:
        """The opportunities' values, each with the words of its name."""
        items = [amount for amount in self.plan.amounts if ITEM.match(amount.leaf.pointer)]
        return [(item, frozenset(_words(self.plan.names.get(item.leaf.entry, ""))) - _UNNAMING) for item in items]

    def _opportunities(self, named: Callable[[frozenset[str]], bool] | None = None) -> Steps:
        """The sum of all opportunities; then the sums of those that are named."""
        items = [(item.value, words) for item, words in self._items if item in self._grounded]
        chosen = [value for value, words in items if named and named(words)][:_MOST_SUMMED]
        parts = chain.from_iterable(combinations(chosen, size) for size in range(1, len(chosen) + 1))
        for terms in chain([tuple(value for value, _ in items)] if items else [], parts):
            yield sum(terms), " + ".join(map(money, terms))

    def _on_top_of_arr(self, steps: Steps) -> Steps:
        for (value, reason), arr in product(list(steps), self.records.arrs):
            yield arr + value, f"{money(arr)} + {reason}"

    def _shares(self, text: str, bases: list[float]) -> Steps:
        """Percentages that stand here, of money that stands here or on record."""
        grows = _GROWS.search(text)
        for base, rate in product(bases, percents(text)):
            yield from _share(base, rate)
            if grows:
                yield _rise(base, rate)

    def _recorded_rates(self, near: list[float]) -> Steps:
        """Rates on record, of money on record; rises of the ARR, and of a price that has risen already."""
        for base, rate in product(self.records.money, self.records.rates):
            yield from _share(base, rate)
        for base, rate in product([*near, *self.records.arrs], self.records.rates):
            yield _rise(base, rate)

    def _totals(self, text: str, near: list[float]) -> Steps:
        """Sums and differences, which come out to the cent."""
        words = _words(text)
        yield from self._opportunities(lambda naming: bool(naming & words))
        yield from self._on_top_of_arr(self._opportunities())
        for base, (share, reason) in product(self.records.money, list(self.known.items())):
            if reason.endswith(f" percent of {money(base)}"):
                yield base - share, f"{money(base)} − {money(share)}"
        apart, together = _APART.search(text), _TOGETHER.search(text)
        pairs = permutations(dict.fromkeys([*near, *self.records.money]), 2)
        for first, second in chain(pairs, product(self.records.arrs, list(self.known))):
            if max(first, second) < min(first, second) * _MOST_UNLIKE:
                if apart or (first in self.records.money and second in near):
                    yield first - second, f"{money(first)} − {money(second)}"
                if together and second in near:
                    yield first + second, f"{money(first)} + {money(second)}"
        if together and len(near) > 2:
            yield sum(near), " + ".join(map(money, near))

    def _seats(self, text: str, bases: list[float]) -> Steps:
        """So many seats at a price, a price per seat, and a part of all seats."""
        if not _SEAT_WORD.search(text):
            return
        near = set(sorted(counts(text))[:_MOST_NEAR])
        for base, seats in product((base for base in bases if base not in self.records.arrs), near - {1}):
            yield base * seats, f"{seats} × {money(base)}"
        for base in self.records.arrs:
            for seats in near | self.records.seats:
                yield base / seats, f"{money(base)} / {seats}"
            for seats, among in product(near, self.records.seats):
                yield base * seats / among, f"{seats} / {among} of {money(base)}"

    def _periods(self, text: str, near: list[float]) -> Steps:
        """Several years of what a year costs; parts of a year, and a year of a monthly or quarterly price."""
        for base, term in product(near, years(text)):
            yield base * term, f"{term} × {money(base)}"
        if not _PERIOD_WORD.search(text):
            return
        for base in self.records.money:
            for times in (4, 12) if base not in self.records.arrs else ():
                yield base * times, f"{times} × {money(base)}"
            yield base / 4, f"{money(base)} / 4"
            for months in (1, *map(int, _MONTHS.findall(text))):
                yield base * months / 12, f"{months} / 12 of {money(base)}"


def _share(base: float, rate: float) -> Steps:
    yield base * rate / 100, f"{rate:g} percent of {money(base)}"
    yield base * (100 - rate) / 100, f"{money(base)} less {rate:g} percent"


def _rise(base: float, rate: float) -> tuple[float, str]:
    return base * (100 + rate) / 100, f"{money(base)} and {rate:g} percent"


def _words(text: str) -> set[str]:
    return set(_NAMING.findall(text.casefold()))


def _any(_: Iterable[str]) -> bool:
    return True


def _first(steps: Steps, fits: Callable[[float], bool]) -> str | None:
    return next((reason for value, reason in steps if fits(value)), None)
