"""Pieces of text that somebody repeats without end."""

from __future__ import annotations

BUSY = {
    "letters": "A",
    "names": "Anna Maria ",
    "money": "$1 ",
    "prices": "1k ",
    "dates": "2026-06-01 ",
    "promises": "we will match the price ",
    "conditions": "unless ",
    "quotes": '"',
    "brackets": "(",
    "emphasis": "**",
    "items": "- a\n",
    "line ends": "\n ",
}
