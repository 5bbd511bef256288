"""Writes the page of an agent over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TextIO

from audition.records.history import History, Trail
from audition.reporting.html.page import policy
from audition.reporting.html.templating import asset, environment
from audition.reporting.html.trend import spark_of, trend_of


def write_history_html(
    history: History, trails: Mapping[str, Sequence[Trail]], says: Mapping[str, str], out: TextIO
) -> None:
    """Write one page that asks nothing of a network and runs no script.

    Args:
        history: What is known.
        trails: Variant → the graders that decide, over its runs.
        says: Run → what the page of its week says first, where there is one.
        out: Where it goes, as UTF-8.
    """
    from markupsafe import Markup

    style = asset("style.css")
    page = environment().get_template("history.html.jinja")
    out.write(
        page.render(
            history=history,
            plots={series.variant: trend_of(series) for series in history.series},
            trails=trails,
            spark=spark_of,
            says=says,
            style=Markup(style),  # noqa: S704  # the package's own file, which the page allows by its hash
            policy=policy(style),
        )
    )
