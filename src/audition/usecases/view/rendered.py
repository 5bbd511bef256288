"""Whole reports, rendered when somebody asks for them and kept as long as what they are made of stays as it is."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

import audition
from audition.errors import StoreError
from audition.project.places import Places
from audition.records.comparison import Findings
from audition.records.identity import digest
from audition.store.run_file import RunFile
from audition.store.run_ids import stored_run
from audition.store.shelf import stamp_of
from audition.usecases.compare import Against, compare_runs, compare_variants, compare_with_baseline
from audition.usecases.report import conclude, report_on

_PAGE = frozenset({"html"})
MOST_KEPT = 40
"""Pages that are kept; the oldest go."""


@dataclass
class Rendered:
    """Renders one report at a time; any thread may ask."""

    root: Path
    places: Places
    _lock: Lock = field(default_factory=Lock, init=False)

    def run(self, run: str) -> bytes:
        """The page of a run by itself.

        Raises:
            UsageError: There is no such run.
            StoreError: It cannot be read, or the page cannot be kept.
        """
        path = stored_run(self.places.runs, run)
        return self._kept(["run", run], [path], lambda folder: conclude(self.root, path, folder, _PAGE))

    def runs(self, before: str, after: str) -> bytes:
        """The page of two runs side by side; as `compare_runs`."""
        paths = [stored_run(self.places.runs, name) for name in (before, after)]
        return self._compared(["runs", before, after], paths, lambda: compare_runs(self.root, before, after))

    def variants(self, run: str, baseline: str, candidate: str) -> bytes:
        """The page of two variants or revisions of one run side by side; as `compare_variants`."""
        paths = [stored_run(self.places.runs, run)]
        return self._compared(
            ["variants", run, baseline, candidate],
            paths,
            lambda: compare_variants(self.root, baseline, candidate, run),
        )

    def accepted(self, run: str) -> bytes:
        """The page of a run beside what was accepted; as `compare_with_baseline`."""
        paths = [stored_run(self.places.runs, run)]
        return self._compared(["accepted", run], paths, lambda: compare_with_baseline(self.root, run, Against()))

    def _compared(self, name: list[str], paths: list[Path], compare: Callable[[], Findings]) -> bytes:
        return self._kept(name, paths, lambda folder: report_on(self.root, compare(), folder, formats=_PAGE))

    def _kept(self, name: list[str], paths: list[Path], render: Callable[[Path], object]) -> bytes:
        key = digest([audition.__version__, name, [stamp_of(path) for path in paths], self._beside(paths)])
        kept = self.places.state / "pages"
        page = kept / key[:32] / "index.html"
        with self._lock:
            if not page.is_file():
                _sweep(kept)
                render(page.parent)
            try:
                return page.read_bytes()
            except OSError as error:
                raise StoreError(f"{page}: cannot be read: {error.strerror}; ask again") from error

    def _beside(self, paths: Iterable[Path]) -> list[str]:
        """Stamps of what else a report speaks of: what was accepted, labels and calibrations of the runs' agents."""
        stamps = []
        for path in paths:
            with RunFile.open_readonly(path) as file:
                agent, rubrics = file.facts.agent, file.facts.rubrics
            stamps.append(stamp_of(self.places.baseline(agent)))
            for rubric in rubrics:
                stamps += [
                    stamp_of(self.places.labels(agent, rubric)),
                    stamp_of(self.places.calibration(agent, rubric)),
                ]
        return stamps


def _sweep(kept: Path) -> None:
    """Let the oldest pages go."""
    with suppress(OSError):
        for folder in sorted(kept.iterdir(), key=lambda each: each.stat().st_mtime)[: -MOST_KEPT + 1]:
            shutil.rmtree(folder)
