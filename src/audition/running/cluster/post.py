"""How a player on another machine asks: it leaves its query at a post, and the run's own process answers it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Protocol

from audition.errors import AuditionError, crash_text
from audition.models.protocol import Channel, Query, Reply

Answer = Reply | AuditionError | str
"""What came of a query: an answer, why there is none, or the traceback of what broke."""


class Desk(Protocol):
    """A post as both sides reach it."""

    async def ask(self, query: Query) -> Answer:
        """What came of the query, once the run's own process has said so."""

    async def take(self) -> list[tuple[int, Query]]:
        """All that was asked and not taken yet, each with its number; waits until there is something."""

    async def answer(self, number: int, answer: Answer) -> None:
        """Say what came of the query of this number."""


class Post:
    """A `Desk`; it stands in an actor of Ray's, so that both sides reach it."""

    def __init__(self) -> None:
        self._asked: asyncio.Queue[tuple[int, Query]] = asyncio.Queue()
        self._open: dict[int, asyncio.Future[Answer]] = {}
        self._count = 0

    async def ask(self, query: Query) -> Answer:
        """See `Desk`."""
        self._count += 1
        number = self._count
        self._open[number] = asyncio.get_running_loop().create_future()
        self._asked.put_nowait((number, query))
        try:
            return await self._open[number]
        finally:
            del self._open[number]

    async def take(self) -> list[tuple[int, Query]]:
        """See `Desk`."""
        taken = [await self._asked.get()]
        while not self._asked.empty():
            taken.append(self._asked.get_nowait())
        return taken

    async def answer(self, number: int, answer: Answer) -> None:
        """See `Desk`; an answer for which nobody waits any more is dropped."""
        waiting = self._open.get(number)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)


@dataclass(frozen=True)
class PostedChannel:
    """A channel whose queries are answered in the run's own process."""

    desk: Desk

    async def send(self, query: Query) -> Reply:
        """See `Channel`; what the run's own channel raises is raised here.

        Raises:
            RuntimeError: That channel broke; the text is its traceback.
        """
        answer = await self.desk.ask(query)
        if isinstance(answer, AuditionError):
            raise answer
        if isinstance(answer, str):
            raise RuntimeError(answer)  # noqa: TRY004  # no type is wrong: the other side broke
        return answer


async def serve(desk: Desk, channel: Channel) -> None:
    """Answer through this channel whatever is asked at the post, for as long as this is awaited."""
    async with asyncio.TaskGroup() as group:
        while True:
            for number, query in await desk.take():
                group.create_task(_answer(desk, channel, number, query))


async def _answer(desk: Desk, channel: Channel, number: int, query: Query) -> None:
    answer: Answer
    try:
        answer = await channel.send(query)
    except AuditionError as error:
        answer = error
    except Exception as crash:  # noqa: BLE001  # whoever asked breaks with it, and its trial fails as it would here
        answer = crash_text(crash)
    await desk.answer(number, answer)
