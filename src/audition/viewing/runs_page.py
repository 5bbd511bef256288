"""The first page: runs with what each comes to, and the ways to everything else."""

from __future__ import annotations

from collections.abc import Mapping

from audition.errors import AuditionError
from audition.records.views import RunCard
from audition.store.run_file import RunState
from audition.usecases.view.past import Standing, standings
from audition.viewing.asking import Answer, Ask, Site

ON_A_PAGE = 50
AGAIN_SECONDS = 2
"""After which a page that is not complete is asked for again."""


def runs_page(site: Site, ask: Ask) -> Answer:
    """Runs by suite and state, the newest first."""
    listed = site.library.listed()
    suite, state, page = ask.query.get("suite", ""), ask.query.get("state", ""), ask.number("page", 1)
    cards = [card for card in listed.cards if suite in ("", card.suite) and state in ("", card.state)]
    shown = cards[max(0, page - 1) * ON_A_PAGE : max(1, page) * ON_A_PAGE]
    said, found = site.library.sentences(shown), _standings(site, shown)
    waiting = [card for card in shown if _is_waiting(card, said)]
    running = any(card.state == RunState.RUNNING for card in shown)
    return site.page(
        "runs",
        again=AGAIN_SECONDS if listed.unread or waiting or running else 0,
        cards=shown,
        said=said,
        waiting={card.id for card in waiting},
        standings=found,
        paged={card.id for card in shown if _has_page(site, found.get(card.id), card.suite)},
        unread=listed.unread,
        suites=sorted({card.suite for card in listed.cards if card.suite}),
        suite=suite,
        state=state,
        states=[each.value for each in RunState],
        page=page,
        pages=-(-len(cards) // ON_A_PAGE),
        total=len(cards),
    )


def _has_page(site: Site, standing: Standing | None, suite: str) -> bool:
    return standing is not None and bool(standing.week) and site.page_of_week(standing.week, suite).is_file()


def _is_waiting(card: RunCard, said: Mapping[str, object]) -> bool:
    return bool(card.done and not card.problem and card.state != RunState.RUNNING and card.id not in said)


def _standings(site: Site, cards: list[RunCard]) -> Mapping[str, Standing]:
    """Run → what people made of it; what cannot be read says so on its own page."""
    found: dict[str, Standing] = {}
    for agent in {card.agent for card in cards if card.agent}:
        try:
            found |= standings(site.places, agent)
        except AuditionError:
            continue
    return found
