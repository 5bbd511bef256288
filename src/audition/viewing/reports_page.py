"""Whole reports: of a run, or of two things side by side."""

from __future__ import annotations

from audition.errors import UsageError
from audition.viewing.asking import Answer, Ask, Site


def report_page(site: Site, ask: Ask) -> Answer:
    """The report of a run, as `audition report` writes it."""
    return Answer(body=site.rendered.run(ask.place["run"]), apart=True)


def compare_page(site: Site, ask: Ask) -> Answer:
    """What a run can stand beside: what was accepted, its own variants, other runs of the suite."""
    facts = site.library.opened(ask.query.get("after", "")).facts
    others = [card for card in site.library.listed().cards if card.suite == facts.suite and card.id != facts.id]
    shared = [card for card in others if set(card.variants) & set(facts.variants)]
    return site.page("compare", facts=facts, others=shared, accepted=site.places.baseline(facts.agent).is_file())


def compared_page(site: Site, ask: Ask) -> Answer:
    """`run` with `baseline` and `candidate`, `before` and `after`, or `run` alone beside what was accepted."""
    said = ask.query
    if said.get("before") and said.get("after"):
        return Answer(body=site.rendered.runs(said["before"], said["after"]), apart=True)
    if said.get("run") and said.get("baseline") and said.get("candidate"):
        return Answer(body=site.rendered.variants(said["run"], said["baseline"], said["candidate"]), apart=True)
    if said.get("run"):
        return Answer(body=site.rendered.accepted(said["run"]), apart=True)
    raise UsageError("nothing is named to be compared: choose two on the page of a run")
