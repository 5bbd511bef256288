"""How long a text is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from audition.grading.check import Check, Work, failed, passed
from audition.grading.passages import FINAL_MESSAGE, passages, unknown_parts, unreadable
from audition.records.definitions import Suite
from audition.records.grades import Reading


@dataclass(frozen=True, kw_only=True)
class WordCount(Check):
    """The final message, or a part of the deliverable, is as long as it should be."""

    name = "word_count"
    needs_document = False

    at_most: int
    at_least: int = 0
    in_: tuple[str, ...] = (FINAL_MESSAGE,)
    """Parts: `final_message`, names of deliverables, or paths in one such as `situation`; counted together."""

    def __post_init__(self) -> None:
        if not 0 <= self.at_least <= self.at_most:
            raise ValueError("`at_least` is not below 0 and not above `at_most`")

    def objections(self, suite: Suite) -> Iterator[tuple[str, str]]:
        """Parts that no deliverable can have."""
        yield from (("in", wrong) for wrong in unknown_parts(self.in_, suite))

    def grade(self, work: Work) -> Reading:
        """A word is what stands between white space and holds a letter or digit."""
        if (fault := unreadable(work, self.in_)) is not None:
            return failed(fault)
        found = passages(work, self.in_)
        words = sum(any(map(str.isalnum, word)) for passage in found for word in passage.text.split())
        told = f"{words} words in {', '.join(self.in_)}"
        if words > self.at_most:
            return failed(f"{told}, at most {self.at_most} wanted: cut {words - self.at_most}", found[0].quote())
        if words < self.at_least:
            return failed(f"{told}, at least {self.at_least} wanted", *(passage.quote() for passage in found[:1]))
        return passed(told)
