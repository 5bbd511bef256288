"""Whether words stand under a negation or a refusal, and whether another undoes it: "do not hesitate to"."""

from __future__ import annotations

import re

from audition.grading.checks.language.clauses import Clause
from audition.grading.checks.language.rules import rule

_AFFIRMING = rule(
    r"""\bno (?:later|less|fewer|more|sooner|earlier|matter)\b(?: than)?|\bnot (?:later|less|fewer|sooner) than\b
    |\bnot (?:only|just|merely|simply|to mention)\b|\bwhy not\b|\b(?:whether )?or not\b|\bif not\b|\bcannot but\b
    |\bno (?:doubt|problem|wonder|questions|excuses|hesitation|delay|way around|alternative (?:but )?to)\b
    |\bno (?:harm|problem|issue|objections?|reason against) (?:in|to|with)\b
    |\bno (?:choice|option|alternative|(?:other )?way) (?:left )?(?:but|than|except)\b
    |\bnot (?:an?|any) (?:problem|issue|risk|concern|difficulty|obstacle)\b|(?:\bnot|n't) mind\b
    |(?:\bnot|n't|\bno) (?:need|require)s? (?:for )?(?:[\w']+ ){0,3}?
    (?:approval|permission|sign-off|consent|clearance)\b
    |\bwithout (?:any |further )?(?:hesitation|delay|question|exception|fail|ado|doubt|limits?|conditions?)\b"""
)
"""They hold a negative word and negate nothing."""

_NEGATION = rule(
    r"""\b(?:(?P<no>no)|(?P<nor>nor)
    |(?P<local>without|instead of|rather than|sooner than|in place of|in lieu of|other than|short of|anything but
    |as opposed to|except|less than|below|against)
    |not|\w+n't|never|cannot|nobody|nothing|neither|none|hardly|far from|unable|unwilling|impossible|reluctant|hesitant
    |afraid|averse|wrong|(?:a )?mistake|unwise|too \w+ to
    |refus(?:e|es|ed|ing|al)|declin(?:e|es|ed|ing)|reject(?:s|ed|ing)?|avoid(?:s|ed|ing)?|resist(?:s|ed|ing)?
    |exclud(?:e|es|ed|ing)|oppos(?:e|es|ed|ing)|forbid(?:s|den|ding)?|prohibit(?:s|ed|ing)?|prevent(?:s|ed|ing)?
    |refrain(?:s|ed|ing)?|with(?:hold|holds|held|holding)|den(?:y|ies|ied|ying)|rul(?:e|es|ed|ing) out
    |hold(?:s|ing)? off|stop(?:s|ped|ping)?|(?:steer|stay|keep) clear|turn(?:s|ed|ing)? down
    |object(?:s|ed|ing)? to|block(?:s|ed|ing)?
    |counter(?:s|ed|ing)?|push(?:es|ed|ing)? back|say(?:s|ing)? no to|walk away from|keep \w+ from|argue against
    |protect against|ignor(?:e|es|ed|ing)|disregard(?:s|ed|ing)?|dismiss(?:es|ed|ing)?
    |hesitat(?:e|es|ed|ing)|fail(?:s|ed|ing)? to|forget(?:s|ting)?|neglect(?:s|ed|ing)?|wait(?:s|ed|ing)?
    |delay(?:s|ed|ing)?|postpon(?:e|es|ed|ing)|put off)\b"""
)
"""`local` ones reach no further than the next noun or gerund."""

_REACHED = rule(
    r"""[ ,]*(?:(?:a|an|any|the|our|their|this|that|such|further|ever|actually|simply|merely|even|having|to|of|for|or
    |and|accepting|agreeing|conceding|cutting|dropping|giving|granting|lowering|offering|making|matching|promising
    |reducing|discounts?|concessions?|prices?)\b[ ,]*)*"""
)
_JOINED = rule(r",|\b(?:and|or|nor|but)\b|(?<!do )(?<!will )(?<!can )\bwe\b")
_ALTERNATIVE = rule(r"\b(?:or|nor)\b")
_LEADS_ON = rule(
    r"\b(?:no|to|will|can|may|shall|would|should|could|must|do|does|did|ever|or|nor|and|we|I|one|not|never) ?$|n't ?$"
)
_NOTHING = rule(r"\b(?:no|nothing|none|neither|not|never)\b")

_HELPER = r"""(?:is|are|was|were|be|been|being|will|would|can|could|may|must|should|stays?|remains?|has|have|does|do
    |gets?)"""
_REFUSED = r"""(?:refused|declined|rejected|excluded|avoided|resisted|withheld|denied|forbidden|prohibited|ruled out
    |turned down|off the table|out of (?:the )?(?:question|scope|bounds)|off limits|impossible|unacceptable|unaffordable
    |wrong|a mistake|a non-starter|a no-go|a red line)"""
_SAID_OF_IT = rule(
    rf"""^(?: (?!(?:{_HELPER}|that|which|who)\b)[\w'%-]+){{0,4}} (?:{_HELPER}(?:n't)?|cannot|won't|can't)\b
    (?: [\w'-]+){{0,6}}"""
)
_REFUSALS = rule(rf"\b(?:not?|never|neither|cannot)\b|n't\b|\b{_REFUSED}\b")
_ANSWER = rule(rf"^ ?[:,(-]+ ?(?:no|never|not an option|not offered|{_REFUSED})\W*$")
_KEPT = rule(r"\b(?:keep|keeps|leave|leaves|strike) ?$")
_OUT = rule(r"^ (?:out|off|away)\b")
_LABEL = rule(
    r"""(?:what )?(?:we )?(?:(?:will|do|can|may|shall|would|must) )?(?:not|never|cannot|won't|don't)
    (?: (?:be|do|offer|offered|agreed|allow|allowed|accept|accepted|possible|grant|granted|give|given|promise|promised
    |concede|conceded|an option|on offer))*
    |refuse[ds]?|decline[ds]?|rejected|excluded|avoid|off the table|out of (?:scope|the question)|red lines?
    |no-? ?gos?|ruled out"""
)


def refusal(clause: Clause) -> str | None:
    """The words that refuse what the clause speaks of; None: nothing does, or it is undone."""
    if _LABEL.fullmatch(clause.label):
        return clause.label
    if found := _ANSWER.match(clause.right) or (_KEPT.search(clause.before) and _OUT.match(clause.after)):
        return found.group().strip()
    signs = [*_negations(clause), *_said_of_it(clause)]
    if len(signs) % 2:
        return signs[0]
    return None if signs else _within(clause)


def _negations(clause: Clause) -> list[str]:
    """The negations before the words that hang on each other, from the nearest to the left: an odd number refuses."""
    text = _AFFIRMING.sub(lambda found: "·" * len(found.group()), clause.before)
    chain: list[str] = []
    reach = len(text)
    for found in reversed(list(_NEGATION.finditer(text))):
        between = text[found.end() : reach]
        if _JOINED.search(between) if chain else not _governs(found, between, clause):
            break
        if found["local"] and not _REACHED.fullmatch(between):
            break
        chain.append(found.group())
        if found["nor"]:
            break
        reach = found.start()
    return chain


def _governs(found: re.Match[str], between: str, clause: Clause) -> bool:
    """Whether a negation still reaches the words behind what stands between."""
    if found["local"]:
        return True
    if "," in between and not _ALTERNATIVE.search(between):
        return False
    if not clause.imperative:
        return True
    return bool(_LEADS_ON.search(clause.before)) if found["no"] else not between.rstrip().casefold().endswith(" and")


def _within(clause: Clause) -> str | None:
    """A negation between a verb that binds and its object: "grant no credit"."""
    found = _NOTHING.search(_AFFIRMING.sub("", clause.words)) if clause.imperative else None
    return f"{clause.words.split()[0]} {found.group()}" if found else None


def _said_of_it(clause: Clause) -> list[str]:
    """The refusals that are said of the words when they are what the sentence is about."""
    found = None if clause.imperative else _SAID_OF_IT.match(_AFFIRMING.sub("·", clause.after))
    return [refused.group() for refused in _REFUSALS.finditer(found.group())] if found else []
