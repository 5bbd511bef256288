"""Finds the rules that somebody means by an id or by quoting their words, and what a lost quotation has become."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Final

from audition.records.rules import Rule, Words, words_of

ALIKE: Final = 0.45
"""The share of common words from which a rule is taken for what another one has become."""

_MOST_WORDS: Final = 400
"""Words of a rule that are held against others: examples are long."""
_ID = re.compile(r"[^\W_]+(?:-[^\W_]+)*-[0-9a-f]{6}(?:-[0-9]+)?\Z")


def meant(said: str, rules: Sequence[Rule]) -> tuple[Rule, ...]:
    """The rules that an id or a quotation means; empty: none, several: it does not tell them apart.

    A quotation is of consecutive words of one rule, whatever its case and markup; one of all its words means it alone.
    """
    if by_id := tuple(rule for rule in rules if rule.id == said):
        return by_id
    quoted = words_of(said)
    if not quoted:
        return ()
    holding = [(rule, rule.words) for rule in rules]
    found = [(rule, words) for rule, words in holding if place_of(quoted, words) is not None]
    whole = tuple(rule for rule, words in found if words == quoted)
    return whole or tuple(rule for rule, _ in found)


def place_of(quoted: Words, words: Words) -> int | None:
    """Where some words stand in others, one after the other; None: nowhere."""
    last = len(words) - len(quoted)
    return next((place for place in range(last + 1) if words[place : place + len(quoted)] == quoted), None)


def nearest(said: str, rules: Sequence[Rule]) -> Rule | None:
    """The rule that has most in common with an id or quotation that means none; None: nothing is like it."""
    quoted = words_of(said.rpartition("-")[0].replace("-", " ")) if _ID.match(said) else words_of(said)
    scored = [(_likeness(quoted, rule.words), -place) for place, rule in enumerate(rules)]
    best = max(scored, default=(0.0, 0))
    return rules[-best[1]] if best[0] >= ALIKE else None


def likeness(one: Rule, other: Rule) -> float:
    """The share of words that two rules have in common, in [0, 1]."""
    return _ratio(one.words, other.words)


def _likeness(quoted: Words, words: Words) -> float:
    """How much of a quotation some words hold: it may be of a part of them."""
    if len(words) <= len(quoted):
        return _ratio(quoted, words)
    windows = _windows(words[:_MOST_WORDS], len(quoted) + 2)
    return max((_ratio(quoted, window) for window in windows), default=0.0)


def _windows(words: Words, width: int) -> Iterator[Words]:
    step = max(1, width // 4)
    yield from (words[start : start + width] for start in range(0, max(1, len(words) - width + step), step))


def _ratio(one: Words, other: Words) -> float:
    matcher = SequenceMatcher(None, one[:_MOST_WORDS], other[:_MOST_WORDS], autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0.0
