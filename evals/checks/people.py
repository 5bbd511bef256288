"""People: who is in the plan, in what part, and whom it consults; nobody is made up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from audition.checks import Check, Reading, Suite, Work, failed, passed

from ._plan import entries, impossible, leaves, listed, quote

_TITLES = frozenset(("dr", "mr", "mrs", "ms", "miss", "prof", "professor", "sir", "madam", "herr", "frau"))
_ROLE_WORDS = """
    account accounts acting administrator admin adoption advisor agent analyst architect area assistant
    associate billing board business buyer ceo cfo chief chro cio clinic coach cmo commercial compliance
    consultant contact contract contracts coo cco counsel csm cso cto customer customers cxo data deal decision
    delivery deployment deputy desk development director economic enablement engineer engineering engineers
    escalation evp executive expert experience field finance financial general global group growth head health
    hr implementation information insights it key lawyer lead leader leadership legal maker manager management
    managers managing marketing medical member officer onboarding operating operations ops organisation
    organization owner partner partners partnerships people planning plant platform practice president pricing
    procurement product professional program programme project purchasing quality regional relations
    relationship renewal renewals representative revenue risk sales security senior service services site
    solution solutions specialist sponsor sponsors staff strategic strategy success supply support svp team
    teams technical technology the trainer training transformation treasury user users vendor vice vp our us we
    own me myself of for and a an at in on by to or not yet known named unknown unnamed tbd tba tbc be confirmed
    identified name none new am se ae sdr with from
"""
_CALENDAR_WORDS = """
    january february march april may june july august september october november december monday tuesday
    wednesday thursday friday saturday sunday day days new year years eve easter christmas spring summer autumn
    winter quarter week
"""
_BUSINESS_WORDS = """
    adoption agreement analysis annual cause concept cost day escalation go goal goals improvement investment kick level
    live low high master meeting net order plan pilot price promoter proof proposal purchase quarterly review reviews
    return root scope score statement status system terms total update value work workshop
"""
_ROLES = frozenset(_ROLE_WORDS.split())
_COMMON = _TITLES | _ROLES | frozenset(_CALENDAR_WORDS.split()) | frozenset(_BUSINESS_WORDS.split())
_MOST_QUOTED = 20
_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*")
_GIVEN = r"[^\W\d_a-z][a-zà-ÿ]{1,30}(?:[-'’][^\W\d_]{1,30}){0,2}"
_FULL_NAME = rf"{_GIVEN}(?: {_GIVEN}){{1,3}}"
_ACTING = re.compile(
    rf"(?:\bby |\b[Oo]wne[rd](?: by)?:? )(?P<named>{_FULL_NAME})"
    rf"|\b(?P<acts>{_FULL_NAME})"
    r"(?= (?:will|to|shall|must|should|and) | (?!is|was|has|its|this|across|plus)[a-z]{2,30}s )"
)
"""A full name in prose as the one who acts: `by Jane Doe`, `Jane Doe visits …`."""


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


@dataclass(frozen=True, kw_only=True)
class PeopleGrounded(Check):
    """Everyone the plan names is in the records, or is a role."""

    name = "people_grounded"
    reads = {"people": list[str]}

    def grade(self, work: Work) -> Reading:
        """Stakeholders and owners by their field; in mitigations and milestones, full names that no record holds."""
        records = _Records.of(work)
        names = {node.at("name") for node in entries(work, "stakeholders")}
        named = [leaf for leaf in leaves(work) if leaf.pointer in names or leaf.pointer.endswith(".owner")]
        strangers = [(leaf, name) for leaf in named for name in records.strangers(str(leaf.value))]
        prose = [leaf for leaf in leaves(work, "risks", "renewal") if isinstance(leaf.value, str)]
        strangers += [(leaf, name) for leaf in prose for name in records.strangers_in_prose(str(leaf.value))]
        if not strangers:
            return passed(f"all {len(named)} named people are in the records or are roles")
        places = list(dict.fromkeys(leaf for leaf, _ in strangers))[:_MOST_QUOTED]
        return failed(
            f"{listed((name for _, name in strangers), 'and')}: in no record; name a known person or a role",
            *(quote(work, leaf.pointer, str(leaf.value)) for leaf in places),
        )


def _words(text: str) -> list[str]:
    """The words in lower case, without possessive endings."""
    return [re.sub(r"['’]s?$", "", word.casefold()).rstrip(".") for word in _WORD.findall(text)]


def _sequence(text: str) -> str:
    """The words between spaces, so that whole names can be looked for."""
    return f" {' '.join(_words(text))} "


@dataclass(frozen=True)
class _Records:
    """What the instruction, its files and the facts say, as words."""

    sequence: str
    words: frozenset[str]

    @classmethod
    def of(cls, work: Work) -> _Records:
        """Of one scenario."""
        people = [str(person) for person in work.facts.get("people") or ()]
        sequence = _sequence("\n".join([*work.scenario.inputs.values(), *people]))
        return cls(sequence, frozenset(sequence.split()))

    def strangers(self, field: str) -> list[str]:
        """The names in a field that no record holds; `CSM Priya Raman`, `Tom and Priya` and `support-team` pass."""
        parts = re.split(r"\s*(?:[,;/&+()]|\band\b|\bwith\b|\bor\b|\bvia\b|\bthrough\b)\s*", field)
        return [part for part in parts if part and not self._known(part)]

    def strangers_in_prose(self, text: str) -> list[str]:
        """Full names of those who act, none of whose words is in the records, of a role, of a date or of business."""
        runs = (found["named"] or found["acts"] for found in _ACTING.finditer(text))
        return [run for run in runs if self.words.isdisjoint(_words(run)) and _COMMON.isdisjoint(_words(run))]

    def _known(self, part: str) -> bool:
        words = [word for word in _words(part) if word not in _TITLES and len(word) > 1]
        if all(piece in _ROLES for word in words for piece in word.split("-")):
            return True
        while words and words[0] in _ROLES:
            words.pop(0)
        while words and words[-1] in _ROLES:
            words.pop()
        return f" {' '.join(words)} " in self.sequence
