"""What the plan warns of: risks by kind and severity, and competitors."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from audition.checks import Check, Reading, Suite, Work, failed, not_applicable, passed

from ._plan import Node, entries, impossible, listed, quote

_SEVERITIES = ("low", "medium", "high", "critical")


def _says(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def _severity(risk: Node) -> int:
    """Place on the scale; -1 for what is not on it."""
    return _SEVERITIES.index(risk.text("severity")) if risk.text("severity") in _SEVERITIES else -1


@dataclass(frozen=True, kw_only=True)
class Risk(Check):
    """Some risk is of one of these kinds, severe enough, and names who or what it must."""

    name = "risk"

    kinds: tuple[str, ...]
    """One of them."""
    severity_min: Literal["low", "medium", "high", "critical"] = "low"
    """This severe or more."""
    names: str = ""
    """What the risk or its competitor must name; empty: nothing."""

    def objections(self, suite: Suite) -> Iterator[tuple[str, str]]:
        """Kinds that the schema does not know."""
        yield from impossible(suite, "kinds", self.kinds, "risks.kind")

    def grade(self, work: Work) -> Reading:
        """Names the nearest risk where none fits."""
        kind = [risk for risk in entries(work, "risks") if risk.text("kind") in self.kinds]
        if not kind:
            return failed(f"no risk of kind {listed(self.kinds)}", quote(work, "$.risks"))
        fitting = [
            risk
            for risk in kind
            if not self.names or _says(f"{risk.text('risk')} {risk.text('competitor')}", self.names)
        ]
        if not fitting:
            return failed(
                f"no risk of kind {listed(self.kinds)} names {self.names}",
                *(quote(work, risk.at("risk")) for risk in kind),
            )
        worst = max(fitting, key=_severity)
        evidence = quote(work, worst.at("risk"), worst.text("risk"))
        said = f"{worst.text('kind')} risk, {worst.text('severity') or 'without severity'}: {worst.text('risk')[:80]}"
        if _severity(worst) >= _SEVERITIES.index(self.severity_min):
            return passed(said, evidence)
        return failed(f"must be {self.severity_min} or more: {said}", evidence, quote(work, worst.at("severity")))


@dataclass(frozen=True, kw_only=True)
class CompetitorNamed(Check):
    """Every known competitor is named in a risk."""

    name = "competitor_named"
    reads = {"competitors": list[str]}

    def grade(self, work: Work) -> Reading:
        """In the risk's text or its `competitor` field."""
        competitors, risks = work.facts["competitors"], entries(work, "risks")
        if not competitors:
            return not_applicable("no competitor is known")
        where = {
            name: [risk for risk in risks if _says(f"{risk.text('risk')} {risk.text('competitor')}", name)]
            for name in competitors
        }
        absent = [name for name, naming in where.items() if not naming]
        if absent:
            return failed(f"no risk names {listed(absent)}", quote(work, "$.risks"))
        named = [naming[0] for naming in where.values()]
        return passed(
            f"names {listed([*where], 'and')}", *(quote(work, risk.at("risk"), risk.text("risk")) for risk in named)
        )
