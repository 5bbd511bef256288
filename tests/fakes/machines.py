"""A Ray cluster of several machines on this one, and clerks that say where they were."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from audition.models.scripted import Answer, Cue, Script
from tests.fakes.letters import BETTER

ROOT = Path(__file__).parents[2]
NODE = {"num_cpus": 1, "object_store_memory": 80 * 2**20}
KEY = "sk-ant-api03-of-the-cluster-0123456789"
"""Stands in the environment of whoever starts the cluster, as on a careless machine."""


@contextmanager
def machines(nodes: int = 2) -> Iterator[Any]:
    """A cluster of so many machines of one processor, as `ray.cluster_utils.Cluster`; its `address` is where it is."""
    from ray.cluster_utils import Cluster

    outside = dict(os.environ)
    os.environ.update({"RAY_USAGE_STATS_ENABLED": "0", "PYTHONPATH": str(ROOT), "ANTHROPIC_API_KEY": KEY})
    try:
        cluster = Cluster(initialize_head=True, head_node_args={**NODE, "include_dashboard": False})
        for _ in range(nodes - 1):
            cluster.add_node(**NODE)
    finally:
        os.environ.clear()
        os.environ.update(outside)
    try:
        yield cluster
    finally:
        cluster.shutdown()


@contextmanager
def joined_by(cluster: Any, environment: Mapping[str, str]) -> Iterator[Any]:
    """One more machine in the cluster, whose processes have this environment besides, until the block ends."""
    node = cluster.add_node(**NODE, env_vars=dict(environment))
    cluster.wait_for_nodes()
    try:
        yield node
    finally:
        if node in cluster.worker_nodes:
            cluster.remove_node(node)


@dataclass(frozen=True)
class Noting:
    """A clerk that leaves a line about each trial in a folder: its name, and where and in what environment it played.

    Args:
        folder: Where; a file a process.
        script: Who answers.
        seconds: How long it thinks before each answer.
    """

    folder: Path
    script: Script = BETTER
    seconds: float = 0.0

    def __call__(self, cue: Cue) -> Answer:
        """What the script says, and a line before the first word."""
        if not cue.turn:
            known = {"trial": str(cue.subject.id), "node": os.environ.get("RAY_NODE_ID", _node()), "pid": os.getpid()}
            environment = Path("/proc/self/environ").read_text("utf-8", errors="replace")
            with (self.folder / f"{os.getpid()}.jsonl").open("a") as file:
                file.write(json.dumps({**known, "environ": dict(os.environ), "began_with": environment}) + "\n")
        said = self.script(cue)
        return replace(Answer(text=said) if isinstance(said, str) else said, delay_seconds=self.seconds)


def notes(folder: Path) -> list[dict[str, Any]]:
    """All that clerks noted there."""
    return [json.loads(line) for file in sorted(folder.glob("*.jsonl")) for line in file.read_text().splitlines()]


def _node() -> str:
    import ray

    return ray.get_runtime_context().get_node_id() if ray.is_initialized() else ""


def older_audition(folder: Path) -> Path:
    """A folder that a machine finds audition in, as it is but of another version."""
    shutil.copytree(ROOT / "src/audition", folder / "audition", ignore=shutil.ignore_patterns("__pycache__"))
    module = folder / "audition/__init__.py"
    text = module.read_text("utf-8")
    module.write_text(
        "\n".join('__version__ = "0.0.7"' if line.startswith("__version__") else line for line in text.split("\n")),
        "utf-8",
    )
    return folder


def ray_processes() -> set[int]:
    """The processes of this machine that belong to a Ray cluster."""
    found = set()
    for place in Path("/proc").iterdir():
        if place.name.isdigit():
            try:
                words = (place / "cmdline").read_bytes()
            except OSError:
                continue
            if b"/ray/" in words or words.startswith(b"ray::"):
                found.add(int(place.name))
    return found
