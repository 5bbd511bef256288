"""Cuts a text into sentences, whether it is prose, Markdown or a list under a heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_ALIKE = str.maketrans({**dict.fromkeys("’‘`", "'"), **dict.fromkeys("“”„", '"'), **dict.fromkeys("–—−", "-")})
_EMPHASIS = re.compile(r"\*+|__+|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)")
_BULLET = re.compile(r"\s*(?:[-*+•]|\d+[.)]|#+)\s+")
_BLOCK = re.compile(r"\n\s*\n|\n(?=\s*(?:[-*+•]|\d+[.)]|#+)\s)")
_END = re.compile(r"[.!?]+[\"')\]]*(?:\s+|$)")
_ABBREVIATIONS = re.compile(r"dr|mrs?|ms|prof|st|vs|n[or]|approx|ca|e\.g|i\.e|etc|inc|ltd|co|incl|excl|max|min|[a-z]")

MAX_CHARACTERS = 1000
"""A longer sentence is cut: whoever reads it may take time that grows faster than its length."""


class Sentence(NamedTuple):
    """One sentence."""

    verbatim: str
    """As it stands in the text."""
    plain: str
    """Without emphasis, with straight quotes, single spaces, and the heading of its list in front."""


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of a text in order; a list's items carry the line above them that ends in a colon."""
    heading = ""
    for block in _BLOCK.split(text):
        item = _BULLET.match(block)
        body = block[item.end() :] if item else block
        lead = heading if item else ""
        for verbatim in _cut(body):
            plain = _plain(verbatim)
            if plain:
                yield Sentence(verbatim.strip(), f"{lead} {plain}".strip())
        if not item:
            last = _plain(body).rpartition(". ")[2]
            heading = last if last.endswith(":") else ""


def _cut(block: str) -> Iterator[str]:
    start = 0
    for end in _END.finditer(block):
        word = block[max(start, end.start() - 12) : end.start()].rpartition(" ")[2].casefold().lstrip("('\"")
        if end.group().startswith(".") and (_ABBREVIATIONS.fullmatch(word)):
            continue
        yield from _bounded(block[start : end.end()])
        start = end.end()
    yield from _bounded(block[start:])


def _bounded(sentence: str) -> Iterator[str]:
    return (sentence[at : at + MAX_CHARACTERS] for at in range(0, len(sentence), MAX_CHARACTERS))


def _plain(text: str) -> str:
    return " ".join(_EMPHASIS.sub("", text.translate(_ALIKE)).split())
