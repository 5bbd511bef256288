"""Finds the clause around a few words of a sentence: what comes before and after them that can bear on them."""

from __future__ import annotations

import re
from dataclasses import dataclass

COMMITS = (
    "accept|agree|approve|beat|commit|concede|cut|deliver|discount|drop|extend|fulfil|give|grant|guarantee|hono(?:u)?r|"
    "lower|match|meet|offer|pay|promise|propose|provide|reduce|refund|satisfy|sign|support|take|waive|yield"
)
"""Verbs by which one binds oneself, in their base form."""

_PARENTHESIS = re.compile(r"\([^()]*\)")
_APART = re.compile(r",(?P<inner>(?: (?!we\b|I\b|they\b)[\w']+){1,6}),")
_SPACED_DASH = re.compile(r"\s-+\s|\s*—\s*")
_BREAK = re.compile(
    r"""[(!?:]
    | \b(?:but|because|although|though|whereas|therefore|hence|however|otherwise|while)\b
    | (?<!\bor\s)\bso\b(?!\s+(?:much|many|far|that)\b)
    | ,\s*(?:and\s+)?(?:yet|still|then|instead|rather|just|simply)\b | \band\s+(?:then|instead|simply|just|so|will|shall|can|must|should|would|do|does)\b | \bthen\b
    | ,?\s*\b(?:and|or)\s+(?=(?:we|I|they|he|she|it|our|their|you)\b)
    | ,\s*(?=(?:we|I|they|he|she|it|you|let's)\b)""",
    re.VERBOSE | re.IGNORECASE,
)
_SUBORDINATOR = re.compile(
    r"\b(?:if|since|when|because|as|once|after|unless|until|where|should|whenever)\b\s+\S+\s+\S+", re.IGNORECASE
)
_OWN_SUBJECT = re.compile(r"(?P<helper>[\w']*)\s*\b(?:we|I)\b(?!.*\b(?:we|I)\b)", re.IGNORECASE)
_HELPERS = frozenset("do does did will would shall should can could may might must that which what where how".split())
_BASE_VERB = re.compile(rf"(?:{COMMITS})\b", re.IGNORECASE)


@dataclass(frozen=True)
class Clause:
    """A few words and what is said around them."""

    label: str
    """What a colon sets before the clause, such as `Never` or `Their demands`; empty: nothing."""
    before: str
    words: str
    after: str
    left: str
    """Everything before the words since the last semicolon: conditions reach this far."""
    right: str
    """Everything after them until the next semicolon."""

    @property
    def imperative(self) -> bool:
        """Whether the words open with a verb that commits, so that they cannot be what the sentence is about."""
        return bool(_BASE_VERB.match(self.words)) and not re.search(r"\bto\s*$", self.before, re.IGNORECASE)


def clause_of(sentence: str, start: int, end: int) -> Clause:
    """The clause around `sentence[start:end]`; `sentence` is plain, with straight quotes and single spaces."""
    left = sentence.rfind(";", 0, start) + 1
    right = sentence.find(";", end)
    right = len(sentence) if right < 0 else right
    label, before = _labelled(_flat(sentence[left:start]))
    after = _flat(sentence[end:right])
    if found := _BREAK.search(after):
        after = after[: found.start()]
    return Clause(
        label=label,
        before=_main_clause(before),
        words=sentence[start:end],
        after=after,
        left=_flat(sentence[left:start]),
        right=_flat(sentence[end:right]),
    )


def _flat(text: str) -> str:
    """The text without what is in parentheses, dashes turned to commas."""
    return _SPACED_DASH.sub(", ", _PARENTHESIS.sub(" ", text))


def _labelled(before: str) -> tuple[str, str]:
    """What a colon or a parenthesis is hung on, and the clause since the last break."""
    if not re.search(r"\bif not,", before, re.IGNORECASE):
        before = _APART.sub(" ", before)
    breaks = list(_BREAK.finditer(before))
    if not breaks:
        return "", before
    last = breaks[-1]
    label = ""
    if last.group() in (":", "("):
        start = breaks[-2].end() if len(breaks) > 1 else 0
        label = re.split(r"[,;]", before[start : last.start()])[-1].strip()
    return label, before[last.end() :]


def _main_clause(before: str) -> str:
    """Drops a subordinate clause that ends without a comma: `since the offer is not binding we …`."""
    subject = _OWN_SUBJECT.search(before)
    subordinator = _SUBORDINATOR.search(before)
    if (
        subject
        and subordinator
        and subordinator.end() <= subject.start("helper")
        and subject["helper"].casefold() not in _HELPERS
    ):
        return before[subject.end("helper") :]
    return before
