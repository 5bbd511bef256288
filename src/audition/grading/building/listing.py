"""What a person needs to know of a check before naming it in a suite."""

from __future__ import annotations

import dataclasses
import inspect
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final, Literal, Union

from audition.grading.building.parameters import field_name, parameters, required
from audition.grading.check import Check

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
    """A check that a suite can name."""

    name: str
    home: str
    """The folder that holds it; `engine` for the checks of every suite."""
    gives: str
    """Its first docstring line."""
    parameters: Mapping[str, str]
    """Name as YAML says it → what it takes, and its default."""
    reads: tuple[str, ...]
    """The facts that a scenario must state for it."""


def entry(check: type[Check], home: str) -> Entry:
    """What a person needs to know of a check."""
    return Entry(
        name=check.name,
        home=home,
        gives=(inspect.getdoc(check) or "").partition("\n")[0],
        parameters={name: f"{words(kind)}{_default(check, name)}" for name, kind in parameters(check).items()},
        reads=tuple(check.reads),
    )


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
