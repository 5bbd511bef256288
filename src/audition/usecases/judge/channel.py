"""A live judge for works that are there already: its answers are kept where the works are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager

from audition.grading.judging.live import LiveJudge
from audition.models.protocol import Channel
from audition.project.world import World
from audition.running.cast import Live, Stint
from audition.running.instruments import require_access
from audition.running.judging import judge_plan, live_judge
from audition.store.run_file import RunFile
from audition.usecases.judge.works import Stock


@asynccontextmanager
async def asking(stock: Stock, live: Live, purpose: str) -> AsyncIterator[LiveJudge]:
    """The suite's panel, live; what it says is kept with the works' run, or beside the recordings.

    Raises:
        UsageError: There is no key, or a cap and a model without a price.
        StoreError: Another process writes the run.
    """
    with ExitStack() as open_files:
        book = None
        if stock.run is not None:
            book = open_files.enter_context(RunFile.open(stock.world.places.run_file(stock.run))).judging
        async with open_channel(stock.world, live, purpose) as channel:
            yield live_judge(stock.world, channel, book, record=book is None)


@asynccontextmanager
async def open_channel(world: World, live: Live, purpose: str) -> AsyncIterator[Channel]:
    """A channel to the judge's models under a cap of its own.

    Raises:
        UsageError: There is no key, or a cap and a model without a price.
    """
    from audition.running.live_cast import live_line

    require_access(live, judge_plan(world).models)
    async with live_line(world, live, Stint(run=purpose, spent_usd=0.0)) as line:
        yield line.judging
