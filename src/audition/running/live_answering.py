"""Who answers and judges live: Claude, at once or in batches, behind the response cache and under one cap."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import audition
from audition.agent import Loop
from audition.errors import UsageError
from audition.grading.judging.live import LiveJudge
from audition.models.budget import Budget, LocalLedger
from audition.models.cache import CachedChannel, ResponseCache
from audition.models.claude.access import NAMES, Access, access_to
from audition.models.claude.batches import ClaudeBatches
from audition.models.claude.connection import Connection
from audition.models.claude.conversations import ChannelModel
from audition.models.claude.live import Claude, Settings
from audition.models.prices import require_prices
from audition.models.protocol import Channel
from audition.models.shared_budget import SharedLedger
from audition.project.commit import is_committed
from audition.project.world import World
from audition.records.evidence import Origin
from audition.records.identity import digest, text_digest
from audition.records.judging import Asked
from audition.records.project import Provider, Service
from audition.redaction import Redactor, known_secrets
from audition.running.answering import Answering
from audition.running.confidential import Confidential
from audition.running.ensemble import Ensemble
from audition.running.judging import judge_plan, recorded_judge
from audition.running.order import Live
from audition.running.progress import Status
from audition.running.purse import KeptLedger
from audition.store.calls import Calls
from audition.store.judgements import write_judgement
from audition.store.run_file import RunFile


@dataclass(frozen=True, kw_only=True)
class LiveAnswering(Answering):
    """Claude as agent and as judge, through one channel."""

    player: Ensemble
    judge: LiveJudge
    channel: Channel
    """Its answers say no secret of this machine."""


@asynccontextmanager
async def live_answering(
    world: World,
    live: Live,
    purpose: str,
    *,
    file: RunFile | None = None,
    calls: Calls | None = None,
) -> AsyncIterator[LiveAnswering]:
    """Claude behind the response cache and under one cap; the client is closed when the block ends.

    Args:
        world: Whose prompts, rubrics and panel.
        live: How calls are made.
        purpose: The run's id, or what else the calls are for: by it the cache knows whose evidence an answer is.
        file: Where batches are noted and the judge's answers kept as they come; None: those are kept beside the
            recordings.
        calls: Where every call is noted before it is made, so that the cap holds over kills; None: in the file's own
            purse, or without a file in one that is there until all that was asked for is answered.

    Raises:
        UsageError: There is no key, a cap and a judge without a price, or a response cache that came with a commit.
    """
    plan = judge_plan(world)
    access = require_access(world, live, plan.models if live.judged else ())
    versions = {"sdk": version("anthropic"), "engine": audition.__version__, **_elsewhere(world.project.service)}
    redact = Redactor((*known_secrets(os.environ), *access.secrets))
    if calls is None and file is not None:
        calls = file.calls()
    ledger = _purse(world, live, purpose) if calls is None else _ledger(world, live, purpose, calls)
    if isinstance(ledger, SharedLedger) and live.fresh:
        purpose = f"{purpose} {ledger.token}"
    budget = Budget(ledger)
    with closing(ResponseCache(world.places.cache, redact)) as cache:
        async with _claude(Connection(access), live, file, budget, world.places.ledger(purpose)) as claude:
            cached = CachedChannel(claude, cache, run=purpose, versions=versions, fresh=live.fresh)
            channel = Confidential(cached, redact)

            def status() -> Status:
                traffic, money = claude.traffic, budget.spending
                return Status(
                    running=traffic.running,
                    waiting=traffic.waiting,
                    why=traffic.why,
                    spent_usd=money.spent_usd,
                    unpriced=budget.unpriced,
                    cap_usd=money.cap_usd,
                    from_cache=cached.hits,
                    oldest=cached.oldest,
                )

            answering = LiveAnswering(
                channel=channel,
                player=Ensemble(
                    own=Loop(ChannelModel(channel, Origin.BATCH if live.batch else Origin.LIVE)),
                    channel=channel,
                    root=world.places.root,
                    most=live.most,
                ),
                judge=LiveJudge(
                    channel=channel,
                    plan=plan,
                    kept=recorded_judge(world, file.judging.judgements() if file else ()),
                    keep=_keeper(world, live, file),
                ),
                status=status,
                leaked=channel.leaked,
            )
            yield answering
    if isinstance(ledger, SharedLedger) and answering.judge.capped is None:
        ledger.remove()


def require_access(world: World, live: Live, models: Iterable[str]) -> Access:
    """The way to where Claude answers, seen to be there before anything is called, with a price where there is a cap.

    Raises:
        UsageError: There is none, no price, no id of a model there, or no batches; or the response cache came with a
            commit.
    """
    if is_committed(world.places.root, world.places.cache):
        raise UsageError(
            f"{world.places.cache}: came with a commit, and whoever made it would answer in Claude's place; "
            "`git rm --cached` it, remove it, and name its folder in .gitignore"
        )
    service, models = world.project.service, tuple(models)
    provider = service.provider
    if live.batch and (service.ids or provider is not Provider.ANTHROPIC):
        raise UsageError(f"{NAMES[provider]} has no Message Batches under these ids: play without --batch")
    unnamed = sorted({model for model in models if provider is Provider.BEDROCK and model not in service.ids})
    if unnamed:
        raise UsageError(
            f"pyproject.toml: Amazon Bedrock has ids of its own, and none is said for {', '.join(unnamed)}; "
            'write it under [tool.audition.provider_models], as "claude-opus-4-6" = "us.anthropic.claude-opus-4-6-v1"'
        )
    access = access_to(service)
    if live.cap_usd is not None:
        require_prices(models, service)
    return access


def _elsewhere(service: Service) -> dict[str, str]:
    """What the response cache knows an answer of another service by."""
    if service == Service():
        return {}
    return {"provider": service.provider.value, "ids": digest(dict(service.ids)), "url": service.base_url or ""}


def _keeper(world: World, live: Live, file: RunFile | None) -> Callable[[Asked], None]:
    folder = world.places.judgements(world.suite.agent)

    def keep(asked: Asked) -> None:
        if file is not None:
            file.judging.keep(asked)
        recorded = asked.trial == asked.trial.recorded_as
        if (live.record or file is None) and asked.judgement is not None and recorded:
            write_judgement(folder, asked.judgement)

    return keep


def _ledger(world: World, live: Live, run: str, calls: Calls) -> KeptLedger:
    """Kept in the run's file, under a cap that other processes may share."""
    calls.drop_unsent()
    if not live.shared:
        return KeptLedger(LocalLedger(live.cap_usd, spent_usd=calls.spent_usd), calls)
    return KeptLedger(SharedLedger(_made(world.places.ledger(run)), live.cap_usd), calls)


def _purse(world: World, live: Live, purpose: str) -> SharedLedger:
    """A ledger in a file of its own, for what no run pays for."""
    return SharedLedger(_made(world.places.ledger(f"purse-{text_digest(purpose)[:16]}")), live.cap_usd)


def _made(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def _claude(
    connection: Connection, live: Live, file: RunFile | None, budget: Budget, gates: Path
) -> Claude | ClaudeBatches:
    if live.batch and file is not None:
        return ClaudeBatches(connection, file.batches, budget=budget, settings=live.batching)
    settings = Settings(most=live.most, pauses=gates if live.shared else None)
    return Claude(connection, budget=budget, settings=settings)
