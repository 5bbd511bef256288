"""Writes the page: templates, style and script of this package, filled with findings and evidence."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from typing import TextIO

from audition.records.comparison import Findings
from audition.records.grid import Grid
from audition.records.rows import GraderRow
from audition.reporting import words
from audition.reporting.html.evidence import Evidence
from audition.reporting.html.forest import forest_of
from audition.reporting.html.heatmap import heatmap_of
from audition.reporting.html.scenarios import sections_of
from audition.reporting.html.templating import asset, environment
from audition.reporting.html.trend import trend_of
from audition.reporting.opening import opening


def write_html(findings: Findings, evidence: Evidence, grid: Grid, out: TextIO) -> None:
    """Write the report as one page that asks nothing of a network.

    Args:
        findings: What was found.
        evidence: The stored trials behind it; they are read while the page is written.
        grid: The cells of the heat map.
        out: Where it goes, as UTF-8.
    """
    from markupsafe import Markup

    style, script = asset("style.css"), asset("script.js")
    sections = sections_of(findings, evidence, grid)
    scenarios = [section.id for section in sections]
    sides = words.all_sides(findings)
    labels = words.short_labels(sides)
    side_labels = [labels[side.label] for side in findings.sides]
    graders = findings.comparisons[0].rows if findings.comparisons else findings.rows
    page = (
        environment()
        .get_template("page.html.jinja")
        .stream(
            findings=findings,
            opening=list(opening(findings)),
            forests=[forest_of(comparison) for comparison in findings.comparisons],
            sections=sections,
            trends={series.variant: trend_of(series) for series in findings.trend},
            failing=sorted({name for section in sections for name in section.failing} - {"*"}),
            deciding=any("*" in section.failing for section in sections),
            places={scenario: place for place, scenario in enumerate(scenarios)},
            sides=sides,
            labels=labels,
            side_labels=side_labels,
            heatmap=heatmap_of(grid, graders, scenarios, findings.sides, side_labels),
            blocks=evidence.blocks(scenarios),
            changed=_changed,
            style=Markup(style),  # noqa: S704  # the package's own files, which the page allows by their hashes
            script=Markup(script),  # noqa: S704
            policy=policy(style, script),
        )
    )
    page.enable_buffering(64)
    out.writelines(page)


def policy(style: str, script: str = "") -> str:
    """Nothing may load, connect or run but the page's own style and script."""
    runs = f"script-src '{_hash(script)}'; " if script else ""
    return f"default-src 'none'; style-src '{_hash(style)}'; {runs}img-src data:; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _changed(rows: tuple[GraderRow, ...]) -> list[GraderRow]:
    """The graders that differ and have a reading that shows it."""
    return [row for row in rows if row.example is not None and words.differs(row)]
