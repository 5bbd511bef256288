"""Words found in every text."""

from __future__ import annotations

from audition.usecases.view.search import search
from audition.viewing.asking import Answer, Ask, Site

LEAST = 2
"""Characters that are searched for."""


def search_page(site: Site, ask: Ask) -> Answer:
    """What holds `words`, in one `run` or in all, from `start` on."""
    words, run = ask.query.get("words", "").strip(), ask.query.get("run", "")
    found = search(site.places, words, run, ask.query.get("start", "")) if len(words) >= LEAST else None
    return site.page("search", words=words, run=run, found=found, least=LEAST)
