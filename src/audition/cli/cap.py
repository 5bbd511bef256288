"""What a live command says of dollars: before it starts, and when the cap kept its judge from being asked for all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from audition.cli.saying import say

if TYPE_CHECKING:
    from audition.running.order import Order


def foretell(root: Path, order: Order) -> None:
    """Says, before a cent is spent, what a live order is likely to cost in all and whether its cap can do."""
    from audition.reporting.terminal.prices import foretold
    from audition.usecases.plan import priced

    say([foretold(*priced(root, order), order.live.cap_usd if order.live else None)])


def cut_short(capped: str | None) -> int:
    """The exit code; tells why and how to go on where the cap was met.

    Args:
        capped: How it was told; None: it was not met.
    """
    if capped is None:
        return 0
    say([f"stopped: {capped}; the same command with a higher --cap asks for the rest"], err=True)
    return 4
