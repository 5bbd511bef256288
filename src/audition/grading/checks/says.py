"""What the work's texts say: words, an amount of money or a day; and what they must never promise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import NamedTuple

from audition.grading.check import Check, Work, failed, passed
from audition.grading.checks.language.promises import excuse
from audition.grading.checks.language.sentences import sentences
from audition.grading.checks.language.voices import Voices
from audition.grading.passages import Passage, passages, reads_deliverable, unknown_parts
from audition.grading.values import currencies, days, figures
from audition.records.definitions import Suite
from audition.records.grades import Quote, Reading

MAX_MENTIONS = 200
"""More of them are no plan but an attempt to keep a reader busy."""


@dataclass(frozen=True, kw_only=True)
class Says(Check):
    """The work states this, in one of these parts: words that fit a pattern, an amount or a day, however written."""

    name = "says"
    needs_document = False

    pattern: re.Pattern[str] | None = None
    """Of words that stand there or do not, such as a code or a command."""
    amount: float | None = None
    """`1200` is met by `1,200`, `CHF 1'200`, `1.2k` and `twelve hundred`."""
    currency: str | None = None
    """The amount's, such as `CHF`; one that stands without a currency meets it too."""
    day: date | None = None
    """`2026-03-13` is met by `13 March`, `March 13th, 2026` and `13.03.2026`; another year's is not."""
    in_: tuple[str, ...] = ()
    """Parts: `final_message`, or paths in the deliverable such as `risks.mitigation`; none: all of the work."""

    def __post_init__(self) -> None:
        if sum(value is not None for value in (self.pattern, self.amount, self.day)) != 1:
            raise ValueError("state one of `pattern`, `amount` and `day`")
        if self.currency is not None and (self.amount is None or not currencies(self.currency)):
            raise ValueError("`currency` is the code of an amount's currency, such as USD")

    def objections(self, suite: Suite) -> Iterator[tuple[str, str]]:
        """Parts that no deliverable can have."""
        yield from (("in", wrong) for wrong in unknown_parts(self.in_, suite.schema))

    def grade(self, work: Work) -> Reading:
        """Quotes the first place that states it."""
        if work.deliverable.fault is not None and reads_deliverable(self.in_):
            return failed(work.deliverable.fault)
        for passage in passages(work, self.in_):
            if (said := self._said(passage.text)) is not None:
                return passed(f"{passage.place} says {said!r}", passage.quote())
        return failed(f"nothing in {_parts(self.in_)} {self._wanted}")

    def _said(self, text: str) -> str | None:
        if self.pattern is not None:
            found = self.pattern.search(text)
            return found.group() if found else None
        if self.day is not None:
            return next((day.text for day in days(text) if day.is_(self.day)), None)
        value, due = self.amount or 0.0, currencies(self.currency or "")
        return next((figure.text for figure in figures(text) if figure.is_(value, due)), None)

    @property
    def _wanted(self) -> str:
        if self.pattern is not None:
            return f"matches {self.pattern.pattern!r}"
        if self.day is not None:
            return f"names {self.day} ({self.day:%-d %B})"
        return f"states {self.currency or ''} {self.amount:,.10g}".replace("  ", " ")


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
