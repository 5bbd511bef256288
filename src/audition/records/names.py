"""Ids as people write them, and what is said in them: a player, a revision, a mutation."""

from __future__ import annotations


def without_player(variant_id: str) -> str:
    """The id of the variant that a player's name was added to: `clerk/terse` of `clerk/terse+claude-code@HEAD`."""
    plain, at, ref = variant_id.partition("@")
    return plain.partition("+")[0] + at + ref


def plain_id(variant_id: str) -> str:
    """The id of the variant itself, whoever plays it, at whatever revision and whatever was done to it."""
    return without_mutation(without_player(without_revision(variant_id)))


def without_mutation(variant_id: str) -> str:
    """The id of the variant that a mutant was made of: `clerk/terse+loop` of `clerk/terse~drop-…+loop`."""
    plain, plus, player = variant_id.partition("+")
    return plain.partition("~")[0] + plus + player if "~" in plain.partition("@")[0] else variant_id


def without_revision(variant_id: str) -> str:
    """The id of the variant itself: `account-manager/sales` of `account-manager/sales@HEAD~3`."""
    return variant_id.partition("@")[0]
