"""Plays each trial as a task of a Ray cluster, wherever there is room; all else of the run stays in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any, Protocol

from audition.agent import Conditions, Player
from audition.errors import AuditionError, in_one_line
from audition.models.protocol import Channel, Query, Subject
from audition.records.evidence import Origin, Trial
from audition.running.cluster.alike import Marks, Needs, marks_of
from audition.running.cluster.joining import Cluster, Rooms, joined, only_on
from audition.running.cluster.post import Answer, Post, PostedChannel, serve
from audition.running.cluster.there import Part, Stage, play_there
from audition.running.runner import failed_trial
from audition.workspace.sandbox.shell import NoShell


@dataclass(frozen=True)
class Away:
    """A player that plays on the machines of a cluster.

    Args:
        player: Plays there; it goes there as it is.
        task: Of Ray's; plays a `Part` as this player.
        rooms: What a trial takes of a machine.
    """

    player: Player
    task: Any = field(repr=False)
    rooms: Rooms = field(repr=False)

    @property
    def name(self) -> str:
        """That of the player, wherever it plays."""
        return self.player.name

    @property
    def version(self) -> str:
        """As `name`."""
        return self.player.version

    @property
    def origin(self) -> Origin:
        """As `name`."""
        return self.player.origin

    async def play(self, subject: Subject, conditions: Conditions) -> Trial:
        """One trial, wherever there is room; failed where that machine was lost, so that the runner starts it again.

        Raises:
            AuditionError: The run cannot go on.
        """
        from ray.exceptions import RayError, RayTaskError

        room = self.rooms.of(subject.variant)
        shell = conditions.shell if isinstance(conditions.shell, NoShell) else None
        part = Part(trial=subject.id, limits=conditions.limits, shell=shell)
        memory_bytes = room.memory_mb * 10**6 or None
        task = self.task.options(num_cpus=room.cpus, memory=memory_bytes, max_retries=0, scheduling_strategy="SPREAD")
        played: Trial | AuditionError
        try:
            played = await task.remote(part)
        except RayTaskError:
            raise
        except RayError as lost:
            why = in_one_line(str(lost).partition("\n")[0])[:300]
            return failed_trial(subject, self.origin, f"lost on its machine: {type(lost).__name__}: {why}")
        if isinstance(played, AuditionError):
            raise played
        return played


class Crew(Protocol):
    """Whoever plays a run's trials: this process, or the machines of a cluster."""

    def playing(self, player: Player) -> Player:
        """The same player, playing there."""

    def asking(self, channel: Channel) -> AbstractAsyncContextManager[Channel]:
        """The channel as players reach it from there; its queries are answered by the one given, in this process."""


@asynccontextmanager
async def crew_of(cluster: Cluster | None, needs: Needs, rooms: Rooms) -> AsyncIterator[Crew]:
    """The machines of a cluster that `fit` has looked at, until the block ends; None: this process.

    Args:
        cluster: Which.
        needs: What the run's trials need of a machine.
        rooms: What they take of it.

    Raises:
        UsageError: It cannot be reached.
    """
    if cluster is None:
        yield _Here()
        return
    with joined(cluster) as ray:
        yield _Machines(ray, needs, marks_of(needs), rooms)


class _Here:
    def playing(self, player: Player) -> Player:
        return player

    def asking(self, channel: Channel) -> AbstractAsyncContextManager[Channel]:
        return nullcontext(channel)


@dataclass(frozen=True)
class _Machines:
    ray: Any
    needs: Needs
    marks: Marks
    rooms: Rooms

    def playing(self, player: Player) -> Player:
        stage = Stage(player=player, suite=self.rooms.suite, needs=self.needs, marks=self.marks)

        def play(part: Part) -> Trial | AuditionError:
            return play_there(stage, part)

        return Away(player, self.ray.remote(play), self.rooms)

    @asynccontextmanager
    async def asking(self, channel: Channel) -> AsyncIterator[Channel]:
        """See `Crew`: a post on this machine.

        It goes with whoever answers, so that nobody waits at a post that nobody serves.
        """
        here = only_on(self.ray.get_runtime_context().get_node_id())
        actor = self.ray.remote(Post).options(num_cpus=0, max_concurrency=100_000, scheduling_strategy=here).remote()
        serving = asyncio.create_task(serve(_RayDesk(actor), channel))
        serving.add_done_callback(lambda _: self.ray.kill(actor))
        try:
            yield PostedChannel(_RayDesk(actor))
        finally:
            serving.cancel()
            await asyncio.gather(serving, return_exceptions=True)


@dataclass(frozen=True)
class _RayDesk:
    """A post's actor as a `Desk`."""

    actor: Any

    async def ask(self, query: Query) -> Answer:
        answer: Answer = await self.actor.ask.remote(query)
        return answer

    async def take(self) -> list[tuple[int, Query]]:
        taken: list[tuple[int, Query]] = await self.actor.take.remote()
        return taken

    async def answer(self, number: int, answer: Answer) -> None:
        await self.actor.answer.remote(number, answer)
