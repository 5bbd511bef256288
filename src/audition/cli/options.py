"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from audition.running.plan import Selection
    from audition.usecases.cast import Live

Command = TypeVar("Command", bound=Callable[..., Any])

_SELECTION = (
    click.option("-v", "--variant", "variants", multiple=True, metavar="NAME", help="Only this variant (repeatable)."),
    click.option("-s", "--scenario", "scenarios", multiple=True, metavar="ID", help="Only this scenario; globs work."),
    click.option("-t", "--tag", "tags", multiple=True, metavar="TAG", help="Only scenarios with this tag."),
    click.option("-k", "keyword", default="", metavar="TEXT", help="Only cases with this in `scenario[variant]`."),
    click.option("-n", "--trials", type=click.IntRange(1, 10_000), help="Trials a case; default: as the suite says."),
)
_LIVE = (
    click.option("--live", is_flag=True, help="Call the Messages API: this spends money."),
    click.option(
        "--cap", "cap_usd", type=click.FloatRange(min=0, min_open=True), metavar="USD", help="Spend at most this."
    ),
    click.option("--fresh", is_flag=True, help="Take no answer of another run from the cache."),
    click.option("--batch", is_flag=True, help="Send through the Message Batches API: half the price, takes hours."),
    click.option("--record", is_flag=True, help="Record every live trial that finishes, and what the judge said."),
)
_JUDGE_RECORD = click.option("--record", is_flag=True, help="Keep what the judge says beside the recordings too.")


def narrowing(command: Command) -> Command:
    """Adds the options of `selecting` without `--variant`, where the variants are named otherwise."""
    return _with(_SELECTION[1:], command)


def selecting(command: Command) -> Command:
    """Adds the options that choose cases; the command takes them as keywords, see `selection`."""
    return _with(_SELECTION, command)


def selection(chosen: dict[str, Any]) -> Selection:
    """The selection that the options of `selecting` make."""
    from audition.running.plan import Selection

    return Selection(**chosen)


def going_live(command: Command) -> Command:
    """Adds the options of live calls; the command takes them as keywords, see `live_options`."""
    return _with(_LIVE, command)


def asking_live(command: Command) -> Command:
    """Adds the options of calls whose answers are kept nowhere else; see `live_options`."""
    return _with(_LIVE[:3], command)


def judging_live(command: Command) -> Command:
    """Adds the options of a live judge; the command takes them as keywords, see `live_options`."""
    return _with((_LIVE[0], _LIVE[1], _JUDGE_RECORD), command)


def live_options(chosen: dict[str, Any]) -> tuple[bool, Live]:
    """Whether calls are live, and how; takes the options of `going_live` out of `chosen`.

    Raises:
        click.UsageError: An option speaks of live calls and none are made.
    """
    from audition.usecases.cast import Live

    is_live = chosen.pop("live")
    found = {name: chosen.pop(name) for name in ("cap_usd", "fresh", "batch", "record") if name in chosen}
    if not is_live and any(found.values()):
        raise click.UsageError("--cap, --fresh, --batch and --record speak of live calls: add --live")
    return is_live, Live(**found)


def _with(options: tuple[Callable[[Any], Any], ...], command: Command) -> Command:
    for option in reversed(options):
        command = option(command)
    return command
