"""Which page answers which address."""

from __future__ import annotations

import re

from audition.reporting.html.templating import asset
from audition.viewing.apart_page import apart_page, settle_page, settled_page
from audition.viewing.asking import Answer, Ask, Page, Site
from audition.viewing.history_page import history_page, week_page
from audition.viewing.label_page import answer_page, label_page, question_page, rater_page
from audition.viewing.recordings_page import recording_page, recordings_page
from audition.viewing.reports_page import compare_page, compared_page, report_page
from audition.viewing.rules_page import rules_page
from audition.viewing.run_page import run_page
from audition.viewing.runs_page import runs_page
from audition.viewing.search_page import search_page
from audition.viewing.trial_page import trial_page


def style(site: Site, ask: Ask) -> Answer:  # noqa: ARG001  # every page takes the same
    """The reports' own style, and what these pages add to it."""
    return Answer(body=asset("style.css") + asset("view.css"), kind="text/css")


def script(site: Site, ask: Ask) -> Answer:  # noqa: ARG001
    """Keys, filters that apply at once, and pages that go on."""
    return Answer(body=asset("view.js"), kind="text/javascript")


_RUN = r"(?P<run>[A-Za-z0-9-]{1,120})"
_SUITE = r"(?P<suite>[a-z0-9-]{1,80})"
_DESK = rf"{_SUITE}/(?P<instrument>[A-Za-z0-9_-]{{1,80}})"
_READ: dict[str, Page] = {
    r"/": runs_page,
    r"/style\.css": style,
    r"/view\.js": script,
    rf"/run/{_RUN}": run_page,
    rf"/run/{_RUN}/report": report_page,
    rf"/run/{_RUN}/trial": trial_page,
    r"/recordings": recordings_page,
    r"/recording": recording_page,
    r"/compare": compare_page,
    r"/compared": compared_page,
    r"/search": search_page,
    r"/history": history_page,
    rf"/week/(?P<week>[0-9]{{4}}-W[0-9]{{2}})/{_SUITE}": week_page,
    r"/rules": rules_page,
    r"/label": label_page,
    rf"/label/{_DESK}": question_page,
    rf"/label/{_DESK}/apart": apart_page,
    rf"/label/{_DESK}/settle": settle_page,
}
_WRITTEN: dict[str, Page] = {
    r"/label/rater": rater_page,
    rf"/label/{_DESK}/answer": answer_page,
    rf"/label/{_DESK}/settled": settled_page,
}

PAGES: tuple[tuple[re.Pattern[str], Page, bool], ...] = (
    *((re.compile(path), page, False) for path, page in _READ.items()),
    *((re.compile(path), page, True) for path, page in _WRITTEN.items()),
)
"""(address behind the token, page, whether it writes)."""
