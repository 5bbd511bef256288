"""What is stated: the money that the records give, and the amounts that a plan writes down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from audition.checks import Work

from ._amounts import Written, amounts, bare_numbers, percents
from ._plan import Leaf, allowed, leaves, money, number

ARR, TOTAL, TARGET = "$.account.arr", "$.growth.whitespace_total", "$.growth.target_arr"
ITEM = re.compile(r"\$\.growth\.opportunities\[\d+\]\.annual_value\Z")

_MONEY = r"arr|mrr|acv|tcv|prices?|fees?(?! earner)|costs?|budget|amounts?|invoiced?|paid|spend|credits?|revenue"
_MONEY_KEY = re.compile(rf"(?i)(?:^|[_ ])(?:{_MONEY}|per_(?:year|month|seat|user))(?:[_ ]|\Z)")
_MONEY_LINE = re.compile(rf"(?i)\b(?:{_MONEY})\b")
_RATE_LINE = re.compile(
    r"(?i)discount|price|fees?\b|list|offer|uplift|rate\b|increase|rebate|credit|\boff\b|\bless\b|below"
)
_SEATS = re.compile(
    r"(?i)(?:seats?|users?|licen[cs]es?)['\"]?\s?[:=,]\s?(\d{1,6})\b|\b(\d{1,6})\s(?:\w+\s)?(?:seats|users|licen[cs]es)\b"
)
_ESTIMATE = re.compile(r"(?i)\b(?:estimat\w*|guess\w*|indicative|ballpark|placeholder)\b")
_RECKONED_WITH = re.compile(r"\s?(?:[/×÷*]|x\s?\d|(?:a|per|each)\s)")
"""After an amount that a calculation starts from: it is no estimate itself."""


@dataclass(frozen=True)
class Records:
    """The money, rates and seat counts that the instruction and its files state."""

    money: frozenset[float]
    bare: frozenset[float]
    """Numbers that may be money: of four digits and more, and no dates."""
    rates: frozenset[float]
    """Percentages that stand with a price, a discount or an offer."""
    seats: frozenset[int]
    arrs: frozenset[float] = frozenset()
    """Annual revenue on record."""

    @classmethod
    def of(cls, work: Work) -> Records:
        """Of a trial's scenario, with the facts' ARR."""
        read = _read(tuple(work.scenario.inputs.values()))
        fields = set(_money_fields(work.scenario.instruction))
        arrs = frozenset(figure for value in allowed(work.facts, "arr") if (figure := number(value)) is not None)
        return replace(read, money=read.money | fields | arrs, arrs=arrs)


@lru_cache(maxsize=64)
def _read(texts: tuple[str, ...]) -> Records:
    lines = [line for text in texts for line in text.splitlines()]
    priced = {value for line in lines if _MONEY_LINE.search(line) for value in bare_numbers(line)}
    return Records(
        money=frozenset(priced | {written.value for text in texts for written in amounts(text)}),
        bare=frozenset(value for text in texts for value in bare_numbers(text)),
        rates=frozenset(value for line in lines if _RATE_LINE.search(line) for value in percents(line)),
        seats=frozenset(int(first or last) for text in texts for first, last in _SEATS.findall(text)) - {0},
    )


def _money_fields(value: Any, named: str = "") -> Iterator[float]:
    """Numbers of the instruction whose key, or the key of what holds them, names money."""
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield from _money_fields(member, f"{named} {key}" if _MONEY_KEY.search(named) else str(key))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _money_fields(item, named)
    elif (figure := number(value)) is not None and _MONEY_KEY.search(named) and "pct" not in named:
        yield figure


@dataclass(frozen=True)
class Amount:
    """An amount of the plan and its place."""

    leaf: Leaf
    written: Written
    estimate: bool
    """Labelled so by the text around it."""

    @property
    def value(self) -> float:
        """In the account's currency."""
        return self.written.value


@dataclass(frozen=True)
class PlanMoney:
    """The amounts of a plan, and the texts that stand with them."""

    amounts: tuple[Amount, ...]
    """Of texts and of the fields that hold money, in the plan's order; zeros are left out."""
    texts: Mapping[str, str]
    """List entry, or place outside any list → all its texts."""
    names: Mapping[str, str]
    """List entry → its name."""

    @classmethod
    def of(cls, work: Work) -> PlanMoney:
        """Of the deliverable."""
        held = list(leaves(work))
        texts: dict[str, str] = {}
        for leaf in held:
            if isinstance(leaf.value, str):
                texts[leaf.entry] = f"{texts.get(leaf.entry, '')} {leaf.value}"
        names = {
            leaf.entry: leaf.value for leaf in held if isinstance(leaf.value, str) and leaf.pointer.endswith("].name")
        }
        found = (amount for leaf in held for amount in _amounts_of(leaf, texts.get(leaf.entry, "")))
        return cls(tuple(amount for amount in found if amount.value), texts, names)


def _amounts_of(leaf: Leaf, around: str) -> Iterator[Amount]:
    if isinstance(leaf.value, str):
        labelled = _ESTIMATE.search(leaf.value) is not None
        for written in amounts(leaf.value):
            source = _RECKONED_WITH.match(leaf.value, written.end) or leaf.value[: written.start].endswith(" at ")
            yield Amount(leaf, written, labelled and not source)
    elif leaf.pointer in (ARR, TOTAL, TARGET) or ITEM.match(leaf.pointer):
        labelled = ITEM.match(leaf.pointer) is not None and _ESTIMATE.search(around) is not None
        yield Amount(leaf, Written(leaf.value, money(leaf.value), 0, 0, approximate=False), labelled)
