"""The ship as it is recorded: name, dues, arrival, and the rival who wants it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from audition.checks import Check, Reading, Work, failed, not_applicable, passed


def _ship(work: Work) -> dict[str, Any]:
    ship = work.deliverable.data.get("ship")
    return ship if isinstance(ship, dict) else {}


def _same(what: str, written: object, recorded: object) -> Reading:
    said = f"ship.{what} is {written!r}"
    return passed(said) if written == recorded else failed(f"{said}; on record: {recorded!r}")


@dataclass(frozen=True, kw_only=True)
class ShipName(Check):
    """The stay is of the right ship."""

    name = "ship_name"
    reads = {"ship": str}

    def grade(self, work: Work) -> Reading:
        """To the letter."""
        return _same("name", _ship(work).get("name"), work.facts["ship"])


@dataclass(frozen=True, kw_only=True)
class Dues(Check):
    """The dues are those on record."""

    name = "dues"
    reads = {"dues": float}

    def grade(self, work: Work) -> Reading:
        """As a number."""
        return _same("dues", _ship(work).get("dues"), work.facts["dues"])


@dataclass(frozen=True, kw_only=True)
class Arrival(Check):
    """The ship is awaited on the recorded day."""

    name = "arrival"
    reads = {"arrival": date}

    def grade(self, work: Work) -> Reading:
        """As an ISO date."""
        return _same("arrival", _ship(work).get("arrival"), str(work.facts["arrival"]))


@dataclass(frozen=True, kw_only=True)
class RivalNamed(Check):
    """A rival that is on record stands among the risks."""

    name = "rival_named"
    reads = {"rivals": list}

    def grade(self, work: Work) -> Reading:
        """Where there is one."""
        risks, rivals = str(work.deliverable.data.get("risks")), work.facts["rivals"]
        missing = [rival for rival in rivals if rival not in risks]
        if not rivals:
            return not_applicable("no rival is on record")
        return failed(f"no risk names {', '.join(missing)}") if missing else passed("every rival is named")


@dataclass(frozen=True, kw_only=True)
class Risk(Check):
    """A grave risk speaks of what the scenario is about."""

    name = "risk"
    about: str

    def grade(self, work: Work) -> Reading:
        """In any risk that is high or critical."""
        risks = [risk for risk in work.deliverable.data.get("risks") or [] if isinstance(risk, dict)]
        grave = [str(risk.get("risk")) for risk in risks if risk.get("severity") in {"high", "critical"}]
        return passed(f"told of {self.about}") if any(self.about in risk for risk in grave) else failed("not told")
