"""How rules of language are written down: readable patterns over plain sentences."""

from __future__ import annotations

import re


def rule(pattern: str) -> re.Pattern[str]:
    """The pattern, blind to letter case; a line break with the indentation behind it is layout, other spaces count."""
    return re.compile(re.sub(r"\n\s*", "", pattern), re.IGNORECASE)


FEW_WORDS = r"(?: [\w'%&-]+){0,4}"
"""Up to four words, each with the space before it."""

COMMITS = (
    "accept|agree|approve|beat|commit|concede|cut|deliver|discount|drop|extend|fulfil|give|grant|guarantee|honou?r|lower"
    "|match|meet|offer|pay|promise|propose|provide|reduce|refund|satisfy|sign|support|take|waive|yield"
)
"""Verbs by which one binds oneself, in their base form."""
