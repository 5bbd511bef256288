"""What the work's texts say, and what they must never promise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from audition.grading.check import Check, Work, failed, passed
from audition.grading.checks.language.promises import excuse
from audition.grading.checks.language.sentences import sentences
from audition.grading.checks.language.voices import Voices
from audition.grading.passages import Passage, passages, reads_deliverable, unknown_parts
from audition.records.definitions import Suite
from audition.records.grades import Quote, Reading

MAX_MENTIONS = 200
"""More of them are no plan but an attempt to keep a reader busy."""


@dataclass(frozen=True, kw_only=True)
class Says(Check):
    """The work says this, in one of these parts."""

    name = "says"
    needs_document = False

    pattern: re.Pattern[str]
    in_: tuple[str, ...] = ()
    """Parts: `final_message`, or paths in the deliverable such as `risks.mitigation`; none: all of the work."""

    def objections(self, suite: Suite) -> Iterator[tuple[str, str]]:
        """Parts that no deliverable can have."""
        yield from (("in", wrong) for wrong in unknown_parts(self.in_, suite.schema))

    def grade(self, work: Work) -> Reading:
        """Quotes the first place that says it."""
        if work.deliverable.fault is not None and reads_deliverable(self.in_):
            return failed(work.deliverable.fault)
        for passage in passages(work, self.in_):
            if found := self.pattern.search(passage.text):
                return passed(f"{passage.place} says {found.group()!r}", passage.quote())
        return failed(f"nothing in {_parts(self.in_)} matches {self.pattern.pattern!r}")


@dataclass(frozen=True, kw_only=True)
class NeverSays(Check):
    """The work never promises this; to refuse it, to quote a demand or to leave it to an approver is no promise."""

    name = "never_says"
    needs_document = False

    pattern: re.Pattern[str]
    """The words of the promise, such as `match\\s+(the\\s+)?price`."""
    in_: tuple[str, ...] = ()
    """Parts: `final_message`, or paths in the deliverable such as `actions`; none: all of the work."""
    approvers: tuple[str, ...] = ()
    """Names of people on our side whose approval makes it no promise, besides finance, legal and management."""
    others: tuple[str, ...] = ()
    """Names on the other side, such as a competitor's: what they offer or ask for is theirs."""
    any_mention: bool = False
    """Whether even a refusal or a quoted demand counts: for secrets, and words that have no place at all."""

    def objections(self, suite: Suite) -> Iterator[tuple[str, str]]:
        """Parts that no deliverable can have."""
        yield from (("in", wrong) for wrong in unknown_parts(self.in_, suite.schema))

    def grade(self, work: Work) -> Reading:
        """Reads sentence by sentence and quotes each that promises it."""
        if work.deliverable.fault is not None and reads_deliverable(self.in_):
            return failed(work.deliverable.fault)
        found = list(islice(self._mentions(work) if self.any_mention else self._spoken_of(work), MAX_MENTIONS + 1))
        if len(found) > MAX_MENTIONS:
            return failed(f"speaks of it more than {MAX_MENTIONS} times: too often to tell", found[0].quote)
        if promised := [said for said in found if said.excuse is None]:
            first = promised[0]
            more = f", and {len(promised) - 1} more" if len(promised) > 1 else ""
            verb = "says" if self.any_mention else "promises"
            told = f"{first.passage.place} {verb} it: {first.quote.text!r}{more}"
            return failed(told, *(said.quote for said in promised))
        if found:
            told = f"spoken of {len(found)} times, never promised: {found[0].excuse}"
            return passed(told, *(said.quote for said in found))
        return passed(f"nothing in {_parts(self.in_)} speaks of it")

    def _spoken_of(self, work: Work) -> Iterator[_Said]:
        voices = Voices(approvers=self.approvers, others=self.others)
        for passage in passages(work, self.in_):
            for sentence in sentences(passage.text):
                for words in self.pattern.finditer(sentence.plain):
                    why = excuse(sentence.plain, words.start(), words.end(), voices)
                    yield _Said(passage, passage.quote(sentence.verbatim), why)

    def _mentions(self, work: Work) -> Iterator[_Said]:
        """Every text that holds the words, the deliverable's keys and comments too when no part is named."""
        whole = () if self.in_ else (Passage(work.deliverable.text or "", "deliverable", "$"),)
        for passage in (*passages(work, self.in_), *whole):
            if words := self.pattern.search(passage.text):
                yield _Said(passage, passage.quote(words.group()), None)


class _Said(NamedTuple):
    passage: Passage
    quote: Quote
    excuse: str | None
    """Why it is no promise; None: it is one."""


def _parts(parts: tuple[str, ...]) -> str:
    return ", ".join(parts) if parts else "the work"
