"""Reads JSON strictly: what two programs may read differently is no JSON here."""

from __future__ import annotations

import json
import math
from typing import Any


def parse_json(text: str | bytes) -> Any:
    """What a JSON text holds: UTF-8 where it comes as bytes, no key twice, every number finite.

    Raises:
        ValueError: It holds something else, or is nested too deeply; a `json.JSONDecodeError` knows its line.

    Example:
        >>> parse_json('{"passed": 7, "of": 8.5}')
        {'passed': 7, 'of': 8.5}
    """
    plain = text.decode() if isinstance(text, bytes) else text
    try:
        return json.loads(plain, object_pairs_hook=_distinct, parse_constant=_refused, parse_float=_finite)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None


def _distinct(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"key {next(key for key in keys if keys.count(key) > 1)!r} is repeated")
    return found


def _refused(constant: str) -> None:
    raise ValueError(f"{constant} is no number here")


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text[:40]} is too large a number")
    return number
