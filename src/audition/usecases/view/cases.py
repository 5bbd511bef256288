"""A run's cases by failure, grader, difference, tag and variant, and the walk through their trials."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from audition.records.evidence import TrialId
from audition.records.findings import ScenarioFacts
from audition.records.views import TrialLine
from audition.usecases.view.library import Opened


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a reader asks for; what is empty asks for nothing."""

    failure: str = ""
    """`required`: a required check failed; `any`: something did, or broke; `broken`: a trial or a grader broke."""
    grader: str = ""
    """That fell short of it, or on which it broke."""
    differs: bool = False
    """Scenarios on which variants score unlike."""
    tag: str = ""
    variant: str = ""
    text: str = ""
    """Words of the scenario's name, title, category or tags."""


@dataclass(frozen=True, kw_only=True)
class CaseCell:
    """One variant's trials of a scenario."""

    variant: str
    trials: int
    gate: float | None
    """Mean gate score; None: no trial has one."""
    failed: int
    """Trials that failed a required check."""
    short: int
    """Trials that fell short of anything."""
    broke: int
    """Trials that broke, or on which a grader did."""
    first: TrialId | None
    """The one to look at first, of those that are wanted; None: none is."""


@dataclass(frozen=True, kw_only=True)
class CaseRow:
    """A scenario with a cell a variant, in the order of the run's variants; None: it did not meet that one."""

    scenario: str
    title: str
    tags: tuple[str, ...]
    cells: tuple[CaseCell | None, ...]

    @property
    def differs(self) -> bool:
        """Whether the variants score unlike."""
        return len({round(cell.gate, 9) for cell in self.cells if cell and cell.gate is not None}) > 1


@dataclass(frozen=True, kw_only=True)
class Cases:
    """The cases that are wanted."""

    rows: tuple[CaseRow, ...]
    walk: tuple[TrialId, ...]
    """Their trials that are wanted, in the order of the rows."""
    graders: Mapping[str, int]
    """Grader → trials that fell short of it or on which it broke, in the whole run; the most first."""
    tags: tuple[str, ...]


def cases_of(run: Opened, wanted: Wanted) -> Cases:
    """The cases of a run that hold a trial which is wanted."""
    by_scenario: dict[str, list[TrialLine]] = {}
    for line in run.lines:
        by_scenario.setdefault(line.id.scenario, []).append(line)
    variants = [name for name in run.facts.variants if wanted.variant in ("", name)]
    rows, walk = [], []
    for scenario, lines in by_scenario.items():
        known = run.facts.scenarios[scenario]
        if not _meant(scenario, known, wanted):
            continue
        row = _row(scenario, known, lines, variants, wanted)
        if row.differs or not wanted.differs:
            found = [line.id for line in lines if line.id.variant in variants and _fits(line, wanted)]
            rows += [row] if found else []
            walk += found
    graders = Counter(name for line in run.lines for name in (*line.failed, *line.unscored))
    tags = sorted({tag for known in run.facts.scenarios.values() for tag in known.tags})
    return Cases(rows=tuple(rows), walk=tuple(walk), graders=dict(graders.most_common()), tags=tuple(tags))


def _meant(scenario: str, known: ScenarioFacts, wanted: Wanted) -> bool:
    said = f"{scenario} {known.title} {known.category} {' '.join(known.tags)}".casefold()
    return wanted.tag in ("", *known.tags) and all(word in said for word in wanted.text.casefold().split())


def _row(
    scenario: str, known: ScenarioFacts, lines: Sequence[TrialLine], variants: Sequence[str], wanted: Wanted
) -> CaseRow:
    cells = (_cell(name, [line for line in lines if line.id.variant == name], wanted) for name in variants)
    return CaseRow(scenario=scenario, title=known.title, tags=known.tags, cells=tuple(cells))


def _cell(variant: str, lines: Sequence[TrialLine], wanted: Wanted) -> CaseCell | None:
    if not lines:
        return None
    gates = [line.gate for line in lines if line.gate is not None]
    fitting = sorted((line for line in lines if _fits(line, wanted)), key=_concern)
    return CaseCell(
        variant=variant,
        trials=len(lines),
        gate=fmean(gates) if gates else None,
        failed=sum(bool(line.required_failed) for line in lines),
        short=sum(bool(line.failed) for line in lines),
        broke=sum(line.broke for line in lines),
        first=fitting[0].id if fitting else None,
    )


def _concern(line: TrialLine) -> tuple[bool, bool, float]:
    """What is to be looked at first sorts first."""
    return not line.required_failed, not line.broke, 2.0 if line.gate is None else line.gate


def _fits(line: TrialLine, wanted: Wanted) -> bool:
    return all(_asked(line, wanted))


def _asked(line: TrialLine, wanted: Wanted) -> Iterator[bool]:
    if wanted.grader:
        yield wanted.grader in line.failed or wanted.grader in line.unscored
    if wanted.failure == "required":
        yield bool(line.required_failed)
    elif wanted.failure == "broken":
        yield line.broke
    elif wanted.failure:
        yield bool(line.failed) or line.broke
