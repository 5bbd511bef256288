"""Whether words are only thought through: what would be if, what it would cost, whether to."""

from __future__ import annotations

from audition.grading.checks.language.clauses import Clause
from audition.grading.checks.language.rules import FEW_WORDS, rule

_IF_WE = rule(
    r"""\b(?:if|unless) (?:we|I|anyone|anybody|someone|somebody)\b[^,]*$|\b(?:if|even if) ?$|\bin case (?:we|of)\b[^,]*$
    |^ ?(?:were|should|had) (?:we|I)\b[^,]*$"""
)
_WOULD = rule(r"\bwould\b|'d\b")
_GLADLY = rule(
    r"""\b(?:we|I)(?:'d| would)[ ]
    (?:(?:\w+ly|also|even|then|like to|be (?:happy|glad|pleased|willing|ready|prepared) to) )*$"""
)
_MENTIONED = rule(
    r"""\bwhether\b[^,]*$
    |\b(?:ask|learn|find out|understand|explore|clarify)\b.*\b(?:what|which|why|how|who)\b[^,]*$
    |\b(?:tempting|risky|dangerous|costly|expensive) to ?$
    |\b(?:costs?|price|risks?|danger|precedents?|effects?|impact|consequences?|idea|question|possibility|temptation
    |pressure|loss|damage|exposure) (?:of|to|from)\b(?: [\w'-]+){0,4} ?$"""
)
_AWAITED = rule(r"\bwhether(?: [\w'-]+){1,6}$|\b(?:as soon as|once|when)(?: (?!that\b|again\b|more\b)[\w'-]+){1,3}$")
"""At the end of the words: what they bind to is said before, and this is only what it waits for."""
_SHOULDERED = rule(r"\b(?:accept|take|bear|cover|absorb|run|carry|swallow|shoulder|pay)\b")
_CONSEQUENCE = rule(
    rf"""^{FEW_WORDS}? (?:would|costs?|exposes?|erodes?|harms?|hurts?|sets? (?:a|an|the)(?: \w+)? precedent|triples?
    |doubles?|exceeds?|breaks?|breach(?:es)?|violates?|contradicts?|weakens?|goes (?:beyond|against)
    |(?:is|are) (?:(?:far|well|much) )?(?:an? )?(?:risk|exposure|precedent|loss|danger|threat|demand|too|costly
    |expensive|dangerous|risky|above|beyond|outside|against))\b"""
)


def supposition(clause: Clause) -> str | None:
    """The words that make it a thought; None: nothing does."""
    if found := _IF_WE.search(clause.before) or _AWAITED.search(clause.words):
        return found.group().strip()
    if (found := _WOULD.search(clause.before)) and not _GLADLY.search(clause.before):
        return found.group()
    if (found := _MENTIONED.search(clause.before)) and not _SHOULDERED.search(clause.before[: found.start()]):
        return found.group().strip()
    found = None if clause.imperative else _CONSEQUENCE.search(clause.after)
    return found.group().strip() if found else None
