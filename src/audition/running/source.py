"""Where a run's answers come from: recordings, live calls, or a player that was given."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version

from audition.agent import Player, Replay
from audition.errors import UsageError, in_one_line
from audition.models.claude.access import NAMES
from audition.models.gateway.recorded import RecordedTraffic
from audition.models.protocol import Subject
from audition.models.recorded import RecordedModel
from audition.project.world import World
from audition.records.evidence import Origin
from audition.records.findings import Mode, PlayerFacts
from audition.records.project import Provider, Service
from audition.running.answering import Answering
from audition.running.cluster.alike import Needs
from audition.running.cluster.away import crew_of
from audition.running.cluster.joining import Cluster, Rooms, fit, require_ray, rooms_of
from audition.running.ensemble import Ensemble, programs
from audition.running.judging import judge_plan, own_judge_caveat, recorded_judge
from audition.running.order import Live, Order
from audition.running.recorded import recordings_of
from audition.store.run_file import RunFile
from audition.workspace.sandbox.shell import NoShell, Shell

SCRIPTED = "A script answered in place of a model: the figures show the harness and measure no model."


@dataclass(frozen=True, kw_only=True)
class Source:
    """Where a run's answers come from, known before anything is asked."""

    mode: Mode
    player: PlayerFacts
    shell: Shell
    answering: Callable[[RunFile], AbstractAsyncContextManager[Answering]]
    """Who answers and judges for an open run; entered in the event loop that plays."""
    recorded: RecordedModel | None = None
    """In replay: what answers, so that every miss can be found before anything runs."""
    starts: Callable[[Subject], bool] = lambda subject: subject.variant.settings.player is not None
    """Whether a trial starts a program."""
    caveat: Callable[[Sequence[Subject]], str] = lambda _: ""
    """What the origin of the answers of these trials means for every figure made of them."""
    fit: Callable[[Iterable[str]], None] = lambda _: None
    """Sees that the machines that are to play these variants can, before anything is stored or asked."""
    sdk: str | None = None
    cap_usd: float | None = None


def source_of(world: World, order: Order) -> Source:
    """That of a live run, or of a replay where `live` is None; a player that is given plays in place of both.

    Raises:
        UsageError: A live run has no key, or a cap and a model without a price; or other machines cannot play it.
    """
    if order.on is not None:
        require_ray()
        if order.replays:
            raise UsageError("--on plays on other machines, and recordings are replayed here at once: add --live")
        if order.live is not None and order.live.batch:
            raise UsageError("--on holds room for each trial, and a batch takes hours: play without --batch")
    if order.player is not None:
        return _given(world, order, order.player)
    return _replay(world) if order.live is None else _live(world, order.live, order.on)


def _given(world: World, order: Order, player: Player) -> Source:
    live, needs, rooms = order.live, Needs(root=world.places.root), partial(rooms_of, world.suite)

    @asynccontextmanager
    async def answering(file: RunFile) -> AsyncIterator[Answering]:
        async with crew_of(order.on, needs, rooms(file.facts.variants)) as crew:
            there = crew.playing(player)
            if live is None:
                yield Answering(player=there, judge=recorded_judge(world))
                return
            from audition.running.live_answering import live_answering

            async with live_answering(world, live, file.facts.id, file=file) as claude:
                yield Answering(player=there, judge=claude.judge, status=claude.status, leaked=claude.leaked)

    return Source(
        mode=Mode(player.origin.value),
        player=PlayerFacts(name=player.name, version=player.version),
        shell=NoShell("whoever plays in place of the engine brings its own"),
        answering=answering,
        caveat=lambda _: SCRIPTED if player.origin is Origin.SCRIPTED else "",
        fit=lambda variants: fit(order.on, needs, rooms(variants)),
        cap_usd=None if live is None else live.cap_usd,
    )


def _replay(world: World) -> Source:
    recordings = recordings_of(world)
    model = RecordedModel(recordings)
    player = Ensemble(Replay(model), RecordedTraffic(recordings), world.places.root, recordings)
    return Source(
        mode=Mode.REPLAY,
        player=PlayerFacts(name=Replay.name),
        shell=NoShell("a replay takes shell results from its recording"),
        answering=lambda _: nullcontext(Answering(player=player, judge=recorded_judge(world))),
        recorded=model,
        starts=player.starts,
        caveat=lambda subjects: _recorded_caveat(model, subjects),
    )


def _recorded_caveat(model: RecordedModel, subjects: Sequence[Subject]) -> str:
    """What their recordings say of themselves, and first of all which model they are of where it is another one."""
    provenances, others = set(), set()
    for subject in subjects:
        recording, today = model.of(subject), subject.variant.model
        provenances.add(recording.provenance)
        if recording.model != today and not recording.model.startswith(f"{today}-"):  # the id of its snapshot
            others.add((in_one_line(recording.model), today, subject.variant.id))
    told = []
    for recorded, today in sorted({(recorded, today) for recorded, today, _ in others}):
        names = sorted(name for *pair, name in others if (*pair,) == (recorded, today))
        say = "says" if len(names) == 1 else "say"
        told.append(
            f"Recorded with {recorded}, and not with {today} as {' and '.join(names)} {say} today: "
            f"the figures are {recorded}'s."
        )
    return " ".join([*told, "Made from recordings.", *sorted(provenances)])


def _live(world: World, live: Live, on: Cluster | None) -> Source:
    from audition.running.live_answering import live_answering, require_access
    from audition.workspace.sandbox.probe import probe_shell

    judges = judge_plan(world).models if live.judged else ()
    users = [scenario.user.model for scenario in world.suite.scenarios if scenario.user is not None]
    cast = programs(world.suite)
    others = [model for casting in cast.values() for model in casting.models]
    require_access(world, live, [*(variant.model for variant in world.suite.variants), *others, *judges, *users])

    needs_shell = bool(cast) or any(variant.needs_shell for variant in world.suite.variants)

    def needed(variants: Iterable[str]) -> tuple[Needs, Rooms]:
        rooms = rooms_of(world.suite, variants)
        return Needs(root=world.places.root, programs=rooms.programs, sandboxed=needs_shell), rooms

    @asynccontextmanager
    async def answering(file: RunFile) -> AsyncIterator[Answering]:
        async with (
            live_answering(world, live, file.facts.id, file=file) as claude,
            crew_of(on, *needed(file.facts.variants)) as crew,
            crew.asking(claude.channel) as channel,
        ):
            player = crew.playing(claude.player.asking(channel))
            judge = claude.judge if live.judged else recorded_judge(world, file.judging.judgements())
            yield Answering(player=player, judge=judge, status=claude.status, leaked=claude.leaked)

    return Source(
        mode=Mode.BATCH if live.batch else Mode.LIVE,
        player=PlayerFacts(),
        shell=probe_shell() if needs_shell else NoShell("no variant runs commands"),
        answering=answering,
        caveat=lambda _: " ".join(filter(None, (own_judge_caveat(world), _elsewhere(world.project.service)))),
        fit=lambda variants: fit(on, *needed(variants)),
        sdk=version("anthropic"),
        cap_usd=live.cap_usd,
    )


def _elsewhere(service: Service) -> str:
    """That not the API itself answered, which is another thing to hold figures against."""
    where = [] if service.provider is Provider.ANTHROPIC else [f"at {NAMES[service.provider]}"]
    where += ["through a gateway"] if service.base_url else []
    return f"Claude answered {' '.join(where)}." if where else ""
