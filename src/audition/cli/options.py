"""Options that several commands share."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from audition.cli.saying import say

if TYPE_CHECKING:
    from audition.records.findings import Looks
    from audition.running.cluster.joining import Cluster
    from audition.running.order import Live, Order
    from audition.running.plan import Selection

Command = TypeVar("Command", bound=Callable[..., Any])


def _trials(default: str) -> Callable[[Command], Command]:
    return click.option("-n", "--trials", type=click.IntRange(1, 10_000), help=f"Trials a case; default: {default}.")


_CASES = (
    click.option("-v", "--variant", "variants", multiple=True, metavar="NAME", help="Only this variant (repeatable)."),
    click.option("-s", "--scenario", "scenarios", multiple=True, metavar="ID", help="Only this scenario; globs work."),
    click.option("-t", "--tag", "tags", multiple=True, metavar="TAG", help="Only scenarios with this tag."),
    click.option("-k", "keyword", default="", metavar="TEXT", help="Only cases with this in `scenario[variant]`."),
)
_PLAYER = click.option(
    "--player",
    "players",
    multiple=True,
    metavar="NAME",
    help="Who plays: own, claude-code or a program of the suite (repeatable: a side each).",
)
_SELECTION = (*_CASES, _trials("as the suite says"))
_FAILED = (
    click.option("--only-failed", is_flag=True, help="Only cases that a run did not pass in full, or could not score."),
    click.option("--of", "of_run", metavar="RUN", help="The run that --only-failed looks at.  [default: latest]"),
)


def _finite(_context: click.Context, _option: click.Parameter, amount: float | None) -> float | None:
    if amount is not None and not math.isfinite(amount):
        raise click.BadParameter("it is no amount of dollars; leave --cap out to spend without one")
    return amount


def _cluster(_context: click.Context, _option: click.Parameter, said: str | None) -> Cluster | None:
    if said is None:
        return None
    from audition.running.cluster.joining import Cluster

    kind, equals, address = said.partition("=")
    if kind != "ray" or (equals and not address):
        raise click.BadParameter("trials are played on `ray`, or `ray=ADDRESS`, such as ray=auto or ray=10.0.0.1:6379")
    return Cluster(address)


_ALLOCATE = click.option(
    "--allocate",
    is_flag=True,
    help="Spread the trials: more where the accepted scores varied more, five of each case at least.",
)
_LIVE = (
    click.option("--live", is_flag=True, help="Call the Messages API: this spends money."),
    click.option(
        "--cap",
        "cap_usd",
        type=click.FloatRange(min=0, min_open=True),
        callback=_finite,
        metavar="USD",
        help="Spend at most this.",
    ),
    click.option("--batch", is_flag=True, help="Send through the Message Batches API: half the price, takes hours."),
    click.option("--record", is_flag=True, help="Record every live trial that finishes, and what the judge said."),
)
_ON = click.option(
    "--on",
    callback=_cluster,
    metavar="ray[=ADDRESS]",
    help="Play on the machines of a Ray cluster; without an address on one that is started here.",
)
_NO_JUDGE = click.option("--no-judge", is_flag=True, help="Ask no judge: what it has not judged yet stays open.")
_FRESH = click.option("--fresh", is_flag=True, help="Take no answer of another run from the cache.")
_JUDGE_RECORD = click.option("--record", is_flag=True, help="Keep what the judge says beside the recordings too.")


def narrowing(command: Command) -> Command:
    """Adds the options that choose scenarios and trials, where the variants are named otherwise; see `selection`."""
    return _with(_SELECTION[1:], command)


def selecting(command: Command) -> Command:
    """Adds the options that choose cases; the command takes them as keywords, see `selection`."""
    return _with(_SELECTION, command)


def casting(command: Command) -> Command:
    """Adds the option that says who plays, beside those of `selecting` or `narrowing`; see `selection`."""
    return _with((_PLAYER,), command)


def among_failed(command: Command) -> Command:
    """Adds the options that choose among the cases of an earlier run, beside those of `selecting`; see `selection`."""
    return _with(_FAILED, command)


def allocating(command: Command) -> Command:
    """Adds the option that spreads trials over scenarios, see `selection`."""
    return _with((_ALLOCATE,), command)


def selection(chosen: dict[str, Any], suite: str | None = None) -> Selection:
    """The selection that the options of `selecting` or `narrowing` make, and those of `among_failed`, `allocating`.

    Raises:
        click.UsageError: `--of` without `--only-failed`.
        AuditionError: What failed cannot be told, or nothing did.
    """
    from audition.running.plan import Selection

    if chosen.pop("allocate", False):
        from audition.usecases.allocate import spread

        return spread(Path.cwd(), suite, selection(chosen))
    only_failed, run = chosen.pop("only_failed", False), chosen.pop("of_run", None)
    if not only_failed:
        if run is not None:
            raise click.UsageError("--of names the run that --only-failed looks at: add --only-failed")
        return Selection(**chosen)
    from audition.running.failed import failed_cases

    cases = failed_cases(Path.cwd(), run or "latest").cases
    variants = chosen.pop("variants") or tuple(sorted({case.variant for case in cases}))
    pairs = frozenset((case.scenario, case.variant) for case in cases)
    return Selection(variants=variants, cases=pairs, **chosen)


def typed(suite: str | None, chosen: Mapping[str, Any]) -> list[str]:
    """The words that choose the same cases at another command."""
    named = {option.name: option for option in _options()}
    words = [] if suite is None else [suite]
    for name, value in chosen.items():
        values = value if isinstance(value, tuple) else () if value in (None, False, "") else (value,)
        for each in values:
            words += [named[name].opts[0]] + ([] if each is True else [str(each)])
    return words


def _options() -> list[click.Option]:
    """Those that choose cases."""

    def bare() -> None:
        """Nothing."""

    made = _with((*_SELECTION, _PLAYER, *_FAILED, _ALLOCATE), click.command()(bare))
    return [option for option in made.params if isinstance(option, click.Option)]


def order_of(suite: str | None, chosen: dict[str, Any], looks: Looks | None = None) -> Order:
    """The order that the options of `going_live` and of `selecting` or `narrowing` make."""
    from audition.running.order import Order

    live, concurrency, on = live_options(chosen), chosen.pop("concurrency", None), chosen.pop("on", None)
    order = Order(suite=suite, live=live, looks=looks, on=on, selection=selection(chosen, suite))
    return order.played_by(workers=1, concurrency=concurrency)


def concurrently(command: Command) -> Command:
    """Adds the option that says how many trials are under way at once."""
    told = "Trials at once; default: 8, live 64, batch 400."
    return click.option("--concurrency", type=click.IntRange(1, 1000), help=told)(command)


def elsewhere(command: Command) -> Command:
    """Adds the option that says on which machines trials are played; see `order_of`."""
    return _with((_ON,), command)


def going_live(command: Command) -> Command:
    """Adds the options of live calls; the command takes them as keywords, see `live_options`."""
    return _with((*_LIVE[:2], _FRESH, _NO_JUDGE, *_LIVE[2:]), command)


def afresh(*, trials: int) -> Callable[[Command], Command]:
    """Adds those of `selecting` and `going_live` to a command whose live answers never come from the cache.

    Args:
        trials: What the command plays of each case where nobody says.
    """
    return partial(_with, (*_CASES, _trials(str(trials)), *_LIVE[:2], _NO_JUDGE, *_LIVE[2:]))


def asking_live(command: Command) -> Command:
    """Adds the options of calls whose answers are kept nowhere else; see `live_options`."""
    return _with((*_LIVE[:2], _FRESH), command)


def judging_live(command: Command) -> Command:
    """Adds the options of a live judge; the command takes them as keywords, see `live_options`."""
    return _with((*_LIVE[:2], _JUDGE_RECORD), command)


def live_options(chosen: dict[str, Any]) -> Live | None:
    """How calls are made, None: none are; takes the options of `going_live` out of `chosen`.

    Raises:
        click.UsageError: An option speaks of live calls and none are made.
    """
    is_live = chosen.pop("live")
    found = {name: chosen.pop(name) for name in ("cap_usd", "fresh", "batch", "record") if name in chosen}
    no_judge = chosen.pop("no_judge", False)
    if not is_live and (no_judge or any(found.values())):
        raise click.UsageError("--cap, --fresh, --batch, --record and --no-judge speak of live calls: add --live")
    if not is_live:
        return None
    from audition.running.order import Live

    return Live(judged=not no_judge, **found)


def judge_options(chosen: dict[str, Any]) -> Live | None:
    """As `live_options`, of a command that asks a judge alone: its price is said before that is asked."""
    live = live_options(chosen)
    if live is None:
        return None
    from audition.reporting.terminal.prices import foretold

    cap_usd = live.cap_usd
    return replace(live, tell=lambda price: say([foretold(price, None, cap_usd)], err=True))


def spending(chosen: dict[str, Any]) -> Live:
    """How calls of a command are made that is nothing without them.

    Raises:
        click.UsageError: Nobody said that money may be spent.
    """
    live = judge_options(chosen)
    if live is None:
        raise click.UsageError("this asks the judge, which spends money: add --live, and a cap with --cap")
    return live


def _with(options: tuple[Callable[[Any], Any], ...], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
