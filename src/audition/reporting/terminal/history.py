"""An agent's history on a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from audition.records.history import History, HistoryPoint, HistorySeries
from audition.reporting.escaping import one_line
from audition.reporting.words import difference, score

_WIDTH = 24


def history_lines(history: History) -> Iterator[str]:
    """One table a variant, then the scenarios to look after."""
    for series in history.series:
        yield from _series(series)
        yield ""
    if history.scenarios:
        yield "Scenarios to look after"
        for health in history.scenarios:
            share = f"{100 * health.score:.0f} %"
            where = f"{health.scenario} ({health.variant}, {share} over {health.trials} trials)"
            yield f"  {health.condition.value}: {where}: {health.advice}"


def _series(series: HistorySeries) -> Iterator[str]:
    from tabulate import tabulate

    band = "" if series.band is None else f" · control band {100 * series.band[0]:.1f}–{100 * series.band[1]:.1f} %"
    yield f"{series.variant}{band}"
    rows = [
        [
            point.week,
            point.occasion.value,
            score(point.gate),
            _bar(point),
            difference(point.difference),
            _changes(point),
        ]
        for point in series.points
    ]
    headers = ["week", "", "gate score (95 %)", "0 … 100 %", "since the run before", "what changed"]
    yield from tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True).splitlines()


def _bar(point: HistoryPoint) -> str:
    """The interval as a stroke with the estimate on it."""
    if point.gate is None:
        return ""
    low, at, high = (round(value * (_WIDTH - 1)) for value in (point.gate.low, point.gate.value, point.gate.high))
    return "".join("●" if n == at else "─" if low <= n <= high else "·" for n in range(_WIDTH))


def _changes(point: HistoryPoint) -> str:
    told = [f"{marker.cause.value}: {one_line(marker.detail, 60)}" for marker in point.markers]
    return "; ".join([*told, *([point.alarm] if point.alarm else [])])
