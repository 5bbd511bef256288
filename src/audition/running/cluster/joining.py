"""Joins a Ray cluster without a key in anybody's environment, and looks at each of its machines first."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from audition.errors import UsageError, in_one_line
from audition.records.definitions import Suite
from audition.records.players import OWN, Casting, Room
from audition.records.variants import Variant
from audition.redaction import names_secret
from audition.running.cluster.alike import Marks, Needs, differences, marks_of
from audition.running.cluster.there import look_there

LOOK_SECONDS = 120.0
"""How long a machine may take to say what it is."""
CALL_SECONDS = 10.0
"""How long an address may take to be heard of."""
_STORE_BYTES = 512 * 2**20
"""Of a cluster that is started for a run, whose trials are small."""
_ANSWERS = ("ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN")
"""Variables that hold no secret on any machine that plays, whether this one knows them or not."""


@dataclass(frozen=True)
class Cluster:
    """Where trials are played.

    Args:
        address: A running Ray cluster's, or `auto` for the one of this machine; empty: that of RAY_ADDRESS, and
            without it one that is started on this machine for as long as the run lasts.
    """

    address: str = ""

    def __str__(self) -> str:
        return f"ray={self.address}" if self.address else "ray"


@dataclass(frozen=True)
class Rooms:
    """What trials take of a machine.

    Args:
        suite: Says it of every player.
        playing: The variants that play.
    """

    suite: Suite
    playing: tuple[Variant, ...]

    def of(self, variant: Variant) -> Room:
        """What a trial of this variant takes."""
        program = variant.settings.player
        return self.suite.own_room if program is None else program.room

    @property
    def programs(self) -> tuple[Casting, ...]:
        """Those that play."""
        cast = (variant.settings.player for variant in self.playing)
        return tuple(dict.fromkeys(program for program in cast if program is not None))

    def each(self) -> dict[str, Room]:
        """Player → what a trial of it takes."""
        cast = ((variant, variant.settings.player) for variant in self.playing)
        return {OWN if program is None else program.name: self.of(variant) for variant, program in cast}


def rooms_of(suite: Suite, variants: Iterable[str]) -> Rooms:
    """What trials of these variants take."""
    return Rooms(suite, tuple(suite.variant(name) for name in variants))


def require_ray() -> None:
    """See that Ray is installed.

    Raises:
        UsageError: It is not.
    """
    if find_spec("ray") is None:
        raise UsageError("--on ray plays on a Ray cluster, and Ray is not installed: pip install 'audition[ray]'")


def fit(cluster: Cluster | None, needs: Needs, rooms: Rooms) -> None:
    """See that every machine of a cluster is like this one and some have room; it stays connected for `joined`.

    Args:
        cluster: Which; None: none, and nothing is looked at.
        needs: What a run's trials need of a machine.
        rooms: What they take of it.

    Raises:
        UsageError: It cannot be reached; a machine differs or does not answer; or none has room for a player.
    """
    if cluster is None:
        return
    ray = _connected(cluster)
    try:
        told = asyncio.run(_look(ray, needs, rooms))
    except BaseException:
        ray.shutdown()
        raise
    if told:
        ray.shutdown()
        raise UsageError("\n".join(told))


@contextmanager
def joined(cluster: Cluster) -> Iterator[Any]:
    """The module `ray`, connected; a cluster that was started for a run ends with the block.

    Raises:
        UsageError: It cannot be reached.
    """
    ray = _connected(cluster)
    try:
        yield ray
    finally:
        ray.shutdown()


def _connected(cluster: Cluster) -> Any:
    import ray

    if ray.is_initialized():
        return ray
    address = cluster.address or os.environ.get("RAY_ADDRESS", "")
    if address.startswith("ray://"):
        raise UsageError(
            f"--on {cluster}: run audition on a machine of the cluster, and name it by HOST:PORT or `auto`"
        )
    _hear(cluster, address)
    own: dict[str, Any] = {} if address else {"include_dashboard": False, "object_store_memory": _STORE_BYTES}
    nothing = dict.fromkeys(sorted({*_ANSWERS, *_secrets()}), "")
    try:
        with _nothing_secret():
            ray.init(
                address or "local",
                runtime_env={"env_vars": nothing},
                log_to_driver=False,
                logging_level="ERROR",
                **own,
            )
    except (ConnectionError, RuntimeError, ValueError, OSError) as fault:
        raise UsageError(f"--on {cluster}: {in_one_line(str(fault))[:300]}") from fault
    return ray


def _hear(cluster: Cluster, address: str) -> None:
    """See that something answers at HOST:PORT, for which Ray itself takes minutes."""
    host, _, port = address.rpartition(":")
    if not (host and port.isdigit()):
        return
    try:
        socket.create_connection((host.strip("[]"), int(port)), timeout=CALL_SECONDS).close()
    except (OSError, OverflowError) as fault:
        raise UsageError(f"--on {cluster}: nothing answers there: {in_one_line(str(fault))}") from fault


async def _look(ray: Any, needs: Needs, rooms: Rooms) -> list[str]:
    """What stands against playing on the machines of a connected cluster."""
    here, nodes = marks_of(needs), _nodes(ray)
    told = [
        line for lines in await asyncio.gather(*(_seen(ray, node, needs, here) for node in nodes)) for line in lines
    ]
    for player, room in rooms.each().items():
        if not any(_fits(room, node["Resources"]) for node in nodes):
            told.append(f"no machine of the cluster has the {room} that a trial of {player} takes")
    return told


async def _seen(ray: Any, node: Mapping[str, Any], needs: Needs, here: Marks) -> list[str]:
    """What is otherwise on one machine."""
    name = named(node)
    task = ray.remote(look_there).options(num_cpus=0, max_retries=0, scheduling_strategy=only_on(node["NodeID"]))
    try:
        there = await asyncio.wait_for(task.remote(needs), LOOK_SECONDS)
    except TimeoutError:
        return [f"node {name}: did not answer in {LOOK_SECONDS:g} seconds"]
    except Exception as fault:  # noqa: BLE001  # Ray's, or whatever a machine of another kind raises
        if node["NodeID"] not in {each["NodeID"] for each in _nodes(ray)}:
            return []  # gone before it was seen to be: nothing will play there
        why = str(fault).strip().splitlines() or [type(fault).__name__]
        return [f"node {name}: audition does not run there: {in_one_line(why[-1])[:300]}"]
    return [*differences(name, there, here)]


def _nodes(ray: Any) -> list[Mapping[str, Any]]:
    """The machines that can play."""
    return [node for node in ray.nodes() if node["Alive"] and node["Resources"].get("CPU")]


def only_on(node: str) -> Any:
    """Schedules on the node with this id, and nowhere else."""
    from ray.util.scheduling_strategies import NodeAffinitySchedulingStrategy

    return NodeAffinitySchedulingStrategy(node, soft=False)


def named(node: Mapping[str, Any]) -> str:
    """What a machine is called: its host, and the beginning of the id by which Ray knows it."""
    return f"{node['NodeManagerHostname']} ({node['NodeID'][:8]})"


def _fits(room: Room, resources: Mapping[str, float]) -> bool:
    return room.cpus <= resources.get("CPU", 0) and room.memory_mb * 10**6 <= resources.get("memory", 0)


def _secrets() -> list[str]:
    return [name for name in os.environ if names_secret(name) and not name.startswith("RAY_")]


@contextmanager
def _nothing_secret() -> Iterator[None]:
    """This process without its secrets while it starts others, which have its environment; nor do they call home."""
    kept = {name: os.environ.pop(name) for name in _secrets()}
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        yield
    finally:
        os.environ.update(kept)
