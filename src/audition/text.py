"""What is done with words on every floor: cut them, guess the one that was meant, find paths and hidden signs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Final

FILE_PATH: Final = re.compile(r"(?<![\w:/.])(?:~?/|\.{1,2}/)?(?:[\w{}<>.*-]+/)+[\w{}<>*-]+\.[A-Za-z]\w{0,7}\b")
"""A file's path: folders, then a name with an ending; addresses on the web are none."""

DEEPEST_PATH: Final = 32
"""Names of a path; neither a project nor a workspace takes a deeper one."""

_LONGEST = 80
"""Characters of a word that are compared."""


def holds_controls(text: str) -> bool:
    """Whether a text holds a control character, a line end among them, or half a character."""
    return not text.isprintable() and any(unicodedata.category(character) in ("Cc", "Cs") for character in text)


def plain_lines(text: str) -> str:
    """The text with LF where every line of it ends in CRLF, as git checks texts out on Windows; else as it is."""
    ends = text.count("\r\n")
    return text.replace("\r\n", "\n") if ends and ends == text.count("\n") else text


def shortened(text: str, characters: int = 60) -> str:
    """A text cut at so many characters, visibly."""
    return text if len(text) <= characters else f"{text[:characters]}…"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """The end of a fault's message: the nearest known word, else all of them when they are few; may be empty."""
    words = sorted(known)
    near = get_close_matches(word[:_LONGEST].casefold(), [each.casefold() for each in words], n=1)
    if near:
        meant = next(each for each in words if each.casefold() == near[0])
        return f"; did you mean `{meant}`?"
    return f"; known: {', '.join(words)}" if 0 < len(words) <= 20 else ""


def counted(number: int, one: str, many: str | None = None) -> str:
    """A number with its noun: `1 trial`, `2 trials`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"
