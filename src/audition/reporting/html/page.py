"""Writes the page: templates, style and script of this package, filled with findings and evidence."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, TextIO

from audition.records.comparison import Findings, GraderRow
from audition.records.estimates import points
from audition.records.grid import Grid
from audition.reporting import words
from audition.reporting.escaping import visible
from audition.reporting.html.evidence import Evidence
from audition.reporting.html.forest import forest_of
from audition.reporting.html.heatmap import heatmap_of
from audition.reporting.html.scenarios import sections_of
from audition.reporting.opening import opening, tone
from audition.text import counted

if TYPE_CHECKING:
    from jinja2 import Environment

_FILTERS: Mapping[str, Callable[..., Any]] = {
    "share": words.share,
    "score": words.score,
    "difference": words.difference,
    "points": points,
    "dollars": words.dollars,
    "probability": words.probability,
    "amount": words.amount,
    "of": words.of,
    "coverage": words.coverage,
    "agreement": words.agreement,
    "failed": words.failed_checks,
    "by_grader": words.by_grader,
    "by_use": words.by_use,
    "by_applying": words.by_applying,
    "rules_told": words.rules_told,
    "rules_held": words.rules_held,
    "failures_told": words.failures_told,
    "mended_told": words.mended_told,
    "leaning": words.leaning,
    "tone": tone,
    "counted": counted,
}


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


@cache
def environment() -> Environment:
    """What fills the templates of this package: every text is escaped, and its invisible signs are shown."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    from audition.reporting.html.compiled import CompiledTemplates

    environment = Environment(
        loader=PackageLoader("audition.reporting.html"),
        bytecode_cache=CompiledTemplates(),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(_FILTERS)
    return environment


def _finalize(value: Any) -> Any:
    """Every text that a template shows, its invisible signs made visible; the engine then escapes it."""
    return visible(value) if type(value) is str else value


def asset(name: str) -> str:
    """A style or script of this package."""
    return resources.files("audition.reporting.html").joinpath("templates", name).read_text(encoding="utf-8")


def policy(style: str, script: str = "") -> str:
    """Nothing may load, connect or run but the page's own style and script."""
    runs = f"script-src '{_hash(script)}'; " if script else ""
    return f"default-src 'none'; style-src '{_hash(style)}'; {runs}img-src data:; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _changed(rows: tuple[GraderRow, ...]) -> list[GraderRow]:
    """The graders that differ and have a reading that shows it."""
    return [row for row in rows if row.example is not None and words.differs(row)]
