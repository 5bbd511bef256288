"""Says of every judge in the findings whose labels it was held against, and how far it agreed with them."""

from __future__ import annotations

from dataclasses import replace

from audition.project.places import Places
from audition.records.comparison import Findings
from audition.records.rows import JudgeRow
from audition.reporting.words import held_against
from audition.store.calibrations import read_calibration


def with_trust(places: Places, findings: Findings) -> Findings:
    """The findings, each row of a judge that was calibrated with what that rests on.

    Raises:
        StoreError: A calibration cannot be read.
    """
    agent = findings.runs[-1].agent

    def told(row: JudgeRow) -> JudgeRow:
        kept = read_calibration(places.calibration(agent, row.rubric)) if row.fingerprint else None
        if kept is None or kept.fingerprint != row.fingerprint:
            return row
        return replace(row, note=f"{row.note}; {held_against(kept)}")

    return replace(findings, judges=tuple(map(told, findings.judges)))
