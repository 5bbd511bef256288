"""An agent's history on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import wrap

from audition.records.attribution import Cause
from audition.records.history import Condition, History, HistoryPoint, HistorySeries, ScenarioHealth
from audition.reporting.escaping import one_line
from audition.reporting.words import difference, score
from audition.text import counted

_WIDTH = 24
_COLUMNS = 100
_CHANGES = 48
"""Characters in which what changed is told, line by line."""
_SHOWN: Mapping[Condition, str] = {
    Condition.FLAKY: "now and then passes",
    Condition.DEAD: "never passes",
    Condition.SATURATED: "",
}


def history_lines(history: History) -> Iterator[str]:
    """One table a variant with what to do about its falls, then the scenarios to look after."""
    for series in history.series:
        yield from _series(series)
        for point in series.points:
            yield from _fall(point)
        yield ""
    if history.scenarios:
        yield "Scenarios to look after"
        for health in history.scenarios:
            yield from wrap(_health(health), _COLUMNS, initial_indent="  ", subsequent_indent="      ")


def _health(health: ScenarioHealth) -> str:
    passed = one_line(f"{_SHOWN[health.condition]} {', '.join(health.graders)}".strip(), 160)
    shown = f"{passed}; " if health.graders else ""
    where = f"{health.scenario} ({health.variant}, {counted(health.trials, 'trial')})"
    return f"{health.condition.value}: {one_line(where)}: {shown}{health.advice}"


def _series(series: HistorySeries) -> Iterator[str]:
    from tabulate import tabulate

    band = ""
    if series.band is not None:
        band = f" · control band {100 * series.band[0]:.1f}–{100 * series.band[1]:.1f} %, shaded"
    yield f"{series.variant}{band}"
    rows = [
        [
            f"{point.week} {_mark(point)}".rstrip(),
            point.occasion.value,
            score(point.gate),
            _bar(point, series.band),
            difference(point.difference),
            _changes(point),
        ]
        for point in series.points
    ]
    headers = ["week", "", "gate score (95 %)", "0 … 100 %", "since the run before", "what changed"]
    widths = [None] * (len(headers) - 1) + [_CHANGES]
    table = tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True, maxcolwidths=widths)
    yield from map(str.rstrip, table.splitlines())


def _bar(point: HistoryPoint, band: tuple[float, float] | None) -> str:
    """The interval as a stroke with the estimate on it, over the shaded band."""
    if point.gate is None:
        return ""
    low, at, high = _columns(point.gate.low, point.gate.value, point.gate.high)
    bottom, top = _columns(*band) if band is not None else (_WIDTH, _WIDTH)
    ground = "".join("░" if bottom <= n <= top else "·" for n in range(_WIDTH))
    return "".join("●" if n == at else "─" if low <= n <= high else ground[n] for n in range(_WIDTH))


def _columns(*scores: float) -> tuple[int, ...]:
    return tuple(round(score * (_WIDTH - 1)) for score in scores)


def _mark(point: HistoryPoint) -> str:
    """`✗` where what is required failed, `▼` where a week found it worse or left it under suspicion."""
    return "✗" if point.failed else "▼" if point.doubted else ""


def _changes(point: HistoryPoint) -> str:
    failed = [f"{counted(point.failed, 'required check')} failed"] if point.failed else []
    doubted = ["found worse or suspected"] if point.doubted else []
    told = [
        "nothing that is recorded"
        if marker.cause is Cause.UNSEEN
        else f"{marker.cause.value}: {one_line(marker.detail, 90)}"
        for marker in point.markers
    ]
    return "; ".join([*failed, *doubted, *told, *([point.alarm] if point.alarm else [])])


def _fall(point: HistoryPoint) -> Iterator[str]:
    """What to run where a run did worse than the one before by more than its interval."""
    if point.difference is not None and point.difference.high < 0.0:
        for marker in point.markers:
            text = f"{point.week} fell; {marker.cause.value}: {one_line(marker.tells, 400)}"
            yield from wrap(text, _COLUMNS, initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False)
