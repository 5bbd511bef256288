"""Bounds that a suite's checks hold works to, against the bounds that the prompt itself gives for the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from audition.loading.prompt_lint.prompt import Line, Prompt, Remark
from audition.records.definitions import CheckSpec
from audition.records.names import without_revision

_SIDES: Final[Mapping[str, str]] = {
    "at_most": "most", "max": "most", "maximum": "most", "at_least": "least", "min": "least", "minimum": "least",
    "above": "above", "below": "below",
}  # fmt: skip
"""How a parameter's name ends → the side that it bounds; `above` and `below` part two kinds."""
_ABOVE: Final = r"above|over|more than|greater than|higher than|>(?!=)"
_BELOW: Final = r"below|under|less than|fewer than|lower than|within|<(?!=)"
_BEFORE: Final[Mapping[str, str]] = {
    "most": rf"at most|no more than|not more than|up to|max(?:imum)?(?: of)?|≤|<=|{_BELOW}",
    "least": rf"at least|no fewer than|no less than|not less than|min(?:imum)?(?: of)?|≥|>=|{_ABOVE}",
    "above": _ABOVE,
    "below": _BELOW,
}
_BEHIND: Final[Mapping[str, str]] = {"most": "or less|or fewer|max(?:imum)?|at most", "least": "or more|at least"}
_NUMBER: Final = r"(\d[\d,]*(?:\.\d+)?)"
_FILLERS: Final = frozenset({"count", "number", "of", "value", "length", "size"})
_CLAUSES = re.compile(r";|,\s|\.\s")


@dataclass(frozen=True)
class _Bound:
    """A bound of a check: what is bounded, on which side, and where."""

    things: tuple[str, ...]
    side: str
    value: float
    key: str
    spec: CheckSpec

    def refuses(self, said: float) -> bool:
        """Whether the check fails some work that keeps to the prompt's bound."""
        if self.side == "most":
            return said > self.value
        return said < self.value if self.side == "least" else said != self.value

    def said(self, line: Line) -> Iterator[float]:
        """The bounds that a line gives on this side for this thing."""
        if self.side in _BEHIND:
            thing = rf"\s+(?:[a-z]+\s+)?{_plain(self.things[-1])}"
            before, behind = _BEFORE[self.side], _BEHIND[self.side]
            pattern = rf"(?:{before})\s*{_NUMBER}{thing}|{_NUMBER}{thing}\s+(?:{behind})\b"
            clauses = [line.text] if all(_named(word, f"{line.label} {line.text}") for word in self._words) else []
        else:
            pattern = rf"(?:{_BEFORE[self.side]})\s*{_NUMBER}"
            clauses = [part for part in _CLAUSES.split(line.text) if all(_named(word, part) for word in self.things)]
        for found in (found for part in clauses for found in re.finditer(pattern, part, re.IGNORECASE)):
            yield float(next(group for group in found.groups() if group).replace(",", ""))

    @property
    def _words(self) -> Iterable[str]:
        """What a line must speak of: the thing, and the part of the work that the check reads, where that is one."""
        parts = self.spec.params.get("in", ())
        alone = parts if isinstance(parts, list | tuple) and len(parts) == 1 else ()
        return (*self.things, *(str(part).rpartition(".")[2].replace("_", " ") for part in alone))


def threshold_remarks(prompt: Prompt, specs: Iterable[CheckSpec]) -> Iterator[Remark]:
    """Bounds of checks that a work may miss although it keeps to the one bound that the prompt gives for the thing.

    A prompt that gives several, as for several parts of a work, is not doubted.

    Args:
        prompt: What the agent is told.
        specs: The checks that every scenario of the suite has.
    """
    met = [spec for spec in specs if not spec.variants or without_revision(prompt.variant.id) in spec.variants]
    for bound in (bound for spec in met for bound in _bounds(spec)):
        found = [(value, line.number) for line in prompt.lines for value in bound.said(line)]
        if len({value for value, _ in found}) == 1 and bound.refuses(found[0][0]):
            said, line = found[0]
            locus = bound.spec.param_loci.get(bound.key, bound.spec.locus)
            what = (
                f"says {said:g} here, and the check `{bound.spec.id}` wants {bound.key} {bound.value:g} "
                f"({locus.path}:{locus.line}): it fails works that keep to the prompt; say the same in both"
            )
            yield prompt.remark(line, what)


def _bounds(spec: CheckSpec) -> Iterator[_Bound]:
    for key, value in spec.params.items():
        end = next((end for end in _SIDES if key == end or key.endswith(f"_{end}")), None)
        if end is None or isinstance(value, bool) or not isinstance(value, int | float):
            continue
        name = key.removesuffix(end).strip("_") or spec.check
        if things := tuple(word for word in name.split("_") if word not in _FILLERS):
            yield _Bound(things, _SIDES[end], float(value), key, spec)


def _plain(word: str) -> str:
    """A word in one or many, as a pattern."""
    return rf"{re.escape(word.removesuffix('s'))}s?\b"


def _named(word: str, text: str) -> bool:
    return re.search(rf"\b{_plain(word)}", text, re.IGNORECASE) is not None
