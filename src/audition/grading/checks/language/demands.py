"""Whether words are what others ask for, offer or say, and not what we give them."""

from __future__ import annotations

import re
from functools import cache

from audition.grading.checks.language.clauses import Clause
from audition.grading.checks.language.rules import COMMITS, rule
from audition.grading.checks.language.voices import Voices

_DEMANDED = rule(
    r"""\b(?:asks?|asked|asking|wants?|wanted|demand(?:s|ed|ing)?|request(?:s|ed|ing)?|insist(?:s|ed|ing)?
    |expect(?:s|ed|ing)?|told (?:me|us)|instruct(?:s|ed|ing)|order(?:s|ed|ing)|tr(?:ies|ied|ying) to (?:make|get|have)
    |tell(?:s|ing) (?:the )?(?:assistants?|agents?|models?|readers?|software)|hop(?:es?|ed|ing)|seek(?:s|ing)?|sought
    |push(?:es|ed|ing)?|press(?:es|ed|ing)?|threaten(?:s|ed|ing)?|claim(?:s|ed|ing)?|call(?:s|ed|ing)? for
    |propos(?:es|ed)|requires?|required|would like)\b(?! (?:finance|legal|back)\b| ?,)"""
)
_BASE_FORM = rule(r"ask|want|demand|request|insist|expect|hope|seek|push|press|threaten|claim|call for|require")
_WE_DO = rule(r"\b(?:we|I|our|us|let's|please|to|and)\b ?(?:(?:will|may|can|also|should|must|have) )*$")
_NOUN = rule(
    r"""\b(?:request|demand|ask|redline|claim|call|push|wish|requirement|insistence|petition)s?
    [ ](?:for|of|to|on|that)\b[^,]*$"""
)
_LABEL = rule(
    r"""(?!.*\b(?:we|our|I)\b)(?:[\w'-]+ ){0,3}
    (?:demands?|asks?|asked|wants?|wanted|redlines?|requests?|requested|threatens|threats?)(?: (?:are|is|for))?"""
)
_HOLDER = rule(
    r"""\b(?:(?:notice|instruction|demand|request|redline)s?|(?:hidden|embedded|injected) (?:text|block|order)s?
    |text (?:addressed|aimed|directed))(?: (?:of|from|in|by|to|at) (?:[\w'-]+ ?){1,4})? ?$"""
)
_TOLD = rule(r"\b(?:was|were|been) (?:\w+ )?(?:told|promised|assured)(?: (?:\w+ ){0,2}that)?\b[^,]*$")
_SPEAKS = rule(r"\b(?:says|said|asks|asked|wrote|writes|told|demands|demanded|wants|wanted|insists|insisted)\b")
_WE_SPEAK = rule(rf"\b(?:we|I) {_SPEAKS.pattern}")
_GIVEN = rule(rf"\b(?:{COMMITS})\b")
_OBEYED = rule(
    rf"""\b(?:{COMMITS}|appl(?:y|ies|ying)|follow(?:s|ing)?|carry|implement|answer|reply|respond|issue|send|write|per
    |under)\b"""
)
_TAKEN = rule(r"accept|agree|sign")


def demand(clause: Clause, voices: Voices) -> str | None:
    """The words that make it the other side's, or what was once told them; None: nothing does, or we give it now."""
    if _LABEL.fullmatch(clause.label):
        return None if _OBEYED.match(clause.label) else clause.label
    if sign := _held(clause):
        return sign
    for found in (_verb(clause.before, voices), _NOUN.search(clause.before), _TOLD.search(clause.before)):
        if found and not _GIVEN.search(clause.before[: found.start()]):
            return found.group()
    asked, *theirs = _rules(voices)
    if (found := asked.search(clause.after)) and not _GIVEN.search(f"{clause.before} {clause.words}"):
        return found.group().strip()
    for owned in () if _TAKEN.match(clause.words) else theirs:
        if (found := owned.search(clause.before)) and not _GIVEN.search(clause.before[: found.start()]):
            return found.group().strip()
    return _quoted(clause)


def _held(clause: Clause) -> str | None:
    """What the words stand in parentheses behind, as what it says: "the notice (40 percent off)"."""
    behind, opened, _ = clause.left.rpartition("(")
    found = _HOLDER.search(behind) if opened and not _OBEYED.search(behind) else None
    return found.group().strip() if found else None


def _verb(before: str, voices: Voices) -> re.Match[str] | None:
    """The last verb of demanding whose subject is not us; one that opens the clause in its base form is our order."""
    for found in reversed(list(_DEMANDED.finditer(before))):
        subject = before[: found.start()]
        ours = _WE_DO.search(subject) or re.search(rf"\b{voices.approver} $", subject, re.IGNORECASE)
        if not ours and (subject.strip() or not _BASE_FORM.fullmatch(found.group())):
            return found
    return None


@cache
def _rules(voices: Voices) -> tuple[re.Pattern[str], ...]:
    """What is asked, said after the words; the other side as subject ("Veldt offers"), as owner ("their demand is")."""
    other = voices.other
    return (
        rule(
            rf"""^(?: (?!as\b)[\w%]+){{0,2}} (?:(?:that )?{other} (?:ask|want|demand|request|expect)
            |(?:is|was|are|were) (?:what {other}|asked|demanded|requested|their)\b)"""
        ),
        rule(
            rf"""(?:^|[ ,])(?:{other}(?: (?:may|might|will|can|could|has|have|had|does|did|also|already|now))*
            |(?:offers?|quotes?|bids?|price) (?:from|by|of) {other}(?: (?:at|of|for|with|is))?) ?$
            |(?:^|[ ,]){other}(?: (?:has|have|had|will|may|might|already|now))*
            [ ](?:offers?|offered|proposes?|proposed|quotes?|quoted|(?:opens?|comes?|starts?|counters?) with)\b[^,]*$"""
        ),
        rule(
            rf"""(?:^|[ ,])(?:their|his|her|{other}'s)(?: \w+)? (?:position|opening|demands?|asks?|requests?|wish(?:es)?
            |goals?|targets?|redlines?|threats?|proposals?|offers?|claims?)
            (?: (?:is|are|was|were|of|for|includes?|stays?))?\b[^,]*$"""
        ),
    )


def _quoted(clause: Clause) -> str | None:
    """Inside quotation marks of someone else who speaks."""
    if clause.left.count('"') % 2 == 0:
        return None
    outside = clause.left.rpartition('"')[0] + " " + clause.right.partition('"')[2]
    found = _SPEAKS.search(outside)
    return found.group() if found and not _WE_SPEAK.search(outside) else None
