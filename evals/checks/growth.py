"""Growth: the whitespace adds up, and no more is planned than is sound."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audition.checks import Check, Reading, Work, failed, not_applicable, passed

from ._plan import Node, entries, money, number, quote, section

_CENT = 0.005


def _values(work: Work) -> list[tuple[Node, float]]:
    """The opportunities that state an annual value, with it."""
    nodes = entries(work, "growth", "opportunities")
    return [(node, value) for node in nodes if (value := node.number("annual_value")) is not None]


def _sum(values: list[float]) -> str:
    return " + ".join(money(value) for value in values) or "0"


@dataclass(frozen=True, kw_only=True)
class WhitespaceSum(Check):
    """The whitespace total is the sum of the opportunities."""

    name = "whitespace_sum"

    def grade(self, work: Work) -> Reading:
        """Without opportunities it is 0."""
        growth, values = section(work, "growth"), [value for _, value in _values(work)]
        total = growth.number("whitespace_total")
        evidence = quote(work, growth.at("whitespace_total"))
        if total is not None and abs(total - sum(values)) < _CENT:
            return passed(f"{_sum(values)} = {money(total)}", evidence)
        shown = "missing" if total is None else money(total)
        return failed(f"growth.whitespace_total is {shown}, but {_sum(values)} = {money(sum(values))}", evidence)


@dataclass(frozen=True, kw_only=True)
class Whitespace(Check):
    """The opportunities carry the values that the records give, and their total."""

    name = "whitespace"
    reads = {"whitespace": Mapping[str, list[float] | float]}

    def grade(self, work: Work) -> Reading:
        """The facts hold `whitespace: {items, total}`; the order does not count."""
        facts = work.facts["whitespace"]
        due = sorted(figure for item in facts["items"] if (figure := number(item)) is not None)
        values, total = _values(work), section(work, "growth").number("whitespace_total")
        written = sorted(value for _, value in values)
        if written == due and total == facts["total"]:
            return passed(f"{_sum([value for _, value in values])} = {money(total or 0)}, as the records give it")
        shown = "no total" if total is None else money(total)
        return failed(
            f"values {_sum(written)}, total {shown}; the records give {_sum(due)} = {money(facts['total'])}",
            *(quote(work, node.at("annual_value")) for node, value in values if value not in due),
            quote(work, "$.growth.whitespace_total"),
        )


@dataclass(frozen=True, kw_only=True)
class GrowthAtMost(Check):
    """The plan sells no more than this account can bear: the opportunities sum to this at most."""

    name = "growth_at_most"

    annual_value: float
    """In the account's currency, a year."""

    def grade(self, work: Work) -> Reading:
        """The opportunities count, whatever total the plan states."""
        values = _values(work)
        total = sum(value for _, value in values)
        if total <= self.annual_value:
            return passed(f"growth of {money(total)} stays within {money(self.annual_value)}")
        reason = f"plans growth of {money(total)}; at most {money(self.annual_value)} is sound here"
        return failed(reason, *(quote(work, node.at("annual_value")) for node, _ in values))


@dataclass(frozen=True, kw_only=True)
class TargetArrAtMost(Check):
    """The target ARR does not pass this figure."""

    name = "target_arr_at_most"

    value: float
    """In the account's currency, a year."""

    def grade(self, work: Work) -> Reading:
        """Not asked of a plan without a target."""
        growth = section(work, "growth")
        target = growth.number("target_arr")
        if target is None:
            return not_applicable("the plan sets no target ARR")
        evidence = quote(work, growth.at("target_arr"))
        if target <= self.value:
            return passed(f"target {money(target)} stays within {money(self.value)}", evidence)
        return failed(f"target {money(target)} passes {money(self.value)}", evidence)
