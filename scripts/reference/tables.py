"""Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; the first column holds names, shown as code unless they are numbers."""
    lines = [_row(heads), _row(["---"] * len(heads))]
    lines += [_row([name if name.isdigit() else f"`{name}`", *rest]) for name, *rest in rows]
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
