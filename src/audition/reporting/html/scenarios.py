"""One section a scenario: how it went on every side, and where its trials lie in the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audition.records.comparison import Comparison, Findings
from audition.records.definitions import Role
from audition.records.grades import GATE
from audition.records.grid import Grid
from audition.records.rows import ScenarioRow
from audition.reporting.html.evidence import Evidence


@dataclass(frozen=True, kw_only=True)
class Standing:
    """A scenario in one comparison."""

    comparison: Comparison
    row: ScenarioRow


@dataclass(frozen=True, kw_only=True)
class Section:
    """A scenario's part of the page."""

    id: str
    title: str
    category: str
    tags: tuple[str, ...]
    standings: tuple[Standing, ...]
    indexes: tuple[int, ...]
    """Of its stored trials."""
    broken: tuple[str, ...]
    """What the regression gate or a required check says against it."""

    failing: tuple[str, ...]
    """Graders that a trial of it failed; first, as `*`, whether one of them decides."""

    @property
    def differs(self) -> bool:
        """Whether any comparison scores its sides unlike."""
        return any(standing.row.difference not in {None, 0.0} for standing in self.standings)


def sections_of(findings: Findings, evidence: Evidence, grid: Grid) -> tuple[Section, ...]:
    """Every scenario of the runs, those to be looked at first on top."""
    rows: dict[str, list[Standing]] = {}
    for comparison in findings.comparisons:
        for row in comparison.scenarios:
            rows.setdefault(row.scenario, []).append(Standing(comparison=comparison, row=row))
    facts = {name: known for run in findings.runs for name, known in run.scenarios.items()}
    complaints = _complaints(findings)
    failing = _failing(findings, grid)
    order = dict.fromkeys([*complaints, *rows, *sorted(facts)])
    return tuple(
        Section(
            id=name,
            title=facts[name].title if name in facts else rows[name][0].row.title,
            category=facts[name].category if name in facts else "",
            tags=facts[name].tags if name in facts else rows[name][0].row.tags,
            standings=tuple(rows.get(name, ())),
            indexes=tuple(sorted(evidence.stored.get(name, ()))),
            broken=complaints.get(name, ()),
            failing=failing.get(name, ()),
        )
        for name in order
    )


def _failing(findings: Findings, grid: Grid) -> Mapping[str, tuple[str, ...]]:
    rows = (*findings.rows, *(row for comparison in findings.comparisons for row in comparison.rows))
    deciding = {row.grader for row in rows if row.role is not Role.INFORMS}
    found: dict[str, set[str]] = {}
    for place, cell in sorted(grid.items()):
        if cell.tally.passed < cell.tally.scored:
            found.setdefault(place.scenario, set()).add(place.grader)
    return {
        scenario: (*(["*"] if graders & deciding else []), *sorted(graders - {GATE}))
        for scenario, graders in found.items()
    }


def _complaints(findings: Findings) -> Mapping[str, tuple[str, ...]]:
    said: dict[str, dict[str, None]] = {}
    for comparison in findings.comparisons:
        for broken in comparison.verdict.broken:
            said.setdefault(broken.scenario, {})[f"broken for {comparison.candidate.label}"] = None
    for failure in findings.failures:
        told = f"{failure.grader} failed{', as expected' if failure.expected else ''}"
        said.setdefault(failure.trial.scenario, {})[told] = None
    return {scenario: tuple(lines) for scenario, lines in said.items()}
