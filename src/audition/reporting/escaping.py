"""Makes untrusted text harmless in the language of each sink; HTML is escaped by its template engine."""

from __future__ import annotations

import html
import re
import unicodedata

_NOT_PLAIN = re.compile(r"[^\x20-\x7e]")
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
_XML_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GAP = "&#8203;"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_COLOUR = re.compile("(\x1b\\[[0-9;]*m)")
_COMMAND = re.compile(r"(?<!\S)::(?=[A-Za-z])|##(?=[A-Za-z]*\[)")
"""What GitHub, and others like it, take for a command: `::` where a line may start, `##[` and `##vso[` anywhere."""
_TYPED = re.compile(r"(?<!`)(`audition [^`|]+`)(?!`)")
"""A command of ours in a sentence: as code it is copied as it is typed, and nothing in it comes alive."""
_READ_FOR_ONE = 8
"""How many signs of a text are looked at for each that may be shown."""


def one_line(text: str, limit: int = 200) -> str:
    """The text for a terminal or log: one line, no control codes or commands, invisible signs shown.

    Args:
        text: Anything, a model's words included.
        limit: Characters at most; what is longer ends in an ellipsis.
    """
    line = _tame(" ".join(_NOT_PLAIN.sub(_shown, text[: _READ_FOR_ONE * limit + 1]).split()))
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def log_text(text: str) -> str:
    """The text for a terminal or log with its lines: what hides is shown, and no line is a command to a CI system."""
    return _tame(visible(text))


def coloured_text(text: str) -> str:
    """The text for a terminal with the colours that are in it: no control code but those, and no command."""
    parts = _COLOUR.split(text)
    return "".join(part if place % 2 else log_text(part) for place, part in enumerate(parts))


def _tame(text: str) -> str:
    return _COMMAND.sub(lambda match: f"{match[0][0]} {match[0][1]}", text)


def _shown(match: re.Match[str]) -> str:
    character = match[0]
    if character in "\n\r\t":
        return " "
    if unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn", "Cf", "Zl", "Zp"}:
        return _code(character)
    return character


def _code(character: str) -> str:
    return f"\\u{ord(character):04x}"


def visible(text: str) -> str:
    """The text with its lines and tabs, where control codes, direction overrides and invisible signs are shown."""
    return _HIDDEN.sub(lambda match: _code(match[0]), text.replace("\r\n", "\n"))


def markdown(text: str, limit: int = 200) -> str:
    """The text inside a Markdown line or table cell: no markup, link, image, mention or HTML comes alive.

    GitHub looks for mentions, issue numbers and addresses after Markdown's own escapes are gone, so those are broken
    by a space of no width.
    """
    parts = _TYPED.split(one_line(text, limit))
    return "".join(part if place % 2 else _dead(part) for place, part in enumerate(parts))


def _dead(text: str) -> str:
    escaped = re.sub(r"([\\`*_{}\[\]()<>#+!|~&$])", r"\\\1", text)
    return re.sub(r"(@|#|\b(?:https?|ftp|mailto|xmpp):|\bwww(?=\.))", rf"\1{_GAP}", escaped, flags=re.IGNORECASE)


def html_in_markdown(text: str, limit: int = 200) -> str:
    """The text between HTML tags of a Markdown document, where Markdown's own escapes mean nothing."""
    return re.sub(r"([@#:])", rf"\1{_GAP}", html.escape(one_line(text, limit)).replace("&#x27;", "&apos;"))


def csv_cell(value: object) -> object:
    """The value for a spreadsheet: a text that it would take for a formula is led by an apostrophe.

    A carriage return would begin a row of its own, for the writer quotes line feeds only.
    """
    if not isinstance(value, str):
        return value
    text = value.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def xml(text: str) -> str:
    """The text without the code points that XML forbids; the writer escapes markup."""
    return _XML_ILLEGAL.sub("�", text)
