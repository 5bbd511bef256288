"""The comparison on a terminal: lines of text, most important first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from audition.records.comparison import Comparison, Findings, GraderRow, SideSummary, Standing, points
from audition.records.findings import LeftOut, Mode
from audition.reporting.escaping import one_line
from audition.reporting.words import amount, counted, coverage, difference, dollars, of, score, share

_ROWS = 12
_EXAMPLES = 4


def terminal_lines(findings: Findings, *, verbose: bool = False) -> Iterator[str]:
    """The report's lines, each without a line end.

    Args:
        findings: What was found.
        verbose: All graders and scenarios instead of those that differ most.
    """
    yield from _header(findings)
    for comparison in findings.comparisons:
        yield ""
        yield from _comparison(comparison, findings, verbose=verbose)
    if not findings.comparisons:
        yield ""
        yield from _sides(findings.sides, findings)
        yield ""
        yield from _graders(findings.rows, (findings.sides[0].label,), verbose=verbose)


def _header(findings: Findings) -> Iterator[str]:
    for facts in findings.runs:
        scenarios = len({trial.scenario for trial in facts.planned})
        what = "replay of recorded trials" if facts.mode is Mode.REPLAY else f"{facts.mode.value} run"
        yield (
            f"{facts.suite} · {what} · {counted(scenarios, 'scenario')} × {counted(len(facts.variants), 'variant')} × "
            f"{counted(facts.trials, 'trial')} · run {facts.id}"
        )
        yield from _left_out(facts.left_out)
    for caveat in findings.caveats:
        yield f"  caveat: {one_line(caveat, 400)}"


def _left_out(left_out: Sequence[LeftOut]) -> Iterator[str]:
    for left in left_out:
        yield f"  left out: {one_line(left.what, 300)} ({one_line(left.why, 120)})"


def _comparison(comparison: Comparison, findings: Findings, *, verbose: bool) -> Iterator[str]:
    verdict = comparison.verdict
    yield f"{verdict.kind.value.upper()}  {verdict.sentence}"
    if verdict.general is not None:
        yield f"  {verdict.general.sentence}"
    yield f"  {verdict.advice}"
    yield from _left_out(comparison.left_out)
    yield ""
    yield from _sides((comparison.baseline, comparison.candidate), findings)
    yield ""
    labels = (comparison.baseline.label, comparison.candidate.label)
    yield from _graders(comparison.rows, labels, verbose=verbose)
    yield from _examples(comparison.rows)
    yield from _scenarios(comparison, verbose=verbose)


def _sides(sides: Sequence[SideSummary], findings: Findings) -> Iterator[str]:
    from tabulate import tabulate

    failures = {side.label: sum(f.trial.variant == side.variant for f in findings.failures) for side in sides}
    rows = [
        ["gate score (95 %)", *[score(side.gate) for side in sides]],
        ["required checks failed", *[str(failures[side.label]) for side in sides]],
        ["trials scored of planned", *[coverage(side) for side in sides]],
        ["cost a trial", *[dollars(side.cost_usd) for side in sides]],
        ["tokens a trial", *[amount(side.tokens) for side in sides]],
        ["seconds a trial", *[amount(side.seconds) for side in sides]],
        ["answers a trial", *[amount(side.turns) for side in sides]],
    ]
    yield from tabulate(rows, headers=["", *[side.label for side in sides]], tablefmt="simple").splitlines()


def _graders(rows: Sequence[GraderRow], labels: Sequence[str], *, verbose: bool) -> Iterator[str]:
    from tabulate import tabulate

    shown = rows if verbose else _worth_showing(rows)
    table = [
        [row.grader, row.role.value if row.compared else "own playbook", *_figures(row, len(labels))] for row in shown
    ]
    headers = ["grader", "role", *labels, *(["difference, points"] if len(labels) > 1 else [])]
    yield from tabulate(table, headers=headers, tablefmt="simple", disable_numparse=True).splitlines()
    if len(shown) < len(rows):
        yield f"… and {counted(len(rows) - len(shown), 'grader')} that do not differ (-v shows all)"


def _figures(row: GraderRow, sides: int) -> list[str]:
    if sides == 1:
        return [of(row.candidate)]
    return [of(row.baseline), of(row.candidate), difference(row.difference)]


def _worth_showing(rows: Sequence[GraderRow]) -> Sequence[GraderRow]:
    differing = [row for row in rows if row.difference is None or abs(row.difference.value) > 1e-9]
    return [row for row in differing if row.compared][:_ROWS] + [row for row in differing if not row.compared]


def _examples(rows: Sequence[GraderRow]) -> Iterator[str]:
    """What differs most, each with the quote that shows it."""
    telling = [row for row in rows if row.example is not None and row.difference and abs(row.difference.value) > 1e-9]
    if telling:
        yield ""
        yield "What differs most"
    for row in telling[:_EXAMPLES]:
        if row.example is None:
            continue
        yield f"  {row.grader} · {row.example.trial}: {one_line(row.example.reason, 160)}"
        if row.example.quote is not None:
            line = "" if row.example.quote.line is None else f" (line {row.example.quote.line})"
            yield f"      “{one_line(row.example.quote.text, 150)}”{line}"


def _scenarios(comparison: Comparison, *, verbose: bool) -> Iterator[str]:
    rows = [row for row in comparison.scenarios if row.outcome is not None]
    counts = {standing: sum(row.outcome is standing for row in rows) for standing in Standing}
    yield ""
    yield (
        f"Scenarios: {comparison.candidate.label} wins {counts[Standing.WIN]}, ties {counts[Standing.TIE]}, "
        f"loses {counts[Standing.LOSS]}"
    )
    losses = [row for row in rows if row.outcome is Standing.LOSS]
    for row in rows if verbose else losses[:_EXAMPLES]:
        yield f"  {points(row.difference or 0.0):>6}  {row.scenario}: {share(row.baseline)} → {share(row.candidate)}"
