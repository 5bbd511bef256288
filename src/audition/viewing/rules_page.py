"""The rules of a prompt with what holds each, and how often it was kept."""

from __future__ import annotations

from audition.errors import UsageError
from audition.loading.suite import list_suites
from audition.usecases.coverage import coverage
from audition.viewing.asking import Answer, Ask, Site


def rules_page(site: Site, ask: Ask) -> Answer:
    """The rules of a suite's prompts: of the first of each, where none is named."""
    suites = list_suites(site.root)
    suite = ask.query.get("suite") or next(iter(suites), "")
    if suite not in suites:
        raise UsageError(f"there is no suite {suite!r} here")
    found = coverage(site.root, suite)
    names = [each.variant for each in found]
    variant = ask.query.get("variant") or names[0]
    chosen = next((each for each in found if each.variant == variant), found[0])
    unheld = ask.query.get("unheld") == "1"
    rules = [each for each in chosen.rules if not (unheld and (each.graders or each.rule.aside))]
    return site.page("rules", suites=suites, suite=suite, variants=names, chosen=chosen, rules=rules, unheld=unheld)
