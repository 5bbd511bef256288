"""The texts of a work by part: the deliverable's values with their places, and the final message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from audition.grading.check import Work
from audition.loading.document import child
from audition.records.definitions import Schema
from audition.records.grades import Quote
from audition.text import did_you_mean

FINAL_MESSAGE = "final_message"
"""The part that is the agent's last message; every other is a path in the deliverable, such as `risks.mitigation`."""


@dataclass(frozen=True)
class Passage:
    """One text of a work and where it stands."""

    text: str
    where: str
    """`deliverable` or `final_message`."""
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
        if self.pointer is None:
            return f"line {self.line}"
        return self.pointer if self.line is None else f"{self.pointer} (line {self.line})"


def passages(work: Work, parts: tuple[str, ...]) -> tuple[Passage, ...]:
    """The texts and numbers of these parts, in their order; of the whole work when no part is named."""
    found: list[Passage] = []
    for part in parts or ("", FINAL_MESSAGE):
        if part == FINAL_MESSAGE:
            found.append(Passage(work.trial.final_message, FINAL_MESSAGE))
            continue
        for pointer, value in _select(work.deliverable.data, part.split(".") if part else [], "$"):
            found.extend(
                Passage(text, "deliverable", place, work.deliverable.line(place))
                for place, text in _leaves(value, pointer)
            )
    return tuple(found)


_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\s])|\n+")


def places(work: Work) -> Iterator[Passage]:
    """The whole work cut where a reader can be pointed to: the deliverable's values, and the final message's sentences.

    Every value counts, whatever type its schema wants there. Where the file is no plain YAML, its lines stand for the
    values; where there is none, the final message is all.
    """
    made = work.deliverable
    if made.fault is None:
        for pointer, text in _leaves(made.document, "$"):
            yield Passage(text, "deliverable", pointer, made.line(pointer))
    else:
        for number, line in enumerate((made.text or "").splitlines(), start=1):
            if line.strip():
                yield Passage(line.strip(), "deliverable", None, number)
    for sentence in _SENTENCE_END.split(work.trial.final_message):
        if sentence.strip():
            yield Passage(sentence.strip(), FINAL_MESSAGE)


def reads_deliverable(parts: tuple[str, ...]) -> bool:
    """Whether these parts need the deliverable."""
    return any(part != FINAL_MESSAGE for part in parts) or not parts


def unknown_parts(parts: tuple[str, ...], schema: Schema) -> Iterator[str]:
    """What is wrong with parts that no deliverable of this schema can have, each with a way to mend it."""
    for part in parts:
        if part == FINAL_MESSAGE:
            continue
        at: Any = schema.document
        for name in part.split("."):
            while isinstance(at, Mapping) and "items" in at:
                at = at["items"]
            known = at.get("properties") if isinstance(at, Mapping) else None
            if not isinstance(known, Mapping):
                break
            if name not in known:
                yield f"{part!r} is no part of the deliverable: no {name!r} in {schema.path}" + (
                    did_you_mean(name, [*known, FINAL_MESSAGE])
                )
                break
            at = known[name]


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
