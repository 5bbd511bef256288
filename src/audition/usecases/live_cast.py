"""Who answers in a live run: Claude, at once or in batches, behind the response cache and under one cap."""

from __future__ import annotations

from collections.abc import AsyncIterator
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
from audition.models.shared_budget import SharedLedger
from audition.records.evidence import Origin
from audition.running.progress import Status
from audition.usecases.instruments import Cast, Live, Stint
from audition.usecases.judging import live_judge
from audition.usecases.world import World


@dataclass(frozen=True)
class LiveCast:
    """Enters the cast of a live run; a stint at a time."""

    world: World
    live: Live

    @asynccontextmanager
    async def __call__(self, stint: Stint) -> AsyncIterator[Cast]:
        """The cast, its client closed when the stint is over."""
        ledger = self._ledger(stint)
        versions = {"sdk": version("anthropic"), "engine": audition.__version__}
        with closing(ResponseCache(self.world.places.cache)) as cache:
            async with self._claude(stint, Budget(ledger)) as claude:
                channel = CachedChannel(claude, cache, run=stint.run, versions=versions, fresh=self.live.fresh)
                origin = Origin.BATCH if self.live.batch else Origin.LIVE

                def status() -> Status:
                    traffic, money = claude.traffic, ledger.spending()
                    return Status(
                        running=traffic.running,
                        waiting=traffic.waiting,
                        why=traffic.why,
                        spent_usd=money.spent_usd,
                        cap_usd=money.cap_usd,
                        from_cache=channel.hits,
                    )

                judge = live_judge(self.world, channel, stint.judging, record=self.live.record)
                yield Cast(model=ChannelModel(channel, origin), judge=judge, status=status)

    def _ledger(self, stint: Stint) -> Ledger:
        if self.live.shared is None:
            return LocalLedger(self.live.cap_usd, spent_usd=stint.spent_usd)
        self.live.shared.parent.mkdir(parents=True, exist_ok=True)
        return SharedLedger(self.live.shared, self.live.cap_usd, spent_usd=stint.spent_usd)

    def _claude(self, stint: Stint, budget: Budget) -> Claude | ClaudeBatches:
        connection = Connection.from_environment()
        if self.live.batch:
            return ClaudeBatches(connection, stint.journal, budget=budget)
        return Claude(connection, budget=budget, settings=Settings(most=self.live.most))
