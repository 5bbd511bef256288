"""Prompts with one rule taken out or moved, all other bytes as they are."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from audition.records.mutation import MutationKind
from audition.records.rules import Rule, RuleKind, Stretch
from audition.records.variants import Variant

_SIGN: Final = re.compile(r"[ \t>]*(?:(?:[-*+•]|\d{1,9}[.)])[ \t]+)?(?:\[[ xX]\][ \t]+)?")
_LIST_NUMBER: Final = re.compile(r"[ \t>]*\d{1,9}[.)]\s")
_NUMBER: Final = re.compile(r"\d{4}-\d\d(?:-\d\d)?|(?<![\w.,])\d{1,3}(?:,\d{3})+|(?<![\w.,])\d+(?:\.\d+)?")
_SEPARATORS: Final = " \t,;"


def kinds_of(rule: Rule, variant: Variant) -> tuple[MutationKind, ...]:
    """What can be done to a rule, taking it out first."""
    out = MutationKind.EXAMPLE if rule.kind is RuleKind.EXAMPLE else MutationKind.DROP
    movable = rule.kind is not RuleKind.EXAMPLE and _moved(variant.system, rule) != variant.system
    more = ((MutationKind.MOVE, movable), (MutationKind.TURN, bool(rule.turned)))
    return (out, *(kind for kind, can in more if can))


def mutated_text(variant: Variant, rule: Rule, kind: MutationKind) -> str:
    """The whole file of a prompt with one of its rules taken out, its numbers moved, or something else in its place.

    Lines of their own go whole. What shares a line with other words goes with the blanks behind it, or at the line's
    end with the comma before it. Items below a list's item stay.
    """
    change = {MutationKind.MOVE: _moved, MutationKind.TURN: _turned}.get(kind, _without)
    system = change(variant.system, rule)
    start = body_start(variant)
    return variant.text[:start] + system.removesuffix("\n") + variant.text[start + len(variant.system) - 1 :]


def body_start(variant: Variant) -> int:
    """Where `system` begins in the file's text."""
    start = 0
    for _ in range(variant.body_line - 1):
        start = variant.text.index("\n", start) + 1
    return start + (start == 0 and variant.text.startswith("\ufeff"))


def _without(system: str, rule: Rule) -> str:
    for stretch in sorted(rule.stretches, reverse=True):
        start, end = _whole(system, stretch)
        system = system[:start] + system[end:]
    return system


def _whole(system: str, stretch: Stretch) -> tuple[int, int]:
    """What goes with a stretch: the sign of its item, the line that it leaves empty, the blanks around it."""
    start, end = stretch.start, stretch.end
    line = system.rfind("\n", 0, start) + 1
    if start == line and (end == len(system) or system[end - 1] == "\n"):
        return start, end
    after = system.find("\n", end)
    after = len(system) if after < 0 else after
    behind = system[end:after]
    if not behind.strip():
        if _SIGN.fullmatch(system[line:start]):
            return line, min(after + 1, len(system))
        return line + len(system[line:start].rstrip(_SEPARATORS)), end
    return start, end + len(behind) - len(behind.lstrip(_SEPARATORS))


def _turned(system: str, rule: Rule) -> str:
    """What a person wrote in place of the rule's words; the sign of its item and the end of its line stay."""
    first, *rest = rule.stretches
    system = _without(system, replace(rule, stretches=tuple(rest)))
    written = system[first.start : first.end]
    line = system.rfind("\n", 0, first.start) + 1
    sign = _SIGN.match(written) if first.start == line else None
    words = written[sign.end() if sign else 0 :]
    after = words[len(words.rstrip()) :]
    return system[: first.end - len(words)] + rule.turned + after + system[first.end :]


def _moved(system: str, rule: Rule) -> str:
    for stretch in sorted(rule.stretches, reverse=True):
        written = system[stretch.start : stretch.end]
        begins = (sign.end() if (sign := _LIST_NUMBER.match(written)) else 0) + stretch.start
        system = system[:begins] + _NUMBER.sub(_half, system[begins : stretch.end]) + system[stretch.end :]
    return system


def _half(found: re.Match[str]) -> str:
    """Half of a number, as exact as it is written; a one is doubled, and a date or a nought stays."""
    number = found.group().replace(",", "")
    if "-" in number:
        return found.group()
    places = len(number.partition(".")[2])
    if places:
        return f"{float(number) / 2:.{places}f}"
    return "2" if int(number) == 1 else str((int(number) + 1) // 2)
