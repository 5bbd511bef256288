"""Reads the `holds:` of checks and criteria."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audition.loading.document import Document, child
from audition.records.rules import Hold


def holds_of(document: Document, place: str, written: Mapping[str, Any]) -> tuple[Hold, ...]:
    """The rules that a check or criterion at a place says it holds: one, or a list of them."""
    held = written.get("holds", [])
    at = child(place, "holds")
    if isinstance(held, str):
        return (Hold(said=held, locus=document.locus(at)),)
    return tuple(Hold(said=said, locus=document.locus(child(at, index))) for index, said in enumerate(held))
