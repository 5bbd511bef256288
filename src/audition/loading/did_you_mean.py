"""What a mistyped word was probably meant to be."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 80


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a fault's message: the nearest known word, else all of them when they are few; may be empty."""
    words = sorted(known)
    near = get_close_matches(word[:_LONGEST].casefold(), [each.casefold() for each in words], n=1)
    if near:
        meant = next(each for each in words if each.casefold() == near[0])
        return f"; did you mean `{meant}`?"
    return f"; known: {', '.join(words)}" if 0 < len(words) <= 20 else ""
