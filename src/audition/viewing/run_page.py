"""A run: what it says first, and its cases by whatever is asked of them."""

from __future__ import annotations

from audition.reporting.words import told_apart
from audition.store.run_file import RunState
from audition.usecases.view.cases import Wanted, cases_of
from audition.viewing.asking import Answer, Ask, Site
from audition.viewing.runs_page import AGAIN_SECONDS

ROWS = 200
FAILURES = {"required": "a required check failed", "any": "anything fell short", "broken": "a trial or grader broke"}


def wanted_of(ask: Ask) -> Wanted:
    """The filters that an address names."""
    said = {name: ask.query.get(name, "") for name in ("failure", "grader", "tag", "variant", "text")}
    return Wanted(**said, differs=ask.query.get("differs", "") == "1")


def query_of(wanted: Wanted) -> dict[str, object]:
    """The same as a query."""
    return {name: getattr(wanted, name) for name in ("failure", "grader", "differs", "tag", "variant", "text")}


def run_page(site: Site, ask: Ask) -> Answer:
    """One run with the cases that are wanted."""
    run = site.library.opened(ask.place["run"])
    wanted = wanted_of(ask)
    cases = cases_of(run, wanted)
    card = next((card for card in site.library.listed().cards if card.id == run.facts.id), None)
    said = site.library.sentences([card]) if card else {}
    waiting = card is not None and run.facts.id not in said and bool(run.lines)
    page = max(1, ask.number("page", 1))
    variants = [name for name in run.facts.variants if wanted.variant in ("", name)]
    return site.page(
        "run",
        again=AGAIN_SECONDS if waiting or run.state is RunState.RUNNING else 0,
        facts=run.facts,
        card=card,
        running=run.state is RunState.RUNNING,
        said=said.get(run.facts.id, ()),
        waiting=waiting and run.state is not RunState.RUNNING,
        cases=cases,
        rows=cases.rows[(page - 1) * ROWS : page * ROWS],
        page=page,
        pages=-(-len(cases.rows) // ROWS),
        played=len(run.lines),
        variants=variants,
        names=told_apart([name.partition("/")[2] or name for name in run.facts.variants]),
        wanted=wanted,
        filters=query_of(wanted),
        failures=FAILURES,
    )
