"""Records ↔ plain JSON, by the fields and type hints that the records already state.

A record is an object of its fields, without those that hold their default; an enumeration is its value, a tuple a list.
Where one of several records may stand, `status` says which.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum, EnumType
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from audition.errors import Locus, StoreError
from audition.records.findings import Looks
from audition.records.grades import STATUS
from audition.strict_json import parse_json

Record = TypeVar("Record")
Decoder = Callable[[Any], Any]

GONE: Mapping[Any, frozenset[str]] = {Looks: frozenset({"worse_only"})}
"""Fields that records once had and nothing asks for any more: read in older files, and left there."""
_PLAIN = frozenset({str, int, float, bool})
_KINDS = {dict: "an object", list: "a list", str: "text", bool: "true or false", NoneType: "null"}


def encode(record: Any) -> Any:
    """A record as objects, lists, texts, numbers, booleans and nulls."""
    kind: Any = type(record)
    if record is None or kind in _PLAIN:
        return record
    if kind is dict or isinstance(record, Mapping):
        return {key: encode(value) for key, value in record.items()}
    if isinstance(record, list | tuple):
        return [encode(item) for item in record]
    if isinstance(record, Enum):
        return record.value
    if is_dataclass(record):
        plain: dict[str, Any] = {"status": STATUS[kind].value} if kind in STATUS else {}
        for name, default in _defaults(kind).items():
            value = getattr(record, name)
            if default is MISSING or value != default:
                plain[name] = encode(value)
        return plain
    return record


def decode(kind: type[Record], plain: Any, path: str) -> Record:
    """The record that plain JSON holds.

    Args:
        kind: The record's class.
        plain: As `json.loads` gave it.
        path: The file it came from, for the error.

    Raises:
        StoreError: An unknown or missing key, a wrong type or a value out of range, with its place.
    """
    try:
        return cast("Record", _decoder(cast("Any", kind))(plain))
    except _Mismatch as mismatch:
        locus = Locus(path=path, pointer="$" + "".join(reversed(mismatch.steps)))
        raise StoreError(f"{locus}: {mismatch}; restore the file or make it again") from None


def to_json(plain: Any, *, indent: int | None = None) -> bytes:
    """JSON as UTF-8 bytes: keys in the order given; texts that are no Unicode (lone surrogates) survive as escapes.

    Raises:
        StoreError: A value that JSON cannot hold, such as NaN.
    """
    separators = (",", ":") if indent is None else (",", ": ")
    try:
        text = json.dumps(plain, ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)
    except (ValueError, RecursionError) as error:
        raise StoreError(f"a value cannot be stored as JSON: {error}") from error
    return text.encode("utf-8", "backslashreplace")


def from_json(data: bytes, path: str) -> Any:
    """What strict JSON holds: UTF-8, no repeated key, no NaN or Infinity.

    Raises:
        StoreError: It is not strict JSON, with the line where it stops being so.
    """
    try:
        return parse_json(data)
    except json.JSONDecodeError as error:
        problem, line = f"no JSON: {error.msg}", error.lineno
    except ValueError as error:
        problem, line = f"no strict JSON: {error}", None
    raise StoreError(f"{Locus(path=path, line=line)}: {problem}; restore the file or make it again")


class _Mismatch(Exception):
    """Plain JSON that is not the record; `steps` lead from the fault up to the root."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.steps: list[str] = []

    def under(self, step: str) -> _Mismatch:
        self.steps.append(step)
        return self


def _expected(what: str, found: Any) -> _Mismatch:
    return _Mismatch(f"expected {what}, found {_KINDS.get(type(found), 'a number')}")


@cache
def _defaults(kind: Any) -> dict[str, Any]:
    return {field.name: field.default for field in fields(kind)}


@cache
def _decoder(hint: Any) -> Decoder:
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in {Union, UnionType}:
        return _union(arguments)
    if origin is tuple:
        return _sequence(_decoder(arguments[0]))
    if origin is not None:
        return _mapping(_decoder(arguments[1]))
    if is_dataclass(hint):
        return _record(hint)
    if hint is Any:
        return _as_it_is
    return _member(hint) if isinstance(hint, EnumType) else _scalar(hint)


def _as_it_is(plain: Any) -> Any:
    return plain


def _scalar(kind: Any) -> Decoder:
    what = {str: "text", bool: "true or false", int: "a whole number"}

    def read(plain: Any) -> Any:
        if type(plain) is not kind:
            raise _expected(what[kind], plain)
        return plain

    return _number if kind is float else read


def _number(plain: Any) -> float:
    if type(plain) not in {int, float}:
        raise _expected("a number", plain)
    if not abs(plain) <= sys.float_info.max:
        raise _Mismatch("a number too large")
    return float(plain)


def _member(kind: Any) -> Decoder:
    members = {member.value: member for member in kind}

    def read(plain: Any) -> Any:
        if not isinstance(plain, str) or plain not in members:
            raise _Mismatch(f"expected one of {', '.join(members)}, found {str(plain)[:80]!r}")
        return members[plain]

    return read


def _sequence(decoder: Decoder) -> Decoder:
    def read(plain: Any) -> tuple[Any, ...]:
        if not isinstance(plain, list):
            raise _expected("a list", plain)
        return tuple(_inside(decoder, item, f"[{place}]") for place, item in enumerate(plain))

    return read


def _mapping(decoder: Decoder) -> Decoder:
    def read(plain: Any) -> dict[str, Any]:
        if not isinstance(plain, dict):
            raise _expected("an object", plain)
        return {key: _inside(decoder, value, f"[{key!r}]") for key, value in plain.items()}

    return read


def _union(members: tuple[Any, ...]) -> Decoder:
    records: list[Any] = [member for member in members if is_dataclass(member)]
    others = [_decoder(member) for member in members if member not in records and member is not NoneType]
    tagged = {STATUS[member]: _decoder(member) for member in records} if len(records) > 1 else {}

    def read(plain: Any) -> Any:
        if plain is None and NoneType in members:
            return None
        if others and not (records and isinstance(plain, dict)):
            return others[0](plain)
        if tagged:
            status = plain.get("status") if isinstance(plain, dict) else None
            if status not in tagged:
                raise _Mismatch(f"expected an object whose status is one of {', '.join(tagged)}")
            return tagged[status](plain)
        return _decoder(records[0])(plain)

    return read


def _record(kind: Any) -> Decoder:
    hints = get_type_hints(kind)
    decoders = {name: _decoder(hints[name]) for name in _defaults(kind)}
    required = {name for name, default in _defaults(kind).items() if default is MISSING}
    tag = {"status": STATUS[kind]} if kind in STATUS else {}
    gone = GONE.get(kind, frozenset())

    def read(plain: Any) -> Any:
        if not isinstance(plain, dict):
            raise _expected("an object", plain)
        if plain.keys() & tag.keys() and plain["status"] != tag["status"]:
            raise _Mismatch(f"expected status {tag['status']}").under(".status")
        plain = {name: value for name, value in plain.items() if name not in gone}
        unknown = plain.keys() - decoders.keys() - tag.keys()
        if unknown:
            raise _Mismatch(f"unknown key {min(unknown)[:80]!r}")
        missing = required - plain.keys()
        if missing:
            raise _Mismatch(f"key {min(missing)!r} is missing")
        values = {name: _inside(decoders[name], value, f".{name}") for name, value in plain.items() if name not in tag}
        try:
            return kind(**values)
        except ValueError as error:
            raise _Mismatch(str(error)) from None

    return read


def _inside(decoder: Decoder, plain: Any, step: str) -> Any:
    try:
        return decoder(plain)
    except _Mismatch as mismatch:
        raise mismatch.under(step) from None
