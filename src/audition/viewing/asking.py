"""What a browser asks and what it is answered, without a word of HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from audition.project.places import Places
from audition.reporting.formats import FORMATS
from audition.reporting.html.templating import environment
from audition.usecases.view.labelling import Desks
from audition.usecases.view.library import Library
from audition.usecases.view.recorded import RecordedTrials
from audition.usecases.view.rendered import Rendered


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One request to a page."""

    place: Mapping[str, str] = field(default_factory=dict)
    """The parts of its path that have names."""
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    """What is to be written; None: nothing is."""
    rater: str = ""
    """How whoever asks is called among labels; empty: they have not said."""

    def number(self, name: str, default: int = 0) -> int:
        """A whole number of the query that is at least 0; the default where it is none."""
        text = self.query.get(name, "")
        return int(text) if text.isdecimal() and len(text) <= 9 else default


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What goes back."""

    body: str | bytes = ""
    kind: str = "text/html"
    status: int = 200
    to: str = ""
    """The address to go on to; empty: none."""
    rater: str | None = None
    """What whoever asks is called from now on; None: as before."""
    apart: bool = False
    """Whether it is a page that came whole from elsewhere: it may run its own script, and touch nothing of ours."""


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where pages get what they show."""

    root: Path
    places: Places
    library: Library
    rendered: Rendered
    recorded: RecordedTrials
    desks: Desks
    base: str
    """What every address begins with: a slash and the token."""

    def link(self, path: str, **query: Any) -> str:
        """The address of a page; what is None, empty or False in the query is left out."""
        asked = {name: "1" if value is True else value for name, value in query.items() if value or type(value) is int}
        return self.base + quote(path) + (f"?{urlencode(asked)}" if asked else "")

    def page_of_week(self, week: str, suite: str) -> Path:
        """Where a week writes the page of a suite; nothing need be there."""
        return self.places.report(week) / suite / FORMATS["html"]

    def page(self, name: str, **values: Any) -> Answer:
        """A page of ours: `view/<name>.html.jinja` with these values, `link` and `again` among them."""
        template = environment().get_template(f"view/{name}.html.jinja")
        return Answer(body=template.render({"again": 0, "link": self.link, **values}))


Page = Callable[[Site, Ask], Answer]
