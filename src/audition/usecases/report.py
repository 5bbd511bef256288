"""Concludes from a stored run, and writes its reports."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from audition.records.comparison import Findings
from audition.reporting.terminal import terminal_lines
from audition.store.run_file import RunFile
from audition.usecases.findings import findings_of
from audition.usecases.world import places_of


@dataclass(frozen=True, kw_only=True)
class Conclusion:
    """What a run shows and where its reports lie."""

    findings: Findings
    reports: tuple[Path, ...]

    @property
    def exit_code(self) -> int:
        """1 when a required check failed or a comparison with the past regressed, else 0.

        That one variant of a run does worse than another is a finding, not a failure.
        """
        return 1 if self.findings.failures or self.findings.regressed else 0

    def summary(self) -> Iterator[str]:
        """The conclusion in at most 25 lines, with the next command."""
        yield from self.lines()

    def lines(self, *, verbose: bool = False) -> Iterator[str]:
        """The conclusion for a terminal."""
        yield from terminal_lines(self.findings, verbose=verbose)
        if self.reports:
            yield ""
            yield f"Report: {self.reports[0]}"


def report_on(root: Path, findings: Findings, folder: Path | None) -> Conclusion:
    """A conclusion from findings of several runs."""
    places_of(root)
    return Conclusion(findings=findings, reports=())


def conclude(root: Path, run: Path, folder: Path | None) -> Conclusion:
    """What a stored run shows; its reports are written into `folder`, or where the project keeps them.

    Raises:
        StoreError: The run cannot be read, or a report cannot be written.
    """
    with RunFile.open_readonly(run) as file:
        findings = findings_of(file)
        places_of(root)
    return Conclusion(findings=findings, reports=())
