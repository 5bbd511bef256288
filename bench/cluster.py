"""What many machines cost: 1,000 scripted trials on two nodes of a Ray cluster on this machine, and in one process.

The script says what the agent of the shipped recordings said, so that each trial is as long as a real one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from audition.agent import Loop
from audition.models.scripted import ScriptedModel
from audition.running.cluster.joining import Cluster
from audition.running.order import Order
from audition.running.plan import Selection
from audition.running.progress import Silent
from audition.running.runner import Options
from audition.store.run_file import RunFile
from audition.usecases.run import run
from tests.fakes.machines import machines, ray_processes
from tests.fakes.reenacted import Reenacting
from tests.fakes.shipped import AGENT, copied

TRIALS, A_CASE, AT_ONCE = 1_000, 40, 16
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Played:
    """A run of so many trials."""

    wall_seconds: float
    here_cpu_seconds: float
    """Of the run's own process, from its start."""
    there_cpu_seconds: float = 0.0
    """Of processes that began with the run, to play."""
    cluster_cpu_seconds: float = 0.0
    """Of those that Ray keeps on a cluster anyway, while the run lasted."""
    scores: str
    again: int
    """Trials that were started twice."""

    @property
    def cpu_seconds(self) -> float:
        """Of all who took part, the cluster itself apart."""
        return self.here_cpu_seconds + self.there_cpu_seconds


def is_installed() -> bool:
    """Whether Ray is."""
    return find_spec("ray") is not None


def in_one_process() -> Played:
    """All trials in a process of their own."""
    return _in_a_process("here")


def on_two_machines(*, killed: bool = False) -> Played:
    """The same on a cluster that stands; where `killed`, one of its machines is lost when half of them are stored."""
    return _in_a_process("killed" if killed else "there")


def _in_a_process(how: str) -> Played:
    done = subprocess.run([sys.executable, "-m", "bench.cluster", how], check=True, capture_output=True, text=True)
    return Played(**json.loads(done.stdout.splitlines()[-1]))


def _play(how: str) -> Played:
    with tempfile.TemporaryDirectory() as folder:
        root = _project(Path(folder))
        if how == "here":
            return _measured(root, None, lambda: None)
        with machines() as cluster:
            (other,) = cluster.worker_nodes
            lose = (lambda: cluster.remove_node(other, allow_graceful=False)) if how == "killed" else (lambda: None)
            return _measured(root, cluster.address, lose)


def _project(folder: Path) -> Path:
    """The shipped suite, whose script waits for nothing and so takes a whole processor."""
    root = copied(folder)
    suite = root / f"scenarios/{AGENT}/suite.yaml"
    suite.write_text(f"{suite.read_text('utf-8')}\nplayers: {{own: {{cpus: 1}}}}\n", "utf-8")
    return root


def _measured(root: Path, address: str | None, halfway: Callable[[], None]) -> Played:
    standing, watch = dict(_cpu_seconds(ray_processes())), _Watch(halfway)
    before = {os.getpid(): 0.0} if address is None else dict(_cpu_seconds({os.getpid()}))
    started = time.perf_counter()
    order = Order(
        suite=AGENT,
        player=Loop(ScriptedModel(Reenacting.of(root / "evals/recordings" / AGENT, "sales-*"))),
        selection=Selection(variants=("sales",), trials=A_CASE),
        options=Options(concurrency=AT_ONCE),
        on=None if address is None else Cluster(address),
    )
    done = run(root, order, watch)
    wall, at_last = time.perf_counter() - started, watch.cpu_seconds
    watch.thread.join()
    (mine,) = _cpu_seconds({os.getpid()})
    with RunFile.open_readonly(done.path) as file:
        rows, grades = list(file.summaries()), sorted(map(repr, file.grades()))
    if len(rows) != TRIALS:
        raise RuntimeError(f"{len(rows)} trials were stored")
    return Played(
        wall_seconds=wall,
        here_cpu_seconds=mine[1] - before[os.getpid()],
        there_cpu_seconds=sum(used for pid, used in at_last.items() if pid not in standing and pid != os.getpid()),
        cluster_cpu_seconds=sum(at_last[pid] - used for pid, used in standing.items() if pid in at_last),
        scores="\n".join(grades),
        again=sum(row.attempts > 1 for row in rows),
    )


class _Watch(Silent):
    """Reads the processors' time as the last trial is stored: afterwards whoever played is gone."""

    def __init__(self, halfway: Callable[[], None]) -> None:
        self._left = TRIALS
        self.thread = threading.Thread(target=halfway)
        self.cpu_seconds: dict[int, float] = {}

    def finished(self, *_: object) -> None:
        """One more is stored."""
        self._left -= 1
        if self._left == TRIALS // 2:
            self.thread.start()
        if not self._left:
            self.cpu_seconds = dict(_cpu_seconds(ray_processes()))


def _cpu_seconds(processes: set[int]) -> Iterator[tuple[int, float]]:
    for process in processes:
        try:
            fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        yield process, (int(fields[11]) + int(fields[12])) / _TICKS


if __name__ == "__main__":
    from dataclasses import asdict

    print(json.dumps(asdict(_play(sys.argv[1]))))
