"""Stored JSON that names its format, so that another one is refused before it is read."""

from __future__ import annotations

from typing import Any

from audition.errors import Locus, StoreError
from audition.store.codec import encode


def with_format(form: str, record: Any) -> dict[str, Any]:
    """A record as plain JSON, its format first."""
    return {"format": form, **encode(record)}


def without_format(form: str, plain: Any, path: str, mend: str) -> dict[str, Any]:
    """The rest of an object that names this format.

    Args:
        form: The format's name and version, such as `label/1`.
        plain: As `from_json` gave it.
        path: Where it stands, for the error.
        mend: What to do about another format.

    Raises:
        StoreError: It is no object, or of another format.
    """
    if not isinstance(plain, dict) or plain.get("format") != form:
        raise StoreError(f"{Locus(path=path, pointer='$.format')}: expected {form!r}; {mend}")
    return {key: value for key, value in plain.items() if key != "format"}
