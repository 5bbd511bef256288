"""What the plan warns of: risks by kind and severity, competitors, and what it says it does not know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from audition.checks import Check, Reading, Suite, Work, failed, not_applicable, passed

from ._plan import Leaf, Node, entries, impossible, leaves, listed, quote

_NAMED = re.compile(
    r"(?<!\w)(?!(?:An?|Another|Any|Existing|Further|In|Incumbent|Internal|Manual|N|No|None|Not|Nobody|Other|Others|Possible"
    r"|Potential|Several|Some|Status|The|Their|Third|Two|Un(?:identified|known|named|specified))\b)[^\W\d_a-z]\w*"
)
"""A word that begins as a name does, and not as a phrase without one."""
_SEVERITIES = ("low", "medium", "high", "critical")


def _says(text: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def _strangers(field: str, known: Iterable[str]) -> list[str]:
    """The parts of a `competitor` field that hold a name, and none that is known."""
    parts = [part.strip() for part in re.split(r"[,;/&()]|\b(?:and|or)\b", field)]
    return [part for part in parts if _NAMED.search(part) and not any(_says(part, name) for name in known)]


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


@dataclass(frozen=True, kw_only=True)
class CompetitorsKnown(Check):
    """No risk carries a competitor that nobody mentioned."""

    name = "competitors_known"
    reads = {"competitors": list[str]}

    def grade(self, work: Work) -> Reading:
        """Only the `competitor` field is read; one that names none, such as `a third supplier`, is fine."""
        known = work.facts["competitors"]
        named = [risk for risk in entries(work, "risks") if risk.text("competitor")]
        strange = {risk.pointer: _strangers(risk.text("competitor"), known) for risk in named}
        made_up = [risk for risk in named if strange[risk.pointer]]
        if not made_up:
            met = [name for name in known if any(_says(risk.text("competitor"), name) for risk in named)]
            return passed(f"names {listed(met, 'and')}" if met else "names no competitor")
        names = listed([name for risk in made_up for name in strange[risk.pointer]], "and")
        return failed(
            f"{names}: no record mentions such a competitor", *(quote(work, risk.at("competitor")) for risk in made_up)
        )


@dataclass(frozen=True, kw_only=True)
class Flags(Check):
    """The assumptions and open questions, read as one text, hold what fits the pattern."""

    name = "flags"

    pattern: re.Pattern[str]

    def grade(self, work: Work) -> Reading:
        """Quotes the entry in which the find begins."""
        flagged = [leaf for leaf in leaves(work, "assumptions", "open_questions") if isinstance(leaf.value, str)]
        if not flagged:
            return failed("flags no assumption and no open question", quote(work, "$.open_questions"))
        found = self.pattern.search("\n".join(str(leaf.value) for leaf in flagged))
        if not found:
            return failed(f"none of {len(flagged)} assumptions and open questions fits {self.pattern.pattern!r}")
        leaf = _at(flagged, found.start())
        return passed(f"flags it: {str(leaf.value)[:100]}", quote(work, leaf.pointer, str(leaf.value)))


def _at(flagged: list[Leaf], offset: int) -> Leaf:
    """The leaf that holds the character at this offset of the joined text."""
    for leaf in flagged:
        offset -= len(str(leaf.value)) + 1
        if offset < 0:
            return leaf
    return flagged[-1]
