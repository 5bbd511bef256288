"""The account as it is recorded: name, currency, revenue and health, in a plan that agrees with itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from audition.checks import Check, Reading, Work, failed, not_applicable, passed

from ._plan import Node, allowed, entries, listed, money, number, quote, section


@dataclass(frozen=True, kw_only=True)
class AccountName(Check):
    """The plan is about the right customer, by its full name."""

    name = "account_name"
    reads = {"account": str}

    def grade(self, work: Work) -> Reading:
        """Letter case and white space do not count."""
        account, expected = section(work, "account"), str(work.facts["account"])
        written = account.text("name")
        if written.casefold() == expected.casefold():
            return passed(f"names {expected}", quote(work, account.at("name")))
        return failed(f"account.name is {written!r}; write {expected!r}", quote(work, account.at("name")))


@dataclass(frozen=True, kw_only=True)
class Currency(Check):
    """The plan counts in the account's currency."""

    name = "currency"
    reads = {"currency": str}

    def grade(self, work: Work) -> Reading:
        """The code as ISO 4217 writes it."""
        account, expected = section(work, "account"), work.facts["currency"]
        written = account.text("currency")
        if written == expected:
            return passed(f"counts in {expected}", quote(work, account.at("currency")))
        return failed(
            f"account.currency is {written!r}; the account pays in {expected}", quote(work, account.at("currency"))
        )


@dataclass(frozen=True, kw_only=True)
class Arr(Check):
    """The annual recurring revenue is a recorded one."""

    name = "arr"
    reads = {"arr": float | None}

    def grade(self, work: Work) -> Reading:
        """Where records disagree the facts hold `arr_any`, and either figure will do."""
        figures = [figure for value in allowed(work.facts, "arr") if (figure := number(value)) is not None]
        if not figures:
            return not_applicable("no ARR is on record")
        account = section(work, "account")
        written, expected = account.number("arr"), listed([money(figure) for figure in figures])
        if written in figures:
            return passed(f"ARR {money(written or 0)} is on record", quote(work, account.at("arr")))
        shown = "missing" if written is None else money(written)
        return failed(f"account.arr is {shown}; on record: {expected}", quote(work, account.at("arr")))


def _health(work: Work) -> Node:
    return section(work, "account", "health")


@dataclass(frozen=True, kw_only=True)
class HealthScore(Check):
    """The health score is the measured one, and null where none was measured."""

    name = "health_score"
    reads = {"health_score": float | None}

    def grade(self, work: Work) -> Reading:
        """The facts hold `health_score: null` for an account that nobody measured."""
        health, measured = _health(work), number(work.facts["health_score"])
        written = health.number("score")
        if written == measured:
            return passed(
                "no score is claimed, as none was measured"
                if measured is None
                else f"score {money(measured)} as measured",
                quote(work, health.at("score")),
            )
        shown = "null" if written is None else money(written)
        truth = "none was measured" if measured is None else f"measured: {money(measured)}"
        return failed(f"health.score is {shown}; {truth}", quote(work, health.at("score")))


@dataclass(frozen=True, kw_only=True)
class HealthUnknown(Check):
    """An account that nobody measured is called unknown: no score, no band, no probability made up."""

    name = "health_unknown"

    def grade(self, work: Work) -> Reading:
        """Names what the plan claims all the same."""
        health = _health(work)
        claims = {
            "score": health.number("score") is not None,
            "band": health.text("band") != "unknown",
            "renewal_probability_pct": health.number("renewal_probability_pct") is not None,
        }
        made_up = [key for key, claimed in claims.items() if claimed]
        if not made_up:
            return passed("health is left unknown", quote(work, health.at("band")))
        claimed = ", ".join(f"{key} {health.fields.get(key)!r}" for key in made_up)
        return failed(
            f"nobody measured this account, yet health has {claimed}", *(quote(work, health.at(key)) for key in made_up)
        )


@dataclass(frozen=True, kw_only=True)
class HealthBand(Check):
    """The band is the one that these thresholds give the plan's own score."""

    name = "health_band"

    green_above: float
    """Higher scores are green."""
    red_below: float
    """Lower scores are red."""

    def grade(self, work: Work) -> Reading:
        """Both thresholds themselves are yellow."""
        health = _health(work)
        score, band = health.number("score"), health.text("band")
        if score is None:
            return not_applicable("the plan states no health score")
        due = "green" if score > self.green_above else "red" if score < self.red_below else "yellow"
        if band == due:
            return passed(f"{money(score)} is called {band}", quote(work, health.at("band")))
        bounds = f"green above {money(self.green_above)}, red below {money(self.red_below)}"
        return failed(
            f"{money(score)} is called {band or 'nothing'}, not {due} ({bounds})", quote(work, health.at("band"))
        )


@dataclass(frozen=True, kw_only=True)
class StatesProbability(Check):
    """The plan says how likely the renewal is."""

    name = "states_probability"

    def grade(self, work: Work) -> Reading:
        """Not asked of an account without a health score."""
        health = _health(work)
        if health.number("score") is None:
            return not_applicable("without a health score there is nothing to rest a probability on")
        probability = health.number("renewal_probability_pct")
        evidence = quote(work, health.at("renewal_probability_pct"))
        if probability is None:
            return failed("states no renewal probability", evidence)
        return passed(f"puts the renewal at {money(probability)} percent", evidence)


@dataclass(frozen=True, kw_only=True)
class Consistent(Check):
    """The plan does not contradict itself where no schema can tell."""

    name = "consistent"

    def grade(self, work: Work) -> Reading:
        """Names each contradiction."""
        found = list(_contradictions(work))
        if not found:
            return passed("score and band, stakeholders and milestones agree with each other")
        return failed("; ".join(reason for _, reason in found), *(quote(work, pointer) for pointer, _ in found))


def _contradictions(work: Work) -> Iterator[tuple[str, str]]:
    """Pointer and reason of each."""
    health = _health(work)
    score, band = health.number("score"), health.text("band")
    if score is None and band != "unknown":
        yield health.at("band"), f"the band is {band!r} without a score"
    if score is not None and band == "unknown":
        yield health.at("band"), f"the band is unknown although the score is {money(score)}"
    if band == "unknown" and (probability := health.number("renewal_probability_pct")) is not None:
        yield (
            health.at("renewal_probability_pct"),
            f"renewal is put at {money(probability)} percent though health is unknown",
        )
    for path, key in ((("stakeholders",), "name"), (("renewal", "milestones"), "days_before_renewal")):
        nodes = entries(work, *path)
        counts = Counter(str(node.fields.get(key)) for node in nodes)
        for node in nodes:
            value = str(node.fields.get(key))
            if counts.pop(value, 0) > 1:
                yield node.at(key), f"{'.'.join(path)} lists {value} more than once"
