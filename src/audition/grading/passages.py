"""The texts of a work by part: the deliverable's values with their places, and the final message."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from audition.grading.check import Deliverable, Work
from audition.loading.document import child
from audition.records.definitions import Suite
from audition.records.grades import Quote
from audition.records.scene import UNNAMED, DeliverableSpec
from audition.text import did_you_mean

FINAL_MESSAGE = "final_message"
"""The part that is the agent's last message; every other is a deliverable's name, or a path in one."""


CONVERSATION = "conversation"
"""The part that is what the agent said before its last message, where the user replied."""


SAID = (CONVERSATION, FINAL_MESSAGE)


@dataclass(frozen=True)
class Passage:
    """One text of a work and where it stands."""

    text: str
    where: str
    """The name of a deliverable, or `final_message`."""
    pointer: str | None = None
    line: int | None = None
    note: str = ""
    """What a finder says is to be looked at here, in a few words."""

    def piece(self, text: str, note: str = "") -> Passage:
        """A part of the passage, at the same place."""
        return replace(self, text=text, note=note)

    def quote(self, text: str | None = None) -> Quote:
        """The passage, or the piece of it, as evidence."""
        return Quote(text=self.text if text is None else text, where=self.where, line=self.line, pointer=self.pointer)

    @property
    def place(self) -> str:
        """Where it stands, as a reason says it."""
        if self.where == FINAL_MESSAGE:
            return "the final message"
        if self.where == CONVERSATION:
            return "the conversation"
        of = "" if self.where == UNNAMED else f"{self.where} "
        if self.pointer is None:
            return f"{of}line {self.line}"
        return of + (self.pointer if self.line is None else f"{self.pointer} (line {self.line})")


def passages(work: Work, parts: tuple[str, ...]) -> tuple[Passage, ...]:
    """The texts and numbers of these parts, in their order; of the whole work when no part is named.

    A text without parts comes paragraph by paragraph.
    """
    found: list[Passage] = []
    for part in parts or (*work.deliverables, CONVERSATION, FINAL_MESSAGE):
        if part == CONVERSATION:
            found += (Passage(text, CONVERSATION) for text in _earlier(work))
            continue
        if part == FINAL_MESSAGE:
            found.append(Passage(work.trial.final_message, FINAL_MESSAGE))
            continue
        name, keys = named(part, work.deliverables)
        if (made := work.deliverables.get(name)) is None:
            continue
        if made.asked.format.has_parts:
            for pointer, value in _select(made.fitted if isinstance(made.fitted, list) else made.data, keys, "$"):
                found.extend(Passage(text, name, place, made.line(place)) for place, text in _leaves(value, pointer))
        elif not keys:
            found += _paragraphs(made.text or "", name)
    return tuple(found)


def stands_in(passage: Passage, parts: tuple[str, ...], work: Work) -> bool:
    """Whether a passage is of one of these parts; of any work when no part is named."""
    if not parts or passage.where in parts:
        return True
    keys = _INDEX.sub("", passage.pointer or "$").split(".")[1:]
    asked = (named(part, work.deliverables) for part in parts if part not in SAID)
    return any(passage.where == name and keys[: len(wanted)] == wanted for name, wanted in asked)


def named(part: str, names: Iterable[str]) -> tuple[str, list[str]]:
    """The deliverable that a part is of, and the keys in it: `review.findings`; a suite's one needs no name."""
    name, *keys = part.split(".")
    if name in names:
        return name, keys
    return UNNAMED, part.split(".")


def _paragraphs(text: str, name: str) -> Iterator[Passage]:
    line = 1
    for number, part in enumerate(_BLANK.split(text)):
        if number % 2 == 0 and part.strip():
            yield Passage(part, name, None, line)
        line += part.count("\n")


_INDEX = re.compile(r"\[\d+\]")
_BLANK = re.compile(r"(\n[ \t\r]*\n\s*)")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\s])|\n+")


def places(work: Work) -> Iterator[Passage]:
    """The whole work cut where a reader can be pointed to: the deliverable's values, and the final message's sentences.

    Every value counts, whatever type its schema wants there. Where a file has no parts or cannot be read, its lines
    stand for the values; where there is none, the final message is all.
    """
    for name, made in work.deliverables.items():
        if made.fault is None and made.asked.format.has_parts:
            for pointer, text in _leaves(made.document, "$"):
                yield Passage(text, name, pointer, made.line(pointer))
        else:
            yield from (line for line in lines_of(made) if line.text)
    said = [(CONVERSATION, text) for text in _earlier(work)]
    for where, text in (*said, (FINAL_MESSAGE, work.trial.final_message)):
        for sentence in _SENTENCE_END.split(text):
            if sentence.strip():
                yield Passage(sentence.strip(), where)


def _earlier(work: Work) -> list[str]:
    """What the agent said before its last message, where the user replied."""
    said = [text for role, text in work.trial.talk if role == "assistant"]
    return said[:-1] if said and said[-1] == work.trial.final_message else said


def lines_of(made: Deliverable) -> Iterator[Passage]:
    """A deliverable's text line by line, without the white space around each."""
    for number, line in enumerate((made.text or "").splitlines(), start=1):
        yield Passage(line.strip(), made.asked.name, None, number)


def unreadable(work: Work, parts: tuple[str, ...]) -> str | None:
    """Why one of the deliverables that these parts need cannot be read; None: all can."""
    needed = {named(part, work.deliverables)[0] for part in parts if part not in SAID} or (
        () if parts else work.deliverables
    )
    faults = (made.fault for name, made in work.deliverables.items() if name in needed)
    return next((fault for fault in faults if fault is not None), None)


def unknown_parts(parts: tuple[str, ...], suite: Suite) -> Iterator[str]:
    """What is wrong with parts that no deliverable of a suite can have, each with a way to mend it."""
    known: dict[str, list[DeliverableSpec]] = {}
    for spec in (spec for scenario in suite.scenarios for spec in scenario.deliverables):
        if spec not in known.setdefault(spec.name, []):
            known[spec.name].append(spec)
    for part in parts:
        if part == CONVERSATION and any(scenario.replies or scenario.user for scenario in suite.scenarios):
            continue
        if part != FINAL_MESSAGE:
            name, keys = named(part, known)
            wrong = [_unknown(part, keys, spec) for spec in known.get(name, ())]
            if not wrong:
                names = [*known, FINAL_MESSAGE]
                hint = did_you_mean(part, names) or f"; known: {', '.join(names)}"
                yield f"{part!r} is no part of the work{hint}"
            elif None not in wrong and wrong[0]:
                yield wrong[0]


def _unknown(part: str, keys: list[str], spec: DeliverableSpec) -> str | None:
    if keys and not spec.format.has_parts:
        return f"{part!r} is no part of the work: {spec.path} is read as {spec.format.value}, which has no parts"
    at: Any = spec.schema.document
    for name in keys:
        while isinstance(at, Mapping) and "items" in at:
            at = at["items"]
        known = at.get("properties") if isinstance(at, Mapping) else None
        if not isinstance(known, Mapping):
            return None
        if name not in known:
            hint = did_you_mean(name, [*known, FINAL_MESSAGE])
            return f"{part!r} is no part of the deliverable: no {name!r} in {spec.schema.path}{hint}"
        at = known[name]
    return None


def _select(value: Any, keys: list[str], pointer: str) -> Iterator[tuple[str, Any]]:
    """The values at a path of keys; lists on the way are gone through."""
    if not keys:
        yield pointer, value
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _select(item, keys, child(pointer, index))
    elif isinstance(value, Mapping) and keys[0] in value:
        yield from _select(value[keys[0]], keys[1:], child(pointer, keys[0]))


def _leaves(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _leaves(item, child(pointer, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _leaves(item, child(pointer, index))
    elif value is not None:
        yield pointer, str(value)
