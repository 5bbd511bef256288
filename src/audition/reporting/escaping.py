"""Makes untrusted text harmless in the language of each sink; HTML is escaped by its template engine."""

from __future__ import annotations

import re
import unicodedata

_INVISIBLE = frozenset("\u200b‌‍⁠﻿­᠎")
_XML_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def one_line(text: str, limit: int = 200) -> str:
    """The text for a terminal or log: one line, no control codes, direction overrides and invisible signs shown.

    Args:
        text: Anything, a model's words included.
        limit: Characters at most; what is longer ends in an ellipsis.
    """
    line = " ".join("".join(_shown(character) for character in text).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def _shown(character: str) -> str:
    if character in "\n\r\t":
        return " "
    category = unicodedata.category(character)
    if category in ("Cc", "Cs", "Co", "Cn") or category == "Cf" or character in _INVISIBLE:
        return f"\\u{ord(character):04x}"
    return character


def markdown(text: str, limit: int = 200) -> str:
    """The text inside a Markdown line or table cell: no markup, link, image, mention or HTML comes alive."""
    escaped = re.sub(r"([\\`*_{}\[\]()<>#+!|~&@])", r"\\\1", one_line(text, limit))
    return re.sub(r"(https?|ftp|www)([:.])", r"\1\\\2", escaped)


def csv_cell(value: object) -> object:
    """The value for a spreadsheet: a text that it would take for a formula is led by an apostrophe."""
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def xml(text: str) -> str:
    """The text without the code points that XML forbids; the writer escapes markup."""
    return _XML_ILLEGAL.sub("�", text)
