"""Who answers in a live run: Claude, at once or in batches, behind the response cache and under one cap."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from importlib.metadata import version

import audition
from audition.models.budget import Budget, Ledger, LocalLedger
from audition.models.cache import CachedChannel, ResponseCache
from audition.models.claude.batches import ClaudeBatches
from audition.models.claude.connection import Connection
from audition.models.claude.conversations import ChannelModel
from audition.models.claude.live import Claude, Settings
from audition.models.protocol import Channel
from audition.models.redaction import Redactor, known_secrets
from audition.models.shared_budget import SharedLedger
from audition.project.world import World
from audition.records.evidence import Origin
from audition.running.cast import Cast, Live, Stint
from audition.running.confidential import Discreet
from audition.running.judging import live_judge
from audition.running.progress import Status


@dataclass(frozen=True, kw_only=True)
class Line:
    """A channel to Claude, open as long as a stint lasts."""

    channel: Channel
    judging: Channel
    """The same for a judge."""
    status: Callable[[], Status]


@asynccontextmanager
async def live_line(world: World, live: Live, stint: Stint) -> AsyncIterator[Line]:
    """Claude behind the response cache and under one cap; the client is closed when the block ends."""
    versions = {"sdk": version("anthropic"), "engine": audition.__version__}
    redact = Redactor(known_secrets(os.environ))
    with closing(ResponseCache(world.places.cache, redact)) as cache:
        budget = Budget(_ledger(world, live, stint))
        async with _claude(world, live, stint, budget) as claude:
            channel = CachedChannel(claude, cache, run=stint.run, versions=versions, fresh=live.fresh)

            def status() -> Status:
                traffic, money = claude.traffic, budget.spending
                return Status(
                    running=traffic.running,
                    waiting=traffic.waiting,
                    why=traffic.why,
                    spent_usd=money.spent_usd,
                    unpriced=budget.unpriced,
                    cap_usd=money.cap_usd,
                    from_cache=channel.hits,
                    oldest=channel.oldest,
                )

            yield Line(channel=channel, judging=Discreet(channel, redact), status=status)


@dataclass(frozen=True)
class LiveCast:
    """Enters the cast of a live run; a stint at a time."""

    world: World
    live: Live

    @asynccontextmanager
    async def __call__(self, stint: Stint) -> AsyncIterator[Cast]:
        """The cast, its client closed when the stint is over."""
        async with live_line(self.world, self.live, stint) as line:
            yield Cast(
                model=ChannelModel(line.channel, Origin.BATCH if self.live.batch else Origin.LIVE),
                judge=live_judge(self.world, line.judging, stint.judging, record=self.live.record),
                status=line.status,
            )


def _ledger(world: World, live: Live, stint: Stint) -> Ledger:
    if not live.shared:
        return LocalLedger(live.cap_usd, spent_usd=stint.spent_usd)
    path = world.places.ledger(stint.run)
    path.parent.mkdir(parents=True, exist_ok=True)
    return SharedLedger(path, live.cap_usd, spent_usd=stint.spent_usd)


def _claude(world: World, live: Live, stint: Stint, budget: Budget) -> Claude | ClaudeBatches:
    connection = Connection.from_environment()
    if live.batch and stint.journal is not None:
        return ClaudeBatches(connection, stint.journal, budget=budget, settings=live.batching)
    gates = world.places.ledger(stint.run) if live.shared else None
    return Claude(connection, budget=budget, settings=Settings(most=live.most, gates=gates))
