"""Concludes from stored runs, and writes their reports."""

from __future__ import annotations

import re
from collections.abc import Collection
from contextlib import ExitStack
from pathlib import Path

from audition.concluding.corrections import with_corrections
from audition.concluding.filing import file_reports
from audition.concluding.findings import findings_of
from audition.concluding.known import accepted_failures, with_known
from audition.concluding.panels import with_recorded_panels
from audition.concluding.trust import with_trust
from audition.project.places import Places
from audition.project.world import World, places_of
from audition.records.comparison import Findings
from audition.records.results import Conclusion
from audition.reporting.formats import FORMATS
from audition.store.run_file import RunFile
from audition.store.run_ids import run_path
from audition.usecases.coverage import with_rule_shares


def report_on(
    root: Path,
    findings: Findings,
    folder: Path | None,
    named: Collection[str] = (),
    formats: Collection[str] = tuple(FORMATS),
) -> Conclusion:
    """A conclusion from findings of several runs, with its reports.

    Args:
        root: The project's root.
        findings: What was found.
        folder: Where the reports go; None: beside those of the last run, one folder for each comparison.
        named: Runs as a person named them, which may be paths; others are looked for where the project keeps its own,
            and appear without their trials where they are not there.
        formats: Of `FORMATS`.

    Raises:
        StoreError: A run cannot be read, or a report cannot be written.
    """
    places = places_of(root)
    findings = with_rule_shares(places, findings)
    with ExitStack() as stack:
        paths = {*(run_path(places.runs, facts.id) for facts in findings.runs), *map(places.run_file, named)}
        files = [stack.enter_context(RunFile.open_readonly(path)) for path in paths if path.is_file()]
        found = {file.facts.id: file for file in files}
        runs = {facts.id: found[facts.id] for facts in findings.runs if facts.id in found}
        folder = folder or places.report(findings.runs[-1].id) / "compared" / _held_against(findings)
        return Conclusion(findings=findings, reports=file_reports(findings, runs, folder, formats))


def _held_against(findings: Findings) -> str:
    """The folder of a comparison, which no other one has: what was held against what, in letters that a path bears."""
    run = findings.runs[-1].id
    sides = [side for each in findings.comparisons for side in (each.baseline, each.candidate)]
    others = dict.fromkeys(side.run for side in sides if side.run != run)
    names = others or dict.fromkeys(side.variant for side in sides)
    return re.sub(r"[^A-Za-z0-9_.@+-]+", "-", "+".join(names)).strip(".-")[:120] or "nothing"


def conclude(root: Path, run: str | Path, folder: Path | None, formats: Collection[str] = ()) -> Conclusion:
    """What a stored run shows; its reports are written in these formats.

    Args:
        root: A folder of the project.
        run: A run's id, the end of it, a path, or `latest`.
        folder: Where the reports go; None: where the project keeps them.
        formats: Of `FORMATS`; none: all.

    Raises:
        UsageError: There is no such run.
        StoreError: The run cannot be read, or a report cannot be written.
    """
    places = places_of(root)
    with RunFile.open_readonly(places.run_file(str(run))) as file:
        return _concluded(places, file, folder, formats)


def findings_on(places: Places, file: RunFile, world: World | None = None) -> Findings:
    """All that an open run shows beside what the project knows: labels, panels, accepted failures, rules."""
    findings = with_corrections(places, file, findings_of(file), world)
    findings = with_recorded_panels(places, file, findings)
    findings = with_trust(places, findings)
    findings = with_known(findings, file.marks(), accepted_failures(places, file.facts.agent))
    return with_rule_shares(places, findings, world)


def conclude_played(world: World, file: RunFile, folder: Path | None) -> Conclusion:
    """What an open run shows, in all formats; see `conclude`."""
    return _concluded(world.places, file, folder, world=world)


def _concluded(
    places: Places, file: RunFile, folder: Path | None, formats: Collection[str] = (), world: World | None = None
) -> Conclusion:
    findings = findings_on(places, file, world)
    folder = folder or places.report(file.facts.id)
    reports = file_reports(findings, {file.facts.id: file}, folder, formats or FORMATS)
    return Conclusion(findings=findings, reports=reports)
