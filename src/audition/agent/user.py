"""The user's side of a trial's conversation: replies written beforehand, a model with a brief, or what was recorded."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from audition.errors import ModelError
from audition.loading.tool_fixtures import meets
from audition.records.scene import Brief, UserReply
from audition.records.turns import UserTurn

Think = Callable[[Sequence[tuple[str, str]]], Awaitable[UserTurn]]
"""What a user says to a talk so far, as (`user` or `agent`, text), the request first."""


class User(Protocol):
    """Says what comes next when the agent ends its turn, or asks."""

    @property
    def turns(self) -> Sequence[UserTurn]:
        """What a model gave as the user, in order; empty where none is asked."""

    async def answer(self, said: str) -> str | None:
        """The user's next words; None: the conversation is over.

        Raises:
            ModelError: Nobody knows what the user would say; the trial fails.
            BudgetMet, AccessDenied: As a conversation's reply.
        """

    @property
    def note(self) -> str | None:
        """What a reader of the talk should know of how it ended; None: nothing."""


class WrittenUser:
    """Says the first reply not yet said that fits what the agent said last."""

    turns: Sequence[UserTurn] = ()

    def __init__(self, replies: Sequence[UserReply]) -> None:
        self._left = list(replies)
        self._count = len(replies)

    async def answer(self, said: str) -> str | None:
        """The user's next words; None: nothing that is left fits."""
        fitting = (reply for reply in self._left if reply.when is None or meets(said, reply.when))
        if (reply := next(fitting, None)) is None:
            return None
        self._left.remove(reply)
        return reply.say

    @property
    def note(self) -> str | None:
        """What was never sent."""
        if not self._left:
            return None
        return f"{len(self._left)} of the user's {self._count} replies were not sent"


class BriefedUser:
    """Says what somebody thinks of who was told whom to play, and ends the talk when they do, or at its bound."""

    def __init__(self, brief: Brief, request: str, think: Think) -> None:
        self._brief = brief
        self._think = think
        self._talk = [("user", request)]
        self._note: str | None = None
        self.turns: list[UserTurn] = []

    async def answer(self, said: str) -> str | None:
        """The user's next words; None: they ended the conversation, or said all that they may."""
        if len(self._talk) // 2 >= self._brief.most_messages:
            self._note = f"the user had said all of {self._brief.most_messages} messages"
            return None
        self._talk.append(("agent", said))
        turn = await self._think(self._talk)
        self.turns.append(turn)
        if turn.said is None:
            self._note = f"the user ended the conversation after {len(self._talk) // 2 - 1} further messages"
            return None
        self._talk.append(("user", turn.said))
        return turn.said

    @property
    def note(self) -> str | None:
        """Who ended the talk."""
        return self._note


def recalling(recorded: Sequence[UserTurn]) -> Think:
    """What a user said when it was recorded, one after the other."""
    left = iter(recorded)

    async def think(_: Sequence[tuple[str, str]]) -> UserTurn:
        turn = next(left, None)
        if turn is None:
            raise ModelError(f"all {len(recorded)} recorded words of the user were given, and the agent waits for more")
        return turn

    return think
