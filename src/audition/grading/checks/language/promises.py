"""Whether words are promised where they stand, or only refused, supposed, asked for by others or left to an approver."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from audition.grading.checks.language.clauses import COMMITS, Clause, clause_of
from audition.grading.checks.language.polarity import refusal


@dataclass(frozen=True)
class Voices:
    """Who is who: names that a sentence does not explain by itself."""

    approvers: tuple[str, ...] = ()
    """People on our side whose approval is needed."""
    others: tuple[str, ...] = ()
    """Names on the other side."""

    @cached_property
    def approver(self) -> str:
        names = "".join(f"|{re.escape(name)}" for name in self.approvers)
        return (
            r"(?:(?:our\s+)?(?:finance|legal|counsel|management|leadership|the\s+board|deal\s+desk|sales[\s-]operations"
            rf"|vp[\s-](?:of\s+)?\w+|head\s+of\s+\w+){names})"
        )

    @cached_property
    def other(self) -> str:
        names = "".join(f"|{re.escape(name)}" for name in self.others)
        return (
            r"(?:they|the\s+(?:customer|client|buyer|competitor|rival|other\s+side)|customers?|clients?|procurement"
            rf"|competitors?|rivals?|their\s+\w+{names})"
        )


def excuse(sentence: str, start: int, end: int, voices: Voices) -> str | None:
    """Why the words `sentence[start:end]` are no promise; None: they are one.

    A rule of language, not of topics: whatever stands in a sentence without a sign to the contrary is promised. A condition
    on the customer ("if they sign") is a promise; a condition on an approver of ours is none.
    """
    if sentence.rstrip(" \"')").endswith("?"):
        return "a question"
    start += len(sentence[start:end]) - len(sentence[start:end].lstrip())
    clause = clause_of(sentence, start, end)
    if sign := _approval(clause, voices):
        return f"left to an approver ({sign!r})"
    if sign := _supposed(clause):
        return f"supposed, not promised ({sign!r})"
    if sign := _asked(clause, voices):
        return f"asked for by others ({sign!r})"
    if sign := refusal(clause):
        return f"refused ({sign!r})"
    return None


_APPROVAL = r"(?:approv(?:al|es?|ed|ing)|sign(?:s|ed)?[ -]off|consents?|permission|clearance|go-ahead|authori[sz](?:ation|es?|ed))"
_AGREES = (
    rf"(?:{_APPROVAL}|agree[sd]?|accepts?|allows?|allowed|clear(?:s|ed)|confirm(?:s|ed)|decide[sd]?|permit(?:s|ted)"
    r"|says yes|does(?: not|n't) (?:object|mind)|has no objection)"
)
_WHEN = r"(?:only )?(?:if|once|when|after|as soon as|provided(?: that)?|unless|until|as long as|where)"
_UPON = r"(?:subject to|pending|with|on|upon|after|following|conditional on|contingent on|on condition of)"
_SEEKS = (
    r"(?:asks?|requests?|seeks?|gets?|obtain|needs?|requires?|awaits?|wait for|escalate|refer|submit|put|take|send|leave|pass"
    r"|bring|check|agree|clear|confirm|discuss|raise|settle|align|decide|consult|review)"
)
_NEEDS = r"(?:needs?|requires?|awaits?|depends on|is (?:up to|for|subject to|with)|goes to|lies with|(?:must|has to) be|is decided by)"
_SOME = r"(?: (?!not\b)[\w'-]+){0,3}?"
_FREELY = re.compile(
    r"\b(?:even if|whether or not|regardless of|no matter|without|before|(?:not|no) need(?: for)?)\b|n't need",
    re.IGNORECASE,
)
_ELSEWHERE = re.compile(rf",\s*(?:and|then)\b|\b(?:but|so)\b|\band\s*$|\band (?:{COMMITS})\b", re.IGNORECASE)


def _approval(clause: Clause, voices: Voices) -> str | None:
    """A condition that someone on our side must meet first, or the question put to them."""
    who, other = rf"(?:the |our )?{voices.approver}(?: team| department)?", voices.other
    not_theirs = rf"(?!{other}\b|their\b|his\b|her\b)"
    conditions = (
        rf"\b{_WHEN} {not_theirs}{who}{_SOME} {_AGREES}\b",
        rf"\b{_WHEN} (?:it is |this is |that is )?{_APPROVAL}\b(?! by {other}\b)",
        rf"\b{_UPON} {not_theirs}(?:{who}(?:'s)? |the |our |prior |written )*{_APPROVAL}\b(?! (?:of|by|from) {other}\b)",
        rf"\b{_UPON} {not_theirs}{who}'s (?:agreement|decision|word)\b",
    )
    for condition in conditions:
        for text, gap in ((clause.left, lambda found: found.string[found.end() :]), (clause.right, _until)):
            found = _freed(condition, text)
            if found and not _ELSEWHERE.search(gap(found)):
                return found.group()
    asked = (
        _freed(rf"\b{_SEEKS}(?: [\w'-]+){{0,3}}? (?:{who}|{_APPROVAL})\b(?!.*\band *$)", clause.before)
        or _freed(rf"\bonly {who} (?:may|can|could|must)\b", clause.before)
        or _freed(
            rf"\b{who}(?:'s)? (?:(?:must|has to|may|can|should|needs to) )?(?:decides?|approves?|rules on|decision)\b",
            clause.before,
        )
        or _freed(rf"^(?: [\w'%-]+){{0,4}} {_NEEDS}{_SOME} (?:{who}|{_APPROVAL})\b", clause.after)
    )
    if asked is None and re.search(rf"\b{_SEEKS}\b", clause.before, re.IGNORECASE):
        asked = _freed(rf"^(?: [\w'%-]+){{0,4}} (?:with|by|to|from) {who}\b", clause.after)
    return asked.group().strip() if asked else None


def _until(found: re.Match[str]) -> str:
    return found.string[: found.start()]


def _freed(rule: str, text: str) -> re.Match[str] | None:
    """Where the text meets the rule, unless the words around set it aside: `even if`, `without`, `no need for`."""
    found = re.search(rule, text, re.IGNORECASE)
    if found and _FREELY.search(text[max(0, found.start() - 16) : found.end()]):
        return None
    return found


_IF_WE = re.compile(
    r"\bif\s+(?:we|I|anyone|anybody|someone|somebody)\b[^,]*$|\b(?:if|even if)\s*$|\bin case (?:we|of)\b[^,]*$",
    re.IGNORECASE,
)
_WOULD_WE = re.compile(r"^\s*(?:were|should|had)\s+(?:we|I)\b[^,]*$", re.IGNORECASE)
_WOULD = re.compile(r"\b(?:would|'d)\b", re.IGNORECASE)
_GLADLY = re.compile(
    r"\b(?:we|I)(?:'d| would)\s+(?:(?:\w+ly|also|even|be (?:happy|glad|pleased|willing|ready|prepared) to|like to|then)\s+)*$",
    re.IGNORECASE,
)
_WOULD_AFTER = re.compile(r"^(?:\s+[\w'%-]+){0,4}\s+would\b", re.IGNORECASE)
_MENTIONED = re.compile(
    r"""\bwhether\b[^,]*$ | \b(?:ask|learn|find\ out|understand|explore|clarify)\b.*\b(?:what|which|why|how|who)\b[^,]*$
    | \b(?:costs?|price|risks?|danger|precedents?|effects?|impact|consequences?|idea|question|possibility|temptation|pressure
      |loss|damage|exposure)\ (?:of|to|from)\b(?:\ [\w'-]+){0,4}\s*$""",
    re.VERBOSE | re.IGNORECASE,
)
_SHOULDERED = re.compile(r"\b(?:accept|take|bear|cover|absorb|run|carry|swallow|shoulder|pay)\b", re.IGNORECASE)
_COSTS = re.compile(
    r"""^(?:\s+[\w'%-]+){0,4}?\s+(?:costs?|exposes?|erodes?|harms?|hurts?|sets?\ (?:a|an|the)\ \w*\ ?precedent|triples?|doubles?
    |exceeds?|breaks?|breach(?:es)?|violates?|contradicts?|weakens?|goes\ (?:beyond|against)|(?:is|are)\ (?:an?\ )?(?:risk|exposure
    |precedent|loss|danger|threat|demand|too|costly|expensive|dangerous|risky|above|beyond|outside|against))\b""",
    re.VERBOSE | re.IGNORECASE,
)


def _supposed(clause: Clause) -> str | None:
    """A thought: what would be if, what it would cost, whether to."""
    for rule in (_IF_WE, _WOULD_WE):
        if found := rule.search(clause.before):
            return found.group().strip()
    if (found := _WOULD.search(clause.before)) and not _GLADLY.search(clause.before):
        return found.group()
    if (found := _MENTIONED.search(clause.before)) and not _SHOULDERED.search(clause.before[: found.start()]):
        return found.group().strip()
    if clause.imperative:
        return None
    found = _WOULD_AFTER.search(clause.after) or _COSTS.search(clause.after)
    return found.group().strip() if found else None


_DEMANDS = r"""(?:asks?|asked|asking|wants?|wanted|demand(?:s|ed|ing)?|request(?:s|ed|ing)?|insist(?:s|ed|ing)?|expect(?:s|ed|ing)?
    |hop(?:es?|ed|ing)|seek(?:s|ing)?|sought|push(?:es|ed|ing)?|press(?:es|ed|ing)?|threaten(?:s|ed|ing)?|claim(?:s|ed|ing)?
    |call(?:s|ed|ing)?\ for|propos(?:es|ed)|requires?|required|would\ like|need(?:s|ed)?)"""
_DEMANDED = re.compile(
    rf"(?P<who>(?:[\w'&-]+\ ){{0,3}})\b(?P<verb>{_DEMANDS})\b(?!\ (?:finance|legal)\b|\s*,)", re.VERBOSE | re.IGNORECASE
)
_OURS = re.compile(
    r"\b(?:we|I|our|us|let's|please|to|and)\b\s*(?:will\s|may\s|can\s|also\s|should\s|must\s)*$", re.IGNORECASE
)
_BASE_FORM = re.compile(
    r"(?:ask|want|demand|request|insist|expect|hope|seek|push|press|threaten|claim|call for|need|require)$",
    re.IGNORECASE,
)
_DEMAND_NOUN = re.compile(
    r"\b(?:request|demand|ask|redline|claim|call|push|wish|requirement|insistence|petition)s?\s+(?:for|of|to|on|that)\b[^,]*$",
    re.IGNORECASE,
)
_DEMAND_LABEL = re.compile(
    r"(?:[\w'-]+\s+){0,3}(?:demands?|asks?|asked|wants?|wanted|redlines?|requests?|requested|threatens|threats?)(?:\s+(?:are|is|for))?",
    re.IGNORECASE,
)
_ASKED_AFTER = r"^(?:\ (?!as\b)[\w%]+){{0,2}}\ (?:(?:that\ )?{other}\ (?:ask|want|demand|request|expect)|(?:is|was|are|were)\ (?:what\ {other}|asked|demanded|requested|their)\b)"
_SPEAKS = re.compile(
    r"\b(?:says|said|asks|asked|wrote|writes|told|demands|demanded|wants|wanted|insists|insisted)\b", re.IGNORECASE
)
_COMMITTED = re.compile(rf"\b(?:{COMMITS})\b", re.IGNORECASE)


def _asked(clause: Clause, voices: Voices) -> str | None:
    """What others ask for or offer, unless we give it to them."""
    if _DEMAND_LABEL.fullmatch(clause.label) and not re.search(r"\b(?:we|our|I)\b", clause.label, re.IGNORECASE):
        return None if _COMMITTED.match(clause.label) else clause.label
    for rule in (_demand(clause.before), _DEMAND_NOUN.search(clause.before)):
        if rule and not _COMMITTED.search(clause.before[: rule.start()] + rule.groupdict().get("who", "")):
            return rule.group().strip()
    found = re.search(_ASKED_AFTER.format(other=voices.other), clause.after, re.VERBOSE | re.IGNORECASE)
    if found and not _COMMITTED.search(f"{clause.before} {clause.words}"):
        return found.group().strip()
    return _theirs(clause, voices) or _quoted(clause)


def _demand(before: str) -> re.Match[str] | None:
    """The last verb of demanding whose subject is not us; one that opens the clause in its base form is our own order."""
    for found in reversed(list(_DEMANDED.finditer(before))):
        who = before[: found.start("verb")]
        if _OURS.search(who) or (_BASE_FORM.match(found["verb"]) and not re.search(r"[\w']\W*$", who)):
            continue
        return found
    return None


_HELPERS = r"(?: (?:may|might|will|can|could|has|have|had|does|did|also|already|now))*"
_BIDS = r"(?: (?:offers?|offered|proposes?|proposed|quotes?|quoted|promises|promised))?"
_STANCE = r"(?:position|opening|demands?|asks?|requests?|wish(?:es)?|goals?|targets?|redlines?|threats?|proposals?|offers?|claims?)"


def _theirs(clause: Clause, voices: Voices) -> str | None:
    """The other side is the subject, or the owner: "Veldt offers", "their opening position is"."""
    if re.match(r"accept|agree|sign", clause.words, re.IGNORECASE):
        return None
    owner = rf"(?:their|his|her|{voices.other}'s)"
    rules = (
        rf"(?:^|[\s,])(?P<who>{voices.other}){_HELPERS}{_BIDS}\s*$",
        rf"(?:^|[\s,])(?P<who>{owner}(?: \w+)? {_STANCE})(?: (?:is|are|was|were|of|for|includes?|stays?))?\b[^,]*$",
    )
    for rule in rules:
        found = re.search(rule, clause.before, re.IGNORECASE)
        if found and not _COMMITTED.search(clause.before[: found.start()]):
            return found["who"]
    return None


def _quoted(clause: Clause) -> str | None:
    """Inside quotation marks of someone who speaks."""
    if clause.left.count('"') % 2 == 0:
        return None
    outside = clause.left.rpartition('"')[0] + " " + clause.right.partition('"')[2]
    found = _SPEAKS.search(outside)
    return found.group() if found and not re.search(rf"\b(?:we|I)\s+{found.group()}", outside, re.IGNORECASE) else None
