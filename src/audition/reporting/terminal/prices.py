"""What is likely to be spent, in a sentence."""

from __future__ import annotations

from audition.models.budget import as_given
from audition.records.results import Price


def foretold(
    price: Price | None,
    judging: Price | None,
    cap_usd: float | None,
    *,
    cap: str = "--cap",
    unjudged: str = "--no-judge",
) -> str:
    """What is likely to be spent, and what the cap means for that.

    Args:
        price: In all; None: unknown.
        judging: The judge's part of it; None: nobody judges, or nothing else is asked.
        cap_usd: The cap in dollars; None: there is none.
        cap: The option that sets it.
        unjudged: The option that leaves the judge out; empty: there is none.
    """
    ends = f"no {cap} ends it" if cap_usd is None else f"the cap of {as_given(cap_usd)} ends it"
    if price is None or price.low_usd is None or price.high_usd is None:
        return f"What this costs is unknown, for nothing alike is recorded or was played before: {ends}."
    told = f"This likely costs ${price.low_usd:.2f} to ${price.high_usd:.2f}"
    part = judging.high_usd if judging else None
    told += f" in all, up to ${part:.2f} of it for the judge" if part is not None else ""
    if cap_usd is None:
        return f"{told}; {ends}."
    if cap_usd >= price.high_usd:
        return f"{told}; {ends} before it costs more."
    less = f"; {unjudged} leaves its judge out" if part is not None and unjudged else ""
    can = "may not do" if cap_usd >= price.low_usd else "cannot do"
    return f"{told}: the cap of {as_given(cap_usd)} {can}, and what it cuts is lost until it is raised{less}."
