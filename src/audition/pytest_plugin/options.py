"""The options of `pytest evals/`, all with the prefix `--audition-`, and what they order."""

from __future__ import annotations

import argparse
import math
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from audition.running.order import Live, Order
    from audition.usecases.compare import Against


def add_options(parser: pytest.Parser) -> None:
    """Make the options known."""
    add = parser.getgroup("audition", "audition: agent prompts in their scenes").addoption
    add("--audition-variant", action="append", default=[], metavar="NAME", help="only this variant (repeatable)")
    add("--audition-scenario", action="append", default=[], metavar="ID", help="only this scenario; globs work")
    add("--audition-tag", action="append", default=[], metavar="TAG", help="only scenarios with this tag (repeatable)")
    add("--audition-trials", type=_positive, metavar="N", help="trials a case (default: as the suite says)")
    add("--audition-concurrency", type=_positive, metavar="N", help="trials at once (default: 8, live 64)")
    add("--audition-live", action="store_true", help="call the Messages API instead of recordings: this spends money")
    spending = "with --audition-live: spend at most this, all workers"
    add("--audition-max-usd", type=_dollars, metavar="USD", help=spending)
    add("--audition-fresh", action="store_true", help="with --audition-live: take no answer of another run")
    add(
        "--audition-compare",
        nargs="?",
        const="",
        metavar="REF",
        help="fail when a variant is worse than its accepted baseline, as this checkout has it, or as it was at the "
        "merge base with a git revision: --audition-compare=origin/main",
    )
    add(
        "--audition-fail-on",
        action="append",
        default=[],
        choices=["regression", "inconclusive", "error"],
        help="fail on this too (repeatable; a regression always fails): a comparison with the past that stays open, "
        "or one that is invalid or has no baseline",
    )
    add("--audition-report", metavar="DIR", help="write the reports into this folder (default: reports/<run>)")


def order_of(config: pytest.Config, suite: str, workers: int) -> Order:
    """What the options ask of a suite.

    Args:
        config: Of this process.
        suite: Its id.
        workers: Processes that share the session: they share its cap and divide its width.

    Raises:
        UsageError: An option speaks of live calls and none are made.
    """
    from audition.running.order import Order
    from audition.running.plan import Selection

    option = config.getoption
    selection = Selection(
        variants=tuple(option("--audition-variant")),
        scenarios=tuple(option("--audition-scenario")),
        tags=tuple(option("--audition-tag")),
        trials=option("--audition-trials"),
    )
    return Order(suite=suite, selection=selection, live=_live(option)).played_by(
        workers, option("--audition-concurrency")
    )


def header(config: pytest.Config) -> str | None:
    """What a reader of the log should know before anything runs; None: that recordings are replayed, as always."""
    option = config.getoption
    parts = []
    if option("--audition-live"):
        from audition.models.budget import as_given

        cap = option("--audition-max-usd")
        parts.append("live, " + ("without a cap" if cap is None else f"at most {as_given(cap)}"))
    if option("--audition-compare") is not None:
        ref = option("--audition-compare")
        parts.append("against the accepted baseline" + (f" at the merge base with {ref}" if ref else ""))
    return f"audition: {'; '.join(parts)}" if parts else None


def baseline_wanted(config: pytest.Config) -> Against | None:
    """The baseline that the session is held against; None: it is held against none."""
    from audition.usecases.compare import Against

    ref: str | None = config.getoption("--audition-compare")
    return None if ref is None else Against(ref=ref or None)


def _live(option: Any) -> Live | None:
    if option("--audition-live"):
        from audition.running.order import Live

        return Live(cap_usd=option("--audition-max-usd"), fresh=option("--audition-fresh"))
    if option("--audition-max-usd") or option("--audition-fresh"):
        raise pytest.UsageError("--audition-max-usd and --audition-fresh speak of live calls: add --audition-live")
    return None


def _dollars(text: str) -> float:
    with suppress(ValueError):
        if 0 < (amount := float(text)) < math.inf:
            return amount
    raise argparse.ArgumentTypeError(f"{text!r} is no amount of dollars")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError(text)
    return number
