"""Compares two sides: the gate score decides, everything else informs."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from audition.analysis.attribution import changes_between
from audition.analysis.frame import GATE, gate_rows
from audition.analysis.pairing import pair
from audition.analysis.rows import Reader, grader_rows, pass_rows, scenario_rows, tag_rows
from audition.analysis.sequential import sequential_line
from audition.analysis.sides import Side, cells_of, paired_cells, summarise
from audition.analysis.verdicts import Table, Terms, verdict_line
from audition.records.comparison import Comparison, VerdictKind, VerdictLine
from audition.records.identity import digest

if TYPE_CHECKING:
    import pandas as pd

_CLAIMS = frozenset({VerdictKind.IMPROVED, VerdictKind.REGRESSED})


def compare_each(
    baseline: Side, candidates: Sequence[tuple[Side, Terms]], read: Mapping[str, Reader]
) -> tuple[Comparison, ...]:
    """Each candidate against the one baseline, the chance of any false claim kept at its level for all together.

    A claim that does not stand by Holm's measure is decided again at the level that was left for it. A plan of looks
    spends its own alpha and is left as it is.
    """
    from audition.stats import holm

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
    seed = int(digest([sorted((before.run, after.run)), sorted((before.variant, after.variant))])[:12], 16)
    gates = gate_rows(before.scores), gate_rows(after.scores)
    table = _gate_table(before, after, gates)
    verdict = _verdict(table, gates, terms, seed)
    rows = grader_rows(before, after, seed, read, terms.alpha)
    return Comparison(
        baseline=summarise(before),
        candidate=summarise(after),
        verdict=verdict,
        rows=rows if verdict.bounds is None else tuple(replace(row, supported=False) for row in rows),
        scenarios=scenario_rows(before, after, gates, seed, read),
        tags=tag_rows(after, gates),
        passes=pass_rows(before, after, seed),
        left_out=both.left_out,
        thresholds=terms.thresholds,
        regression=terms.regression,
        changes=changes_between(baseline, candidate) if terms.regression else (),
        prompt_diff=prompt_diff(before, after),
    )


def _verdict(table: Table, gates: tuple[pd.DataFrame, pd.DataFrame], terms: Terms, seed: int) -> VerdictLine:
    line = verdict_line(table, terms, seed)
    return line if terms.looks is None else sequential_line(line, gates, table.scenarios, terms.looks, seed)


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


def _gate_table(before: Side, after: Side, gates: tuple[pd.DataFrame, pd.DataFrame]) -> Table:
    scenarios = tuple(sorted({trial.scenario for trial in (*before.planned, *after.planned)}))
    return Table(
        cells=paired_cells(scenarios, cells_of(gates[0], GATE), cells_of(gates[1], GATE)),
        scenarios=scenarios,
        planned=(_wanted(before, gates[0], scenarios), _wanted(after, gates[1], scenarios)),
        labels=_spoken(before, after),
    )


def _spoken(before: Side, after: Side) -> tuple[str, str]:
    """The labels without the agent's name, where both are of one agent."""
    agents = {side.variant.split("/", 1)[0] for side in (before, after)}
    prefix = f"{agents.pop()}/" if len(agents) == 1 else ""
    return before.label.removeprefix(prefix), after.label.removeprefix(prefix)


def _wanted(side: Side, gate: pd.DataFrame, scenarios: tuple[str, ...]) -> tuple[int, ...]:
    """The trials a scenario that should have a gate score: all that were planned but those it does not apply to."""
    if gate.empty and len(side.scores):
        return (0,) * len(scenarios)
    planned = Counter(trial.scenario for trial in side.planned)
    spared = Counter(map(str, gate[gate["status"] == "not_applicable"]["scenario"]))
    return tuple(planned[scenario] - spared[scenario] for scenario in scenarios)
