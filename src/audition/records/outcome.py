"""The files that a trial begins with and leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audition.records.definitions import Scenario
from audition.records.identity import text_digest

COMMITS = ".git/commits"
"""How the outcome's files begin that tell of the commits an agent made; they are none of the files it left."""


@dataclass(frozen=True, kw_only=True)
class OpaqueFile:
    """A file of the outcome that is not kept as text."""

    kind: str
    """`binary`, `large`, `link`, `linked` (several names for one file), `locked` (not to be read) or `special`."""
    bytes: int
    sha256: str | None = None
    """None where nothing was read: links, locked and special files."""


Outcome = Mapping[str, str | OpaqueFile]
"""The workspace when it ended: path → text, or what is known of a file that is no text."""


def start_of(scenario: Scenario) -> Outcome:
    """The workspace of a scenario before anything was done to it."""
    return laid({**scenario.start, **scenario.binaries})


def laid(files: Mapping[str, str | bytes]) -> Outcome:
    """Files that are put into a workspace, as an outcome holds them."""
    return {
        path: OpaqueFile(kind="binary", bytes=len(file), sha256=text_digest(file)) if isinstance(file, bytes) else file
        for path, file in files.items()
    }
