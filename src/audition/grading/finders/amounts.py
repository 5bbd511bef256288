"""Amounts of money that stand in no record."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from audition.grading.check import Work
from audition.grading.finder import Finder
from audition.grading.finders.records import records
from audition.grading.passages import Passage, places
from audition.grading.values import Figure, currencies, figures


class Amounts(Finder):
    """Amounts that stand in no record: made up, or worked out by a step that a reader has to follow."""

    name = "amounts"

    def find(self, work: Work) -> Iterator[Passage]:
        """Compares by value and, where both say one, by currency; however either is written."""
        known = _known(records(work))
        for place in places(work):
            strange = [figure.text for figure in figures(place.text) if figure.is_amount and not known.holds(figure)]
            if strange:
                yield place.piece(place.text, f"in no record: {'; '.join(dict.fromkeys(strange))}")


class _Known:
    """The figures of the records, each in its currency: where none is said, in one of those that they speak of."""

    def __init__(self, texts: tuple[str, ...]) -> None:
        self._spoken_of = frozenset[str]().union(*map(currencies, texts))
        self._figures = [(figure.value, figure.currencies) for text in texts for figure in figures(text)]

    def holds(self, figure: Figure) -> bool:
        return not figure.value or any(figure.is_(value, said or self._spoken_of) for value, said in self._figures)


@lru_cache(maxsize=64)
def _known(texts: tuple[str, ...]) -> _Known:
    return _Known(texts)
