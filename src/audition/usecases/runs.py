"""Lists the runs that a project stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from audition.errors import StoreError
from audition.project.world import places_of
from audition.records.results import StoredRun
from audition.store.run_file import RunFile
from audition.store.run_ids import stored_runs


def runs(root: Path, suite: str | None, most: int) -> Iterator[StoredRun]:
    """The newest runs, of one suite or of all; a file that cannot be read is told and passed over.

    Args:
        root: A folder of the project.
        suite: Its id; None: every one.
        most: How many.
    """
    for path in stored_runs(places_of(root).runs):
        if most <= 0:
            return
        try:
            with RunFile.open_readonly(path) as file:
                facts = file.facts
                if suite not in (None, facts.suite):
                    continue
                done = sum(summary.ending.scored for summary in file.summaries())
                yield StoredRun(facts=facts, done=done, state=file.state.value, spent_usd=file.spent_usd)
        except StoreError as error:
            yield StoredRun(facts=None, done=0, state=str(error), spent_usd=0.0)
        most -= 1
