"""What a live command says of dollars: before it starts, and when the cap kept its judge from being asked for all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from audition.cli.saying import say

if TYPE_CHECKING:
    from audition.records.results import Price
    from audition.running.order import Order


def foretell(root: Path, order: Order) -> None:
    """Says, before a cent is spent, what a live order is likely to cost in all and whether its cap can do."""
    from audition.usecases.plan import priced

    say([foretold(*priced(root, order), order.live.cap_usd if order.live else None)])


def foretold(price: Price | None, judging: Price | None, cap_usd: float | None) -> str:
    """The sentence: what is likely to be spent, and what the cap means for that."""
    from audition.models.budget import as_given

    cap = "no --cap ends it" if cap_usd is None else f"the cap of {as_given(cap_usd)} ends it"
    if price is None or price.low_usd is None or price.high_usd is None:
        return f"What this costs is unknown, for nothing alike is recorded: {cap}."
    told = f"This likely costs ${price.low_usd:.2f} to ${price.high_usd:.2f}"
    part = judging.high_usd if judging else None
    told += f" in all, up to ${part:.2f} of it for the judge" if part is not None else ""
    if cap_usd is None:
        return f"{told}; {cap}."
    if cap_usd >= price.high_usd:
        return f"{told}; {cap} before it costs more."
    less = "; --no-judge leaves its judge out" if part is not None else ""
    can = "may not do" if cap_usd >= price.low_usd else "cannot do"
    return f"{told}: the cap of {as_given(cap_usd)} {can}, and what it cuts is lost until it is raised{less}."


def cut_short(capped: str | None) -> int:
    """The exit code; tells why and how to go on where the cap was met.

    Args:
        capped: How it was told; None: it was not met.
    """
    if capped is None:
        return 0
    say([f"stopped: {capped}; the same command with a higher --cap asks for the rest"], err=True)
    return 4
