"""Prints what everything costs and survives: `python -m bench` (or `make bench`); `--quick` for what matters most.

Every tool does the same work against one mock of the Messages API on this machine (200 ms an answer); tools take turns,
and each figure is a median of three runs, but for the largest sizes, which run once.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from audition.records.evidence import Ending
from bench import at_once, beside, cluster, everyday, gateway, kill9, limits, money, survival, view
from bench.peers.catalogue import PEERS
from bench.throughput import BARE, CONCLUDING, STORING, Row, Stand, Work, installed, load
from tests.fakes.mock_api import MockApi

LATENCY_MS = 200
OTHERS = tuple(name for name in PEERS if name != BARE)
PARTS = ("beside", "everyday", "single", "loop", "money", "limits", "kills", "gateway", "view", "cluster", "claude")
Goal = tuple[str, str, str, bool]
"""What is asked, the goal, what was measured, whether it is met."""


def main() -> int:
    told = _arguments()
    parts = told.only.split(",")
    bench = Bench(runs=told.runs, peers=() if told.quick else told.peers.split(","), quick=told.quick, older=told.older)
    started = time.monotonic()
    for part in parts:
        print(f"\n## {getattr(bench, part).__doc__.rstrip('.')}\n")
        for line in getattr(bench, part)():
            print(line, flush=True)
    print(f"\n## Goals\n\n{_table(('Asked', 'Goal', 'Measured', 'Met'), [_told(goal) for goal in bench.goals])}")
    minutes = (time.monotonic() - started) / 60
    print(f"\n{minutes:.0f} minutes; {load():.1f} processes wanted the processors in the last minute.")
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="no peers but the bare loop, no more than 1,000 samples")
    parser.add_argument("--only", default=",".join(PARTS), metavar="PARTS", help="some of %(default)s")
    parser.add_argument("--peers", default=",".join(OTHERS), metavar="NAMES", help="some of %(default)s")
    parser.add_argument("--older", type=Path, metavar="FOLDER", help="a checkout with its own .venv, to be beside")
    parser.add_argument("--runs", type=int, default=3, help="of which the median counts (default: %(default)s)")
    return parser.parse_args()


class Bench:
    """Every part of the bench, and the goals that their figures meet or miss.

    Args:
        runs: How often each is run.
        peers: Beside the bare loop.
        quick: Leave the largest sizes out.
        older: A checkout of an earlier commit that this one is held to; None: it is held to none.
    """

    def __init__(self, *, runs: int, peers: Sequence[str], quick: bool, older: Path | None) -> None:
        self._older = older
        self._runs = runs
        self._peers = installed([name for name in peers if name], _say)
        self._quick = quick
        self.goals: list[Goal] = []

    def beside(self) -> Iterator[str]:
        """Everyday commands on equal inputs, here and in an older checkout (--older)."""
        if self._older is None:
            yield "No older checkout was given (`--older`)."
            return
        found = beside.ratios(self._older)
        rows = [(ratio.what, f"{ratio.theirs_seconds:.2f}", f"{ratio.ours_seconds:.2f}") for ratio in found]
        yield _table(("Command", "CPU s there", "CPU s here"), rows)
        for ratio in found:
            self._hold(ratio.what, ratio.ratio, ratio.most, "× the older checkout")

    def everyday(self) -> Iterator[str]:
        """Everyday commands."""
        found = everyday.figures(self._runs)
        yield _table(("Command", "Measured"), [(figure.what, figure.measured) for figure in found])
        self.goals += [(figure.what, figure.goal, figure.measured, figure.met) for figure in found]

    def single(self) -> Iterator[str]:
        """One question, one answer: two prompts of 1,000 tokens, a hundred scenarios, one substring check."""
        rows = []
        with MockApi(latency_ms=LATENCY_MS) as api:
            stand = Stand(api, _say)
            for samples in (200, 1_000):
                names = [*self._peers, BARE, STORING, CONCLUDING]  # what is held to the bare loop runs right behind it
                rows += stand.single_turn(Work(names=names, samples=samples, concurrency=50, runs=self._runs))
            if not self._quick:
                rows += stand.single_turn(Work(names=[BARE, STORING], samples=5_000, concurrency=50, runs=1))
                names = [BARE, STORING, CONCLUDING]
                rows += stand.single_turn(Work(names=names, samples=20_000, concurrency=200, runs=1))
        yield _rows_table(rows)
        self._hold_single({(row.name, row.samples): row for row in rows})

    def loop(self) -> Iterator[str]:
        """A loop of tool calls: four turns, 19,600 tokens in and 1,200 out a trial, every file really read."""
        with MockApi(latency_ms=LATENCY_MS, batch_seconds=0) as api:
            stand = Stand(api, _say)
            work = Work(names=[BARE, STORING, CONCLUDING], samples=200, concurrency=50, runs=self._runs)
            rows = stand.tool_loop(work)
            batched = Work(names=[STORING], samples=200, concurrency=400, runs=1)
            (batch,) = stand.tool_loop(batched, ["--batch"])
        yield _rows_table([*rows, batch], {id(batch): f"{STORING} --batch"})
        uncached, cached = (next(row.cost_usd for row in rows if row.name == name) for name in (BARE, STORING))
        self._hold("dollars on the tool loop, cached", cached / uncached, 0.60, "× uncached")
        self._hold("dollars on the tool loop, cached and in batches", batch.cost_usd / uncached, 0.32, "× uncached")

    def money(self) -> Iterator[str]:
        """Dollars on the shapes of the recorded trials."""
        count, costs = money.of_recorded_shapes()
        yield _table(("Calls", "Dollars"), [(name, f"{cost:.4f}") for name, cost in costs.items()])
        for name, goal in (("cached", 0.82), ("batched", 0.42)):
            what = f"dollars on the shapes of {count} recordings, {name}"
            self._hold(what, costs[name] / costs["uncached"], goal, "× uncached")

    def gateway(self) -> Iterator[str]:
        """What the gateway adds to a program's call."""
        found = [gateway.a_call() for _ in range(self._runs)]
        wall_ms, cpu_ms = (median(each) for each in zip(*found, strict=True))
        rows = [("wall", f"{wall_ms:.2f}"), ("CPU, its client's too", f"{cpu_ms:.2f}")]
        yield _table(("A streamed call of 20 kB", "ms"), rows)
        self._hold("the gateway, a call", wall_ms, 5.0, "ms")
        self._hold("the gateway, CPU a call", cpu_ms, 3.0, "ms")

    def view(self) -> Iterator[str]:
        """Pages of `audition view`, each server started anew."""
        found = view.looks(self._runs)
        yield _table(("Page", "Seconds"), [(look.what, f"{look.seconds:.2f}") for look in found])
        for look in found:
            if look.most is not None:
                self._hold(look.what, look.seconds, look.most, "s")

    def cluster(self) -> Iterator[str]:
        """1,000 scripted trials on a Ray cluster of two machines, which are this one, and in one process."""
        if not cluster.is_installed():
            yield "Ray is not installed (`audition[ray]`)."
            return
        pairs = [(cluster.in_one_process(), cluster.on_two_machines()) for _ in range(self._runs)]
        lost = cluster.on_two_machines(killed=True)
        kinds = [("one process", [one for one, _ in pairs]), ("two machines", [away for _, away in pairs])]
        rows = [(where, *_cpu_seconds(runs), *_took(runs)) for where, runs in kinds]
        rows.append(("two machines, one killed halfway", "", "", "", *_took([lost])))
        head = ("Where", "CPU s of the run", "CPU s of who plays", "CPU s of Ray's own", "Wall s", "Started twice")
        yield _table(head, rows)
        ratio = median(away.cpu_seconds / one.cpu_seconds for one, away in pairs)
        alike = {one.scores for one, _ in pairs} == {away.scores for _, away in pairs} == {lost.scores}
        self._hold("1,000 scripted trials on two machines, CPU", ratio, 1.2, "× one process")
        self.goals.append(("… scores as in one process, with a machine killed too", "yes", _yes(alike), alike))

    def claude(self) -> Iterator[str]:
        """Fifty trials of Claude Code itself at once, with an ample cap and with one that is met."""
        if (why := at_once.missing()) is not None:
            yield why
            return
        ample, tight = found = [at_once.under(cap_usd) for cap_usd in (at_once.AMPLE_USD, at_once.CAP_USD)]
        head = ("Cap", "Trials", "Exit", "Seconds", "Memory at the most", "Billed", "In the book")
        yield _table(head, [_at_once(one) for one in found])
        finished = ample.endings[Ending.FINISHED]
        self._hold("50 Claude Code trials at once, under a cap", tight.billed_usd, tight.cap_usd, "dollars")
        self.goals += [
            ("… what was billed is in the book", "yes", _yes(ample.told and tight.told), ample.told and tight.told),
            ("… finished under an ample cap", str(at_once.TRIALS), str(finished), finished == at_once.TRIALS),
        ]

    def limits(self) -> Iterator[str]:
        """A rate limit of 1,000 requests a minute, and a storm in which a fifth of all requests is broken."""
        limited, stormy = limits.under_a_limit(), limits.in_a_storm()
        faults = ", ".join(f"{count} {name}" for name, count in stormy.faults.items())
        yield f"Limit: {limited.used:.1%} used, {limited.refused} refused, {limited.lost} trials lost."
        yield f"Storm: {faults}; trials {', '.join(f'{count} {name}' for name, count in stormy.endings.items())}."
        self.goals += [
            ("of the limit used", "≥ 95 %", f"{limited.used:.1%}", limited.used >= 0.95),
            ("trials lost under the limit", "0", str(limited.lost), limited.lost == 0),
            ("requests before their retry-after", "0", str(limited.early), limited.early == 0),
            ("every trial of the storm has its right ending", "yes", _yes(stormy.right), stormy.right),
            ("scores in the storm equal those in calm", "yes", _yes(stormy.equal), stormy.equal),
        ]

    def kills(self) -> Iterator[str]:
        """Runs killed (kill -9) at random moments, each gone on with afterwards."""
        found = list(kill9.kills(10 if self._quick else 100, _say))
        head = ("Runs", "Killed before their last trial", "Finished by then", "Calls under way", "Seconds")
        yield _table(head, [_killed(kills) for kills in found])
        for kills in found:
            what = f"{kills.kind} runs that a kill made lose, double or pay something again"
            self.goals.append((what, "0", f"{kills.broken} of {len(kills.moments) + kills.broken}", not kills.broken))
        for kind in survival.KINDS:
            met = list(survival.survivals(kind, 5 if self._quick else 100, _say))
            yield survival.told(kind, met)
            broke = sum(bool(each.fault) for each in met)
            what = f"{kind}: commands that kills made bill more than the cap, pay something again or say too little"
            self.goals.append((what, "0", f"{broke} of {len(met)}", not broke))

    def _hold_single(self, rows: dict[tuple[str, int], Row]) -> None:
        ours = rows[STORING, 1_000].used
        both = list(zip(rows[STORING, 1_000].rounds, rows[BARE, 1_000].rounds, strict=True))
        cpu = median(our.cpu_seconds / bare.cpu_seconds for our, bare in both)
        wall = median(our.wall_seconds / bare.wall_seconds for our, bare in both)
        self._hold("1,000 trials with store and checks, CPU", cpu, 1.15, "× bare")
        self._hold("1,000 trials with store and checks, wall", wall, 1.1, "× bare")
        self._hold("1,000 trials with store and checks, peak memory", ours.peak_mb, 120, "MB")
        if (STORING, 20_000) in rows:
            more = rows[STORING, 20_000].used.peak_mb / ours.peak_mb
            self._hold("20,000 trials, peak memory", more, 1.5, "× that of 1,000")

    def _hold(self, what: str, measured: float, most: float, unit: str) -> None:
        self.goals.append((what, f"≤ {most:g} {unit}", f"{measured:.2f} {unit}", measured <= most))


def _rows_table(rows: Sequence[Row], names: dict[int, str] | None = None) -> str:
    head = ("Samples", "At once", "Tool", "CPU s", "Wall s", "Peak MB", "Kept kB", "Responses", "Dollars")
    return _table(
        head,
        [
            (
                f"{row.samples:,}",
                str(row.concurrency),
                (names or {}).get(id(row), row.name),
                f"{row.used.cpu_seconds:.1f}",
                f"{row.used.wall_seconds:.1f}",
                f"{row.used.peak_mb:.0f}",
                f"{row.kept_bytes / 1000:,.0f}",
                f"{row.answered:,}",
                f"{row.cost_usd:.2f}",
            )
            for row in rows
        ],
    )


def _cpu_seconds(runs: Sequence[cluster.Played]) -> list[str]:
    parts = ("here_cpu_seconds", "there_cpu_seconds", "cluster_cpu_seconds")
    return [f"{median(getattr(run, part) for run in runs):.1f}" for part in parts]


def _took(runs: Sequence[cluster.Played]) -> tuple[str, str]:
    return f"{median(run.wall_seconds for run in runs):.1f}", str(max(run.again for run in runs))


def _at_once(one: at_once.AtOnce) -> tuple[str, ...]:
    return (
        f"${one.cap_usd:g}",
        ", ".join(f"{count} {ending.value}" for ending, count in one.endings.items()),
        str(one.code),
        f"{one.seconds:.0f}",
        "unknown to this user" if one.peak_mb is None else f"{one.peak_mb / 1024:.1f} GB",
        f"${one.billed_usd:.2f}",
        f"${one.spent_usd:.2f}",
    )


def _killed(kills: kill9.Kills) -> tuple[str, ...]:
    finished = [moment.finished for moment in kills.moments] or [0]
    return (
        kills.kind,
        f"{kills.early} of {len(kills.moments)}",
        f"{min(finished)} to {max(finished)} of {kill9.PLANNED} trials",
        f"at most {max((moment.lost for moment in kills.moments), default=0)}",
        f"{kills.seconds:.0f}",
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _told(goal: Goal) -> tuple[str, str, str, str]:
    what, asked, measured, met = goal
    return what, asked, measured, _yes(met)


def _yes(met: bool) -> str:
    return "yes" if met else "no"


def _say(line: str) -> None:
    print(f"  {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
