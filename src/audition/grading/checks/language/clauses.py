"""Finds the clause around a few words of a sentence: what comes before and after them that can bear on them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audition.grading.checks.language.rules import COMMITS, rule

_PARENTHESIS = rule(r"\([^()]*\)")
_DASH = rule(r" -+ | ?— ?")
_ASIDE = rule(r",(?: (?!we\b|I\b|they\b)[\w']+){1,6},")
_BREAK = rule(
    r"""[(!?:]
    |\b(?:but|because|although|though|whereas|therefore|hence|however|otherwise|while|then)\b
    |\bso\b(?! (?:much|many|far|that)\b)
    |, (?:and )?(?:yet|still|instead|rather|just|simply)\b
    |\band (?:instead|simply|just|will|shall|can|must|should|would|do|does)\b
    |,? ?\b(?:and|or) (?=(?:we|I|they|he|she|it|our|their|you)\b)
    |, (?=(?:we|I|they|he|she|it|you|let's)\b)"""
)
_SUBORDINATOR = rule(r"\b(?:if|since|when|because|as|once|after|unless|until|where|should|whenever)\b \S+ \S+")
_OWN_SUBJECT = rule(r"(?P<helper>[\w']{0,12}) ?\b(?:we|I)\b(?!.*\b(?:we|I)\b)")
_HELPERS = rule(r"do|does|did|will|would|shall|should|can|could|may|might|must|that|which|what|where|how")
_BINDING_VERB = rule(
    rf"""(?:{COMMITS}|assure|cancel|close|continue|credit|fix|freeze|hold|keep|leave|resolve|restore|run|ship|skip|suspend
    |write)\b"""
)
_GOVERNING = rule(rf"\b(?:{COMMITS})(?: to| on)?(?: (?:an?|the|any))? ?$")


@dataclass(frozen=True)
class Clause:
    """A few words and what is said around them."""

    label: str
    """What a colon or a parenthesis hangs the clause on, such as `Never` or `Their demands`; empty: nothing."""
    before: str
    words: str
    after: str
    left: str
    """Everything before the words since the last semicolon: conditions reach this far."""
    right: str
    """Everything after them until the next semicolon."""

    @property
    def imperative(self) -> bool:
        """Whether the words open with a verb that binds, so that they cannot be what the sentence is about."""
        return bool(_BINDING_VERB.match(self.words)) and not self.before.casefold().rstrip().endswith(("to", " to"))


def clause_of(sentence: str, start: int, end: int) -> Clause:
    """The clause around `sentence[start:end]`, with the verb that binds directly before them.

    `sentence` is plain, with straight quotes and single spaces.
    """
    first = sentence.rfind(";", 0, start) + 1
    last = sentence.find(";", end)
    if verb := _GOVERNING.search(sentence, first, start):
        start = verb.start()
    left, right = _flat(sentence[first:start]), _flat(sentence[end : len(sentence) if last < 0 else last])
    label, before = _labelled(left)
    stop = _BREAK.search(right)
    return Clause(
        label=label,
        before=_main_clause(before),
        words=sentence[start:end],
        after=right[: stop.start()] if stop else right,
        left=left,
        right=right,
    )


def _flat(text: str) -> str:
    """The text without what is in parentheses, dashes turned to commas."""
    return re.sub(" {2,}", " ", _DASH.sub(", ", _PARENTHESIS.sub(" ", text)))


def _labelled(left: str) -> tuple[str, str]:
    """What the clause hangs on, and the clause since the last break."""
    before = left if "if not," in left.casefold() else _ASIDE.sub("", left)
    breaks = list(_BREAK.finditer(before))
    if not breaks:
        return "", before
    last = breaks[-1]
    label = ""
    if last.group() in (":", "("):
        start = breaks[-2].end() if len(breaks) > 1 else 0
        label = before[start : last.start()].rpartition(",")[2].strip()
    return label, before[last.end() :]


def _main_clause(before: str) -> str:
    """Drops a subordinate clause that ends without a comma: `since the offer is not binding we …`."""
    subject, subordinator = _OWN_SUBJECT.search(before), _SUBORDINATOR.search(before)
    if not subject or not subordinator or subordinator.end() > subject.start("helper"):
        return before
    return before if _HELPERS.fullmatch(subject["helper"]) else before[subject.end("helper") :]
