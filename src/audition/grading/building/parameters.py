"""Turns what YAML says of a check into the types its fields are annotated with; knows nothing of single checks."""

from __future__ import annotations

import dataclasses
import functools
import keyword
import re
import types
import typing
from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, Literal, Union

from audition.loading.json_schema import compiled, pattern_fault
from audition.text import did_you_mean


class UnfitError(ValueError):
    """A value is not what its parameter wants; the text says what it wants."""


@functools.cache
def parameters(check: type[Any]) -> Mapping[str, Any]:
    """The parameters of a check as YAML names them → their annotations, resolved."""
    hints = typing.get_type_hints(check)
    return {yaml_name(field.name): hints[field.name] for field in dataclasses.fields(check) if field.init}


def required(check: type[Any]) -> tuple[str, ...]:
    """The parameters without a default, as YAML names them."""
    missing = dataclasses.MISSING
    return tuple(
        yaml_name(field.name)
        for field in dataclasses.fields(check)
        if field.init and field.default is missing and field.default_factory is missing
    )


def yaml_name(field: str) -> str:
    """The parameter that a field holds: `in_` is `in`, since Python keeps the word for itself."""
    plain = field.removesuffix("_")
    return plain if keyword.iskeyword(plain) else field


def field_name(parameter: str) -> str:
    """The field that holds a parameter."""
    return f"{parameter}_" if keyword.iskeyword(parameter) else parameter


def fit(value: Any, wanted: Any) -> Any:
    """The value as the annotation wants it.

    Raises:
        UnfitError: It cannot be read so.
    """
    origin = typing.get_origin(wanted) or wanted
    if origin in (Union, types.UnionType):
        return _fit_union(value, typing.get_args(wanted))
    if origin is tuple:
        return _fit_tuple(value, typing.get_args(wanted))
    if origin is Literal:
        return _fit_choice(value, {choice: choice for choice in typing.get_args(wanted)})
    if isinstance(origin, type) and issubclass(origin, Enum):
        return _fit_choice(value, {member.value: member for member in origin})
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _fit_mapping(value, typing.get_args(wanted))
    return _fit_plain(value, origin)


def _fit_plain(value: Any, wanted: Any) -> Any:
    if wanted is Any:
        return value
    if wanted is re.Pattern:
        return _pattern(_exactly(value, str, "a regular expression"))
    if wanted is date:
        return _date(value)
    if wanted is float and isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    if wanted is int and isinstance(value, float) and value.is_integer():
        return int(value)
    return _exactly(value, wanted, _WORDS.get(wanted, str(wanted)))


_WORDS = {list: "a list", str: "a text", int: "a whole number", float: "a number", bool: "true or false"}


def _exactly(value: Any, wanted: type, words: str) -> Any:
    if isinstance(value, wanted) and (wanted is bool or not isinstance(value, bool)):
        return value
    raise UnfitError(f"wants {words}, got {shown(value)}")


def _date(value: Any) -> date:
    try:
        return value if isinstance(value, date) else date.fromisoformat(_exactly(value, str, "a date"))
    except ValueError:
        raise UnfitError(f"wants a date such as 2026-06-19, got {shown(value)}") from None


def _pattern(text: str) -> re.Pattern[str]:
    if fault := pattern_fault(text):
        raise UnfitError(fault)
    pattern: re.Pattern[str] = compiled(text)
    return pattern


def _fit_union(value: Any, members: tuple[Any, ...]) -> Any:
    if value is None and types.NoneType in members:
        return None
    wants: list[str] = []
    for member in members:
        if member is types.NoneType:
            continue
        try:
            return fit(value, member)
        except UnfitError as unfit:
            wants.append(str(unfit))
    raise UnfitError(", or ".join(wants))


def _fit_tuple(value: Any, items: tuple[Any, ...]) -> tuple[Any, ...]:
    values = value if isinstance(value, list | tuple) else [value]
    if len(items) == 2 and items[1] is Ellipsis:
        return tuple(_fit_item(index, item, items[0], len(values)) for index, item in enumerate(values))
    if len(values) != len(items):
        raise UnfitError(f"wants {len(items)} values, got {len(values)}")
    return tuple(_fit_item(index, item, items[index], len(values)) for index, item in enumerate(values))


def _fit_item(index: int, value: Any, wanted: Any, of: int) -> Any:
    try:
        return fit(value, wanted)
    except UnfitError as unfit:
        raise UnfitError(f"[{index}] {unfit}" if of > 1 else str(unfit)) from None


def _fit_choice(value: Any, choices: Mapping[Any, Any]) -> Any:
    if isinstance(value, str | int | float | bool) and value in choices:
        return choices[value]
    raise UnfitError(f"is {shown(value)}, not one of its choices{did_you_mean(str(value), map(str, choices))}")


def _fit_mapping(value: Any, items: tuple[Any, ...]) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise UnfitError(f"wants a mapping, got {shown(value)}")
    wanted = items[1] if items else Any
    fitted = {}
    for key, item in value.items():
        try:
            fitted[key] = fit(item, wanted)
        except UnfitError as unfit:
            raise UnfitError(f"`{key}` {unfit}") from None
    return fitted


def shown(value: Any) -> str:
    """A value as a message shows it: short, on one line."""
    text = " ".join(repr(value).split())
    return text if len(text) <= 80 else f"{text[:80]}…"
