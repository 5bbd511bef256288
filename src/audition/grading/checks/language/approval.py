"""Whether words are left to someone on our side: as a condition to be met first, or as a question put to them."""

from __future__ import annotations

import re
from functools import cache

from audition.grading.checks.language.clauses import Clause
from audition.grading.checks.language.rules import COMMITS, FEW_WORDS, rule
from audition.grading.checks.language.voices import Voices

_APPROVAL = r"""(?:approv(?:al|es?|ed|ing)|sign(?:s|ed)?[ -]off|consents?|permission|clearance|go-ahead
    |authori[sz](?:ation|es?|ed))"""
_AGREES = rf"""(?:{_APPROVAL}|agree[sd]?|accepts?|allows?|allowed|clear(?:s|ed)|confirm(?:s|ed)|decide[sd]?
    |permit(?:s|ted)|says yes|does(?: not|n't) (?:object|mind)|has no objection)"""
_WHEN = r"(?:only )?(?:if|once|when|after|as soon as|provided(?: that)?|unless|until|as long as|where|in case)"
_UPON = r"(?:subject to|pending|with|on|upon|after|following|conditional on|contingent on|on condition of)"
_SEEKS = r"""(?:asks?|requests?|seeks?|gets?|obtain|needs?|requires?|awaits?|wait for|escalate|refer|submit|put|take
    |send|leave|pass|bring|check|agree|clear|confirm|discuss|raise|settle|align|decide|consult|review)"""
_NEEDS = r"""(?:needs?|requires?|awaits?|depends on|is (?:(?:a matter )?for|up to|subject to|with|decided by)|goes to
    |lies with|(?:must|has to) be)"""
_SOME = r"(?: (?!not\b)[\w'-]+){0,3}?"

_SET_ASIDE = rule(
    r"\b(?:even if|whether or not|regardless of|no matter|without|before|(?:not|no) need(?: for)?)\b|n't need"
)
_ELSEWHERE = rule(rf", (?:and|then)\b|\b(?:but|so)\b|\band ?$|\band (?:{COMMITS})\b")
_SEEKING = rule(rf"\b{_SEEKS}\b")


def approval(clause: Clause, voices: Voices) -> str | None:
    """The words that leave it to an approver; None: nothing does."""
    for condition in _conditions(voices):
        if (found := _find(condition, clause.left)) and not _ELSEWHERE.search(clause.left[found.end() :]):
            return found.group()
        if (found := _find(condition, clause.right)) and not _ELSEWHERE.search(clause.right[: found.start()]):
            return found.group()
        if found := _find(condition, clause.words):
            return found.group()
    before, after, sought = _questions(voices)
    found = _find(before, clause.before) or _find(after, clause.after)
    if found is None and _SEEKING.search(clause.before):
        found = _find(sought, clause.after)
    return found.group().strip() if found else None


@cache
def _conditions(voices: Voices) -> tuple[re.Pattern[str], ...]:
    """What must come first: "if finance approves", "subject to legal sign-off", "once approved"."""
    who, other = voices.approver, voices.other
    ours = rf"(?!{other}\b|their\b|his\b|her\b)"
    return (
        rule(rf"\b{_WHEN} {ours}{who}{_SOME} {_AGREES}\b"),
        rule(rf"\b{_WHEN} (?:it is |this is |that is )?{_APPROVAL}\b(?! by {other}\b)"),
        rule(
            rf"""\b{_UPON} {ours}(?:{who}(?:'s)? |the |our |prior |written )*{_APPROVAL}\b
            (?! (?:of|by|from) {other}\b)"""
        ),
        rule(rf"\b{_UPON} {ours}{who}'s (?:agreement|decision|word)\b"),
        rule(rf"\b(?:nobody|no one) (?:but|except) {who} (?:may|can|could|must)\b"),
        rule(rf"\b{who} (?:must|has to|have to|needs to|need to) (?:first )?{_AGREES}\b"),
    )


@cache
def _questions(voices: Voices) -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """What is put to an approver: said before the words, after them, or around them ("discuss … with finance")."""
    who = voices.approver
    return (
        rule(
            rf"""\b{_SEEKS}(?: [\w'-]+){{0,3}}? (?:{who}|{_APPROVAL})\b(?!.*\band ?$)
            |\b(?:only {who}|{who} alone) (?:may|can|could|must)\b
            |\b{who}(?:'s)? (?:(?:must|has to|may|can|should|needs to) )?(?:decides?|approves?|rules on|decision)\b"""
        ),
        rule(rf"^{FEW_WORDS} {_NEEDS}{_SOME} (?:{who}|{_APPROVAL})\b"),
        rule(rf"^{FEW_WORDS} (?:with|by|to|from) {who}\b"),
    )


def _find(wanted: re.Pattern[str], text: str) -> re.Match[str] | None:
    """Where the text meets the rule, unless the words around set it aside: `even if`, `without`, `no need for`."""
    found = wanted.search(text)
    if found and _SET_ASIDE.search(text[max(0, found.start() - 16) : found.end()]):
        return None
    return found
