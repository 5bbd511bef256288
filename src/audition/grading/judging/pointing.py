"""Finds where the matter of a criterion can be in a work: by patterns of the thing, and by finders."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from audition.grading.check import Work
from audition.grading.finder import Finder
from audition.grading.judging.quotes import folded
from audition.grading.judging.showing import visible
from audition.grading.passages import Passage, places, stands_in
from audition.loading.json_schema import compiled
from audition.records.criteria import Criterion

AROUND = 200
"""Characters kept on either side of what a pattern found."""


def pointed_at(work: Work, criterion: Criterion, finders: Mapping[str, Finder]) -> tuple[Passage, ...]:
    """The passages of a work that a criterion's `find` gives, each once: a pattern's first, in the order of the work.

    A pattern is looked for in every place as a reader sees it, whatever spaces, emphasis or hidden characters stand in
    it.

    Raises:
        Exception: Whatever a finder raises.
    """
    patterns = [compiled(f"(?i){each.pattern}") for each in criterion.find if each.pattern]
    found: dict[tuple[str, str | None, int | None, str], Passage] = {}
    for passage in _matching(work, patterns) if patterns else ():
        found.setdefault(_key(passage), passage)
    for name in (each.finder for each in criterion.find if each.finder):
        for passage in finders[name].find(work):
            found.setdefault(_key(passage), passage)
    return tuple(passage for passage in found.values() if stands_in(passage, criterion.in_, work))


def _matching(work: Work, patterns: list[Any]) -> Iterator[Passage]:
    for place in places(work):
        for text in dict.fromkeys((_plain(place.text), _folded(place.text))):
            spans = [match.span() for pattern in patterns if (match := pattern.search(text))]
            if spans:
                start, end = min(spans)
                yield place.piece(_cut(text, start, end))
                break


@lru_cache(maxsize=4096)  # one criterion after another looks at the same places
def _plain(text: str) -> str:
    return " ".join(visible(unicodedata.normalize("NFKC", text)).split())


_folded = lru_cache(maxsize=4096)(folded)


def _cut(text: str, start: int, end: int) -> str:
    """What stands around a match; a short text is left whole."""
    first, last = max(0, start - AROUND), min(len(text), end + AROUND)
    return ("…" if first else "") + text[first:last] + ("…" if last < len(text) else "")


def _key(passage: Passage) -> tuple[str, str | None, int | None, str]:
    return (passage.where, passage.pointer, passage.line, passage.text)
