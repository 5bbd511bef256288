"""Variants under players other than their suite's, such as `account-manager/sales+claude-code`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from pathlib import Path

from audition.errors import NotInSuite, UsageError
from audition.loading.companions import accompanied
from audition.loading.prompt_files import files_below
from audition.records.definitions import Suite
from audition.records.names import without_player
from audition.records.players import OWN
from audition.records.variants import Variant
from audition.text import did_you_mean


def cast_names(suite: Suite, names: Iterable[str], players: Iterable[str] = ()) -> tuple[str, ...]:
    """The names of these variants as each of these players plays them; of all where players are named and they are not.

    A name that says its player keeps it, and `own` is left out of one that the engine's loop plays anyway.
    """
    chosen, players = tuple(names), tuple(players)
    if players and not chosen:
        chosen = tuple(without_player(variant.id) for variant in suite.variants)
    cast = [_as_played(suite, name, player) for name in chosen for player in players or ("",)]
    return tuple(dict.fromkeys(cast))


def without_own(name: str) -> str:
    """A name of which nothing is left that says what holds anyway."""
    return name.replace(f"+{OWN}", "")


def with_players(suite: Suite, root: Path, names: Iterable[str]) -> Suite:
    """The suite with a variant for every name that adds a player, behind its own.

    Args:
        suite: As it is written.
        root: The project's folder.
        names: Of variants, with or without a player.

    Raises:
        UsageError: The suite has no such variant, or no such player.
    """
    added: dict[str, Variant] = {}
    for name in names:
        whole = name.partition("@")[0]
        plain, plus, player = whole.partition("+")
        if not plus or any(_is_called(each, whole) for each in suite.variants):
            continue
        own = _played(suite, plain)
        if own is None:
            meant = did_you_mean(plain, (each.id.split("/")[1] for each in suite.variants))
            raise NotInSuite(f"no variant {plain!r} in suite {suite.id!r}{meant}")
        if player != OWN and player not in suite.players:
            known = [OWN, *suite.players]
            raise UsageError(f"no player {player!r} in suite {suite.id!r}{did_you_mean(player, known)}")
        settings = replace(own.settings, player=suite.players.get(player))
        cast = replace(own, id=f"{without_player(own.id)}+{player}", settings=settings)
        added[cast.id] = accompanied(cast, partial(files_below, root))
    return replace(suite, variants=(*suite.variants, *added.values())) if added else suite


def _as_played(suite: Suite, name: str, player: str) -> str:
    whole, at, ref = name.partition("@")
    plain, _, said = whole.partition("+")
    player = said or player
    known = next((each for each in suite.variants if _is_called(each, plain)), None)
    if player == OWN and known is not None and known.settings.player is None:
        player = ""
    return f"{plain}{f'+{player}' if player else ''}{at}{ref}"


def _played(suite: Suite, plain: str) -> Variant | None:
    """The variant of this name, whoever plays it."""
    called = [each for each in suite.variants if _is_called(replace(each, id=without_player(each.id)), plain)]
    return next(iter(called), None)


def _is_called(variant: Variant, name: str) -> bool:
    return name in (variant.id, variant.id.split("/", 1)[1])
