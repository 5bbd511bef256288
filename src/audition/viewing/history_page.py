"""An agent over time: the trend of every variant and of what decides, and each week with what it says first."""

from __future__ import annotations

from audition.errors import UsageError
from audition.loading.suite import list_suites
from audition.records.accepted import Occasion
from audition.reporting.html.trend import spark_of, trend_of
from audition.store.run_ids import run_path
from audition.usecases.history import past_of
from audition.viewing.asking import Answer, Ask, Site


def history_page(site: Site, ask: Ask) -> Answer:
    """The history of an agent; of the first one that has any, where none is named."""
    agents = sorted(path.stem for path in site.places.history("x").parent.glob("*.jsonl"))
    agent = ask.query.get("agent") or next(iter(agents), "")
    if agent and agent not in agents:
        raise UsageError(f"{agent!r} has no history; `audition accept` and `audition weekly` write it")
    past = past_of(site.places, agent)
    points = {point.run: point for series in past.history.series for point in series.points}
    return site.page(
        "history",
        agents=agents,
        agent=agent,
        history=past.history,
        plots={series.variant: trend_of(series) for series in past.history.series},
        trails=past.trails,
        spark=spark_of,
        says=past.says,
        paged={
            run: suite
            for run, suite in past.suites.items()
            if points[run].occasion is Occasion.WEEKLY and site.page_of_week(points[run].week, suite).is_file()
        },
        stored={run for run in points if run_path(site.places.runs, run).is_file()},
    )


def week_page(site: Site, ask: Ask) -> Answer:
    """The page that a week wrote."""
    suite = ask.place["suite"]
    page = site.page_of_week(ask.place["week"], suite)
    if suite not in list_suites(site.root) or page.is_symlink() or not page.is_file():
        raise UsageError(f"{ask.place['week']} has no page of {suite} here; `audition weekly` writes it")
    return Answer(body=page.read_bytes(), apart=True)
