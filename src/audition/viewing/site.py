"""The site of a project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from audition.project.world import places_of
from audition.usecases.view.labelling import Desks
from audition.usecases.view.library import Library
from audition.usecases.view.recorded import RecordedTrials
from audition.usecases.view.rendered import Rendered
from audition.viewing.asking import Site
from audition.viewing.server import token_of


@contextmanager
def opened_site(root: Path) -> Iterator[tuple[Callable[[str], Site], str]]:
    """What makes the site of the project that holds a folder, from what its addresses begin with; and its token.

    Raises:
        UsageError: No project holds it.
        StoreError: The project's state folder cannot be used.
    """
    places = places_of(root)
    token = token_of(places.state)
    site = Site(
        root=places.root,
        places=places,
        library=Library(places),
        rendered=Rendered(places.root, places),
        recorded=RecordedTrials(places),
        desks=Desks(places),
        base="",
    )
    try:
        yield lambda base: replace(site, base=base), token
    finally:
        site.library.close()
