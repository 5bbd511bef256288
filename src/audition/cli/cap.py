"""How a command ends when the cap in dollars kept its judge from being asked for everything."""

from __future__ import annotations

from audition.cli.saying import say


def cut_short(capped: str | None) -> int:
    """The exit code; tells why and how to go on where the cap was met.

    Args:
        capped: How it was told; None: it was not met.
    """
    if capped is None:
        return 0
    say([f"stopped: {capped}; the same command with a higher --cap asks for the rest"], err=True)
    return 4
