"""Whether words stand under a negation or a refusal, double ones undone: "do not match", "refuse to", "not hesitate to"."""

from __future__ import annotations

import re

from audition.grading.checks.language.clauses import Clause

_AFFIRMING = re.compile(
    r"""\bno\ (?:later|less|fewer|more|sooner|earlier|matter)\b(?:\ than)? | \bnot\ (?:later|less|fewer|sooner)\ than\b
    | \bnot\ (?:only|just|merely|simply|to\ mention)\b | \bwhy\ not\b | \b(?:whether\ )?or\ not\b | \bif\ not\b
    | \bno\ (?:doubt|problem|wonder|way\ around|alternative\ (?:but\ )?to|(?:harm|problem|issue|objections?|reason\ against)
        \ (?:in|to|with)|(?:choice|option|alternative)\ (?:left\ )?(?:but|than|except)|(?:other\ )?way\ (?:but|than|except))\b
    | (?:\bnot|n't|\bno)\ (?:need|require)s?\ (?:for\ )?(?:[\w']+\ ){0,3}?(?:approval|permission|sign-off|consent|clearance)\b
    | \bnot\ (?:an?|any)\ (?:problem|issue|risk|concern|difficulty|obstacle)\b | (?:\bnot|n't)\ mind\b
    | \bno\ (?:questions|excuses|hesitation|delay)\b | \bcannot\ but\b
    | \bwithout\ (?:any\ |further\ )?(?:hesitation|delay|question|exception|fail|ado|doubt|limits?|conditions?)\b""",
    re.VERBOSE | re.IGNORECASE,
)
_VERBAL = r"""not|\w+n't|never|cannot|nobody|nothing|neither|nor|none|hardly|far\ from|unable|unwilling|impossible|reluctant
    |hesitant|afraid|averse|wrong|(?:a\ )?mistake|unwise|too\ \w+\ to
    |refus(?:e|es|ed|ing|al)|declin(?:e|es|ed|ing)|reject(?:s|ed|ing)?|avoid(?:s|ed|ing)?|resist(?:s|ed|ing)?
    |exclud(?:e|es|ed|ing)|oppos(?:e|es|ed|ing)|forbid(?:s|den|ding)?|prohibit(?:s|ed|ing)?|prevent(?:s|ed|ing)?
    |refrain(?:s|ed|ing)?|with(?:hold|holds|held|holding)|den(?:y|ies|ied|ying)|rul(?:e|es|ed|ing)\ out|hold(?:s|ing)?\ off
    |stop(?:s|ped|ping)?|(?:steer|stay|keep)\ clear|turn(?:s|ed|ing)?\ down|object(?:s|ed|ing)?\ to|block(?:s|ed|ing)?|counter(?:s|ed|ing)?
    |push(?:es|ed|ing)?\ back|say(?:s|ing)?\ no\ to|walk\ away\ from|keep\ \w+\ from|argue\ against|protect\ against
    |hesitat(?:e|es|ed|ing)|fail(?:s|ed|ing)?\ to|forget(?:s|ting)?|neglect(?:s|ed|ing)?|wait(?:s|ed|ing)?|delay(?:s|ed|ing)?
    |postpon(?:e|es|ed|ing)|put\ off"""
_LOCAL = r"""without|instead\ of|rather\ than|in\ place\ of|in\ lieu\ of|other\ than|short\ of|anything\ but|as\ opposed\ to|except
    |less\ than|below|against"""
_TOKEN = re.compile(rf"\b(?:(?P<verbal>{_VERBAL})|(?P<local>{_LOCAL})|(?P<no>no))\b", re.VERBOSE | re.IGNORECASE)
_BETWEEN_LOCAL = re.compile(
    r"""[\s,]*(?:(?:a|an|any|the|our|their|this|that|such|further|ever|actually|simply|merely|even|having|to|of|for|or|and
    |accepting|agreeing|conceding|cutting|dropping|giving|granting|lowering|offering|making|matching|promising|reducing
    |discounts?|concessions?|prices?|price)\b[\s,]*)*""",
    re.VERBOSE | re.IGNORECASE,
)
_COORDINATED = re.compile(r",|\b(?:and|or|nor|but)\b", re.IGNORECASE)
_LEADS_ON = re.compile(
    r"\b(?:no|to|will|can|may|shall|would|should|could|must|do|does|did|ever|or|nor|and|we|I|one|not|never)\s*$|n't\s*$",
    re.IGNORECASE,
)

_HELPER = r"(?:is|are|was|were|be|been|being|will|would|can|could|may|must|stays?|remains?|has|have|does|do|gets?)"
_REFUSED = r"""refused|declined|rejected|excluded|avoided|resisted|withheld|denied|forbidden|prohibited|ruled\ out|turned\ down
    |off\ the\ table|out\ of\ (?:the\ )?(?:question|scope|bounds)|off\ limits|impossible|unacceptable|unaffordable|wrong
    |a\ mistake|a\ non-starter|a\ no-go|a\ red\ line"""
_AFTER = re.compile(
    rf"""^(?:\s+(?!{_HELPER}\b)[\w'%-]+){{0,4}}\s+(?:{_HELPER}(?P<not>n't|not)?|cannot|won't|can't)\b(?P<rest>(?:\s+[\w'-]+){{0,6}})""",
    re.VERBOSE | re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|never|no\ longer|neither)\b|n't\b", re.VERBOSE | re.IGNORECASE)
_NO_ANSWER = re.compile(
    rf"^\s*[:,(-]*\s*(?:is\s+)?(?:no|never|not\ an\ option|not\ offered|{_REFUSED})\W*$", re.VERBOSE | re.IGNORECASE
)
_REFUSING_LABEL = re.compile(
    r"""(?:what\ )?(?:we\ )?(?:(?:will|do|can|may|shall|would|must)\ )?(?:not|never|cannot|won't|don't)
        (?:\ (?:be|do|offer|offered|agreed|allow|allowed|accept|accepted|possible|grant|granted|give|given|promise|promised
        |concede|conceded|an\ option|on\ offer))*
    |refuse[ds]?|decline[ds]?|rejected|excluded|avoid|off\ the\ table|out\ of\ (?:scope|the\ question)|red\ lines?
    |no-?\ ?gos?|ruled\ out""",
    re.VERBOSE | re.IGNORECASE,
)


def refusal(clause: Clause) -> str | None:
    """The word or words that refuse what the clause speaks of; None: nothing does, or it is undone."""
    if _REFUSING_LABEL.fullmatch(clause.label):
        return clause.label
    return _before(clause) or _after(clause)


def _before(clause: Clause) -> str | None:
    """Counts the negations that hang on each other, from the nearest to the left: an odd number refuses."""
    text = _AFFIRMING.sub(lambda found: "·" * len(found.group()), clause.before)
    chain: list[re.Match[str]] = []
    reach = len(text)
    for token in reversed(list(_TOKEN.finditer(text))):
        between = text[token.end() : reach]
        if _COORDINATED.search(between) if chain else not _reaches(token, between, clause):
            break
        if chain and token["local"] and not _BETWEEN_LOCAL.fullmatch(between):
            break
        chain.append(token)
        reach = token.start()
        if token.group().casefold() == "nor":
            break
    return chain[0].group() if len(chain) % 2 else None


def _reaches(token: re.Match[str], between: str, clause: Clause) -> bool:
    """Whether a negation still governs the words after what stands between."""
    if token["local"]:
        return _BETWEEN_LOCAL.fullmatch(between) is not None
    if "," in between and not re.search(r"\b(?:or|nor)\b", between, re.IGNORECASE):
        return False
    if not clause.imperative:
        return True
    if token["no"]:
        return _LEADS_ON.search(clause.before) is not None
    return not re.search(r"\band\s*$", between, re.IGNORECASE)


def _after(clause: Clause) -> str | None:
    if found := _NO_ANSWER.match(clause.right):
        return found.group().strip()
    found = None if clause.imperative else _AFTER.match(clause.after)
    if not found:
        return None
    told = found.group().strip()
    negations = len(_NOT.findall(told)) + len(re.findall(r"\bcannot\b", told, re.IGNORECASE))
    refusals = len(re.findall(rf"\b(?:{_REFUSED})\b", told, re.VERBOSE | re.IGNORECASE))
    return told if (negations + refusals) % 2 else None
