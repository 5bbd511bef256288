"""Digests: one way to say that two things are the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any


def text_digest(text: str | bytes) -> str:
    """SHA-256 of a text's UTF-8 bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def digest(value: Any) -> str:
    """SHA-256 of a JSON value in canonical form: sorted keys, no spaces, UTF-8; 64 hexadecimal digits.

    Two values that mean the same have the same digest whatever their layout, quoting or comments were.
    """
    return text_digest(json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False))


def work_digest(*, scenario: str, deliverable: Any, final_message: str, written: Iterable[str]) -> str:
    """The digest that binds a judgement to what the judge saw of a trial.

    Args:
        scenario: The scenario's digest.
        deliverable: Its text; None: there is none, or it is no text. Where several are asked for, each by its name.
        final_message: The text of the last assistant message.
        written: Paths of the files that the agent left new or changed.
    """
    return digest([scenario, deliverable, final_message, sorted(written)])
