"""People: who is in the plan, in what part, and whom it consults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audition.checks import Check, Reading, Suite, Work, failed, passed

from ._plan import entries, impossible, listed, quote

_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*")


@dataclass(frozen=True, kw_only=True)
class Stakeholder(Check):
    """This person is among the stakeholders, in one of these roles and relationships."""

    name = "stakeholder"

    person: str
    roles: tuple[str, ...] = ()
    """One of them; empty: any."""
    relationships: tuple[str, ...] = ()
    """One of them; empty: any."""

    def objections(self, suite: Suite) -> Iterator[tuple[str, str]]:
        """Roles and relationships that the schema does not know."""
        yield from impossible(suite, "roles", self.roles, "stakeholders.role")
        yield from impossible(suite, "relationships", self.relationships, "stakeholders.relationship")

    def grade(self, work: Work) -> Reading:
        """Titles before a name and words after it do not count."""
        known = [
            node for node in entries(work, "stakeholders") if _sequence(self.person) in _sequence(node.text("name"))
        ]
        if not known:
            return failed(f"{self.person} is not among the stakeholders", quote(work, "$.stakeholders"))
        node = known[0]
        wrong = [
            (key, f"{key} is {node.text(key) or 'missing'!r}, not {listed(due)}")
            for key, due in (("role", self.roles), ("relationship", self.relationships))
            if due and node.text(key) not in due
        ]
        if wrong:
            return failed(
                f"{self.person}: {'; '.join(reason for _, reason in wrong)}",
                *(quote(work, node.at(key)) for key, _ in wrong),
            )
        return passed(
            f"{self.person} is {node.text('role')}, {node.text('relationship')}", quote(work, node.at("name"))
        )


@dataclass(frozen=True, kw_only=True)
class Collaborates(Check):
    """The plan consults, delegates to or escalates to one of these roles."""

    name = "collaborates"

    kinds: tuple[str, ...]
    """`consult`, `delegate`, `escalate`: one of them."""
    roles: tuple[str, ...]
    """One of them, as the playbooks write them."""

    def objections(self, suite: Suite) -> Iterator[tuple[str, str]]:
        """Kinds that the schema does not know, and roles that it cannot spell."""
        yield from impossible(suite, "kinds", self.kinds, "collaboration.kind")
        yield from impossible(suite, "roles", self.roles, "collaboration.role")

    def grade(self, work: Work) -> Reading:
        """Says what it does with these roles instead, where it does something."""
        involved = [node for node in entries(work, "collaboration") if node.text("role") in self.roles]
        for node in involved:
            if node.text("kind") in self.kinds:
                return passed(
                    f"{node.text('kind')} {node.text('role')}: {node.text('reason')[:80]}", quote(work, node.at("role"))
                )
        wanted = f"{listed(self.kinds)} {listed(self.roles)}"
        if involved:
            instead = listed([f"{node.text('kind')} {node.text('role')}" for node in involved], "and")
            return failed(f"must {wanted}; it does {instead}", *(quote(work, node.at("kind")) for node in involved))
        return failed(f"must {wanted}; no entry names such a role", quote(work, "$.collaboration"))


def _words(text: str) -> list[str]:
    """The words in lower case, without possessive endings."""
    return [re.sub(r"['’]s?$", "", word.casefold()).rstrip(".") for word in _WORD.findall(text)]


def _sequence(text: str) -> str:
    """The words between spaces, so that whole names can be looked for."""
    return f" {' '.join(_words(text))} "
