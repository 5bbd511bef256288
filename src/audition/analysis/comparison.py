"""Compares two sides: the gate score decides, everything else informs."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from audition.analysis.attribution import changes_between
from audition.analysis.judges import is_unjudged
from audition.analysis.pairing import pair
from audition.analysis.rows import gating_criteria, grader_rows, pass_rows, scenario_rows, tag_rows, use_rows
from audition.analysis.sequential import sequential_line
from audition.analysis.sides import Reader, Side, cells_of, paired_cells, summarise
from audition.analysis.terms import Terms
from audition.analysis.verdicts import Table, verdict_line
from audition.records.comparison import Comparison, VerdictKind, VerdictLine
from audition.records.grades import Status
from audition.records.identity import digest
from audition.records.rows import GraderRow

_CLAIMS = frozenset({VerdictKind.IMPROVED, VerdictKind.REGRESSED})


def compare_each(
    baseline: Side, candidates: Sequence[tuple[Side, Terms]], read: Mapping[str, Reader]
) -> tuple[Comparison, ...]:
    """Each candidate against the one baseline, the chance of any false claim kept at its level for all together.

    A claim that does not stand by Holm's measure is decided again at the level that was left for it. A plan of looks
    spends its own alpha and is left as it is. Single checks share theirs evenly.
    """
    from audition.stats import holm

    candidates = [(side, replace(terms, rivals=len(candidates))) for side, terms in candidates]
    found = [compare(baseline, side, terms, read) for side, terms in candidates]
    p_values = [1.0 if each.verdict.p_value is None else each.verdict.p_value for each in found]
    for place, adjusted in enumerate(holm(p_values).tolist()):
        side, terms = candidates[place]
        claimed = found[place].verdict.kind in _CLAIMS and p_values[place] <= terms.alpha
        if claimed and terms.looks is None and adjusted > terms.alpha:
            level = terms.alpha * p_values[place] / adjusted
            found[place] = compare(baseline, side, replace(terms, claim_alpha=level), read)
    return tuple(found)


def compare(baseline: Side, candidate: Side, terms: Terms, read: Mapping[str, Reader]) -> Comparison:
    """The comparison of two sides, the same for the same stored runs.

    Args:
        baseline: What was.
        candidate: What is to be judged.
        terms: The thresholds.
        read: Run id → reader of its stored readings, for examples; a run without one gives no examples.
    """
    both = pair(baseline, candidate)
    before, after = both.baseline, both.candidate
    seed = seed_between(before, after)
    unlike = all(cells_of(side.gate) for side in (baseline, candidate)) and not (before.gate or after.gate)
    table = replace(_gate_table(before, after), unlike=unlike)
    verdict = verdict_line(table, terms, seed)
    if terms.looks is not None:
        verdict = sequential_line(verdict, (before, after), table, terms, seed)
    rows = grader_rows(before, after, read, terms.alpha)
    return Comparison(
        baseline=summarise(before),
        candidate=summarise(after),
        verdict=verdict,
        rows=tuple(_marked(row, verdict) for row in rows),
        scenarios=scenario_rows(before, after, seed, read),
        tags=tag_rows(before, after),
        passes=pass_rows(before, after, seed),
        uses=use_rows(before, after),
        left_out=both.left_out,
        thresholds=terms.thresholds,
        regression=terms.regression,
        changes=changes_between(baseline, candidate) if terms.regression else (),
        prompt_diff=prompt_diff(before, after),
    )


def _marked(row: GraderRow, verdict: VerdictLine) -> GraderRow:
    """The row as the verdict speaks of it: nothing is supported where it is invalid, what it names is."""
    if verdict.kind is VerdictKind.INVALID:
        return replace(row, supported=False)
    return replace(row, supported=row.supported or row.grader in {each.grader for each in verdict.criteria})


def seed_between(baseline: Side, candidate: Side) -> int:
    """The seed of what is drawn for a comparison: the same for the same runs and variants, whichever is which."""
    runs, variants = sorted((baseline.run, candidate.run)), sorted((baseline.variant, candidate.variant))
    return int(digest([runs, variants])[:12], 16)


def prompt_diff(baseline: Side, candidate: Side) -> str:
    """The two agent files' difference as a unified diff; empty when they are the same or one is not kept."""
    if not (baseline.facts.text and candidate.facts.text):
        return ""
    lines = difflib.unified_diff(
        baseline.facts.text.splitlines(),
        candidate.facts.text.splitlines(),
        baseline.facts.path,
        candidate.facts.path,
        lineterm="",
    )
    return "\n".join(lines)


def _gate_table(before: Side, after: Side) -> Table:
    scenarios = tuple(sorted({trial.scenario for trial in (*before.planned, *after.planned)}))
    graders, criteria = gating_criteria(before, after)
    return Table(
        cells=paired_cells(scenarios, cells_of(before.gate), cells_of(after.gate)),
        scenarios=scenarios,
        planned=(_wanted(before, scenarios), _wanted(after, scenarios)),
        labels=_spoken(before, after),
        graders=graders,
        criteria=criteria,
        unjudged=next((side.run for side in (after, before) if is_unjudged(side)), None),
    )


def _spoken(before: Side, after: Side) -> tuple[str, str]:
    """The labels without the agent's name, where both are of one agent."""
    agents = {side.variant.split("/", 1)[0] for side in (before, after)}
    prefix = f"{agents.pop()}/" if len(agents) == 1 else ""
    return before.label.removeprefix(prefix), after.label.removeprefix(prefix)


def _wanted(side: Side, scenarios: tuple[str, ...]) -> tuple[int, ...]:
    """The trials a scenario that should have a gate score: all that were planned but those it does not apply to."""
    if side.marks and not side.gate:
        return (0,) * len(scenarios)
    planned = Counter(trial.scenario for trial in side.planned)
    spared = Counter(mark.trial.scenario for mark in side.gate if mark.status is Status.NOT_APPLICABLE)
    return tuple(planned[scenario] - spared[scenario] for scenario in scenarios)
