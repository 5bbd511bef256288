"""What a person needs to know of checks and finders before naming them, and of the criteria that there are."""

from __future__ import annotations

import dataclasses
import inspect
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum
from typing import Any, Final, Literal, Union

from audition.grading.building.parameters import field_name, parameters, required
from audition.grading.check import Check
from audition.grading.finder import Finder
from audition.records.criteria import Criterion

_PLAIN: Final = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "true or false",
    date: "date",
    re.Pattern: "pattern",
    Any: "anything",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A check or finder that a suite can name, or a criterion that it has."""

    name: str
    home: str
    """The folder that holds it, or `engine`; of a finder and a criterion what it is, too."""
    gives: str
    """Its first docstring line; a criterion's text."""
    parameters: Mapping[str, str] = field(default_factory=dict)
    """Name as YAML says it → what it takes, and its default; of a criterion what it says."""
    reads: tuple[str, ...] = ()
    """The facts that a scenario must state for it."""


def check_entry(check: type[Check], home: str) -> Entry:
    """What a person needs to know of a check."""
    return Entry(
        name=check.name,
        home=home,
        gives=_first_line(check),
        parameters={name: f"{words(kind)}{_default(check, name)}" for name, kind in parameters(check).items()},
        reads=tuple(check.reads),
    )


def finder_entry(finder: type[Finder], home: str) -> Entry:
    """What a person needs to know of a finder."""
    return Entry(name=finder.name, home=f"finders, {home}", gives=_first_line(finder))


def criterion_entry(criterion: Criterion, home: str) -> Entry:
    """What a person needs to know of a criterion."""
    weight = "required" if criterion.required else f"{criterion.points:g} point{'' if criterion.points == 1 else 's'}"
    looks = ", ".join(each.pattern or f"{{finder: {each.finder}}}" for each in criterion.find)
    return Entry(
        name=f"{criterion.id} ({weight})",
        home=f"criteria, {home}",
        gives=" ".join(criterion.text.split()),
        parameters={"find": looks, "absent": criterion.absent.value} if looks else {},
    )


def _first_line(kind: type) -> str:
    return (inspect.getdoc(kind) or "").partition("\n")[0]


def words(kind: Any) -> str:
    """What a field's annotation takes, in words: `tuple[int, ...]` is `list of whole numbers`."""
    origin, inner = typing.get_origin(kind) or kind, typing.get_args(kind)
    if origin in (Union, types.UnionType):
        return " or ".join(words(member) for member in inner if member is not types.NoneType)
    if origin is tuple:
        return f"list of {_several(words(inner[0]))}"
    if origin is Literal:
        return _choice(map(str, inner))
    if isinstance(origin, type) and issubclass(origin, Enum):
        return _choice(str(member.value) for member in origin)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return f"mapping of names to {_several(words(inner[1]) if inner else 'anything')}"
    return _PLAIN.get(origin, str(origin))


def _default(check: type[Check], name: str) -> str:
    if name in required(check):
        return ", required"
    (field,) = (field for field in dataclasses.fields(check) if field.name == field_name(name))
    value = field.default
    if value is dataclasses.MISSING or value in (None, "", ()):
        return ""
    shown = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
    return f", default {shown.lower() if isinstance(value, bool) else shown}"


def _choice(values: typing.Iterable[str]) -> str:
    return " | ".join(values)


def _several(kind: str) -> str:
    return f"{kind}s" if kind in ("text", "whole number", "number", "date", "pattern") else f"({kind})"
