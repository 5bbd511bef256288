"""The user's side of a trial's conversation: what the scenario lets them say, each once."""

from __future__ import annotations

from collections.abc import Sequence

from audition.loading.tool_fixtures import meets
from audition.records.scene import UserReply


class User:
    """Says the first reply not yet said that fits what the agent said last."""

    def __init__(self, replies: Sequence[UserReply]) -> None:
        self._left = list(replies)
        self._count = len(replies)

    def answer(self, said: str) -> str | None:
        """The user's next words; None: nothing that is left fits, and the conversation is over."""
        fitting = (reply for reply in self._left if reply.when is None or meets(said, reply.when))
        if (reply := next(fitting, None)) is None:
            return None
        self._left.remove(reply)
        return reply.say

    @property
    def note(self) -> str | None:
        """What a reader should know of the replies that were never sent; None: all were."""
        if not self._left:
            return None
        return f"{len(self._left)} of the user's {self._count} replies were not sent"
