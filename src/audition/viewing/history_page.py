"""An agent over time: the trend of every variant and of what decides, and each week with what it says first."""

from __future__ import annotations

from audition.analysis.history import history_of
from audition.errors import UsageError
from audition.loading.suite import list_suites
from audition.reporting.formats import FORMATS
from audition.reporting.html.trend import spark_of, trend_of
from audition.store.run_ids import run_path
from audition.usecases.history import remembered
from audition.usecases.view.past import trails, week_says
from audition.viewing.asking import Answer, Ask, Site


def history_page(site: Site, ask: Ask) -> Answer:
    """The history of an agent; of the first one that has any, where none is named."""
    agents = sorted(path.stem for path in site.places.history("x").parent.glob("*.jsonl"))
    agent = ask.query.get("agent") or next(iter(agents), "")
    if agent and agent not in agents:
        raise UsageError(f"{agent!r} has no history; `audition accept` and `audition weekly` write it")
    entries = remembered(site.places, agent) if agent else ()
    history = history_of(agent, entries)
    weeks = {
        (entry.week, sheet.facts.suite)
        for entry in entries
        if entry.occasion.value == "weekly"
        for sheet in entry.sheets.values()
    }
    return site.page(
        "history",
        agents=agents,
        agent=agent,
        history=history,
        plots={series.variant: trend_of(series) for series in history.series},
        trails={series.variant: trails(entries, series.variant) for series in history.series},
        spark=spark_of,
        suites={entry.run: next(iter(entry.sheets.values())).facts.suite for entry in entries if entry.sheets},
        says={key: week_says(site.places, *key) for key in weeks},
        paged={key for key in weeks if (site.places.report(key[0]) / key[1] / FORMATS["html"]).is_file()},
        stored={entry.run for entry in entries if run_path(site.places.runs, entry.run).is_file()},
    )


def week_page(site: Site, ask: Ask) -> Answer:
    """The page that a week wrote."""
    suite = ask.place["suite"]
    page = site.places.report(ask.place["week"]) / suite / FORMATS["html"]
    if suite not in list_suites(site.root) or page.is_symlink() or not page.is_file():
        raise UsageError(f"{ask.place['week']} has no page of {suite} here; `audition weekly` writes it")
    return Answer(body=page.read_bytes(), apart=True)
