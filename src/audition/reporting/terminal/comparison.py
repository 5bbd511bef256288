"""The comparison on a terminal: lines of text, most important first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from textwrap import wrap

from audition.records.comparison import Comparison, Findings, LostTrial
from audition.records.estimates import points
from audition.records.findings import LeftOut, Mode, RunFacts
from audition.records.grades import GraderKind
from audition.records.rows import GraderRow, JudgeRow, Standing
from audition.reporting.escaping import one_line
from audition.reporting.opening import opening
from audition.reporting.terminal.colour import painted
from audition.reporting.words import (
    MARKS,
    agreement,
    all_sides,
    by_applying,
    by_grader,
    by_use,
    difference,
    differs,
    failures_told,
    mended_told,
    of,
    probability,
    rules_held,
    rules_told,
    share,
    short_labels,
    side_rows,
    told_apart,
    trial_name,
)
from audition.text import counted

_ROWS = 10
_EXAMPLES = 3
_NARROW = 92
"""Columns under which a table leaves out intervals."""

Labels = Mapping[str, str]


def terminal_lines(
    findings: Findings, *, verbose: bool = False, width: int = 100, colour: bool = False
) -> Iterator[str]:
    """The report's lines, each without a line end.

    Args:
        findings: What was found.
        verbose: All graders and scenarios instead of those that differ most.
        width: Columns of the terminal; texts are wrapped to it.
        colour: Whether it shows colours.
    """
    labels = short_labels(all_sides(findings))
    yield from map(_run, findings.runs)
    yield from _opening(findings, width, colour=colour)
    for comparison in findings.comparisons:
        yield ""
        yield from _verdict(comparison, width, colour=colour)
    yield ""
    yield from _under(findings, width)
    yield ""
    yield from _sides(findings, labels, width)
    yield from _failures(findings, labels, width, most=100 if verbose else _ROWS)
    yield from _lost(findings.lost, labels, width, most=100 if verbose else _ROWS)
    for comparison in findings.comparisons:
        yield ""
        yield from _comparison(comparison, labels, width, verbose=verbose)
    if not findings.comparisons:
        yield ""
        yield from _own(findings.rows, labels[findings.sides[0].label], width, verbose=verbose)
    yield from _judges(findings.judges, width)
    if told := rules_held(findings):
        yield from ("", *_wrapped(one_line(told, 400), width, indent=0))


def summary_lines(findings: Findings, *, most: int, width: int = 100, colour: bool = False) -> Iterator[str]:
    """The same for a test session's end, in at most so many lines."""
    labels = short_labels(all_sides(findings))

    def lines() -> Iterator[str]:
        yield from map(_run, findings.runs)
        yield from _opening(findings, width, colour=colour)
        for facts in findings.runs:
            yield from (one_line(_omission(left), width) for left in facts.left_out)
        for caveat in findings.caveats:
            told = f"Caveat: {one_line(caveat, 400)}"
            yield from wrap(told, width, subsequent_indent="  ", max_lines=2, placeholder=" …")
        for comparison in findings.comparisons[:3]:
            yield from _verdict(comparison, width, colour=colour)
        yield from _sides(findings, labels, width, most=4)
        yield from _failures(findings, labels, width, most=4)
        yield from _lost(findings.lost, labels, width, most=2)
        for comparison in findings.comparisons:
            telling = [row for row in comparison.rows if differs(row)][:_ROWS]
            yield from _graders(telling, comparison, labels, width)
        yield from _judges([row for row in findings.judges if row.fingerprint], width)

    yield from islice(lines(), most)


def _under(findings: Findings, width: int) -> Iterator[str]:
    """What every figure stands under."""
    for facts in findings.runs:
        yield from _left_out(facts.left_out, width)
    for caveat in findings.caveats:
        yield from _wrapped(f"Caveat: {one_line(caveat, 400)}", width)


def _opening(findings: Findings, width: int, *, colour: bool) -> Iterator[str]:
    sentences = list(opening(findings))
    if sentences:
        yield ""
    for sentence in sentences:
        first, *rest = wrap(one_line(sentence, 500), width, subsequent_indent="  ", break_on_hyphens=False)
        yield painted(first, colour=colour)
        yield from rest


def _run(facts: RunFacts) -> str:
    scenarios = len({trial.scenario for trial in facts.planned})
    what = "replay of recorded trials" if facts.mode is Mode.REPLAY else f"{facts.mode.value} run"
    return (
        f"{one_line(facts.suite)} · {what} · {counted(scenarios, 'scenario')} × "
        f"{counted(len(facts.variants), 'variant')} × {counted(facts.trials, 'trial')} · run {facts.id}"
    )


def _left_out(left_out: Iterable[LeftOut], width: int) -> Iterator[str]:
    for left in left_out:
        yield from _wrapped(_omission(left), width)


def _omission(left: LeftOut) -> str:
    return f"Left out, {one_line(left.why, 120)}: {one_line(left.what, 160)}"


def _verdict(comparison: Comparison, width: int, *, colour: bool) -> Iterator[str]:
    verdict = comparison.verdict
    yield painted(f"{MARKS[verdict.kind]} {verdict.kind.value.upper()}", colour=colour)
    yield from _wrapped(one_line(verdict.sentence, 900), width)
    if verdict.general is not None:
        yield from _wrapped(one_line(verdict.general.sentence, 300), width)
    for told in filter(None, (by_grader(comparison), by_use(comparison))):
        yield from _wrapped(one_line(told, 300), width)
    if told := by_applying(comparison):
        yield from _wrapped(one_line(told, 300), width)
    for corrected in comparison.corrected:
        yield from _wrapped(one_line(corrected.sentence, 300), width)
    yield from _wrapped(one_line(verdict.advice, 300), width)
    for broken in verdict.broken:
        yield f"  broken: {one_line(broken.scenario)} (p {probability(broken.p_value)})"
    for change in comparison.changes:
        yield from _wrapped(f"{change.cause.value}: {one_line(change.detail, 300)}", width)
        for told in rules_told(change):
            yield from _wrapped(one_line(told, 300), width, indent=6)
        yield from _wrapped(one_line(change.tells, 300), width, indent=6)


def _sides(findings: Findings, labels: Labels, width: int, *, most: int | None = None) -> Iterator[str]:
    sides = all_sides(findings)
    names = told_apart([one_line(labels[side.label]) for side in sides])
    headers = ["", *[names[one_line(labels[side.label])] for side in sides]]
    yield from _fitting(headers, side_rows(sides, findings)[:most], width)


def _failures(findings: Findings, labels: Labels, width: int, most: int) -> Iterator[str]:
    for title, failures in failures_told(findings):
        yield ""
        yield title
        for failure in failures[:most]:
            told = f"{failure.grader} · {trial_name(failure.trial, labels)}: {failure.reason}"
            yield "  " + one_line(told, width - 2)
            if failure.quote is not None:
                yield f"      “{one_line(failure.quote.text, width - 10)}”"
        if len(failures) > most:
            yield f"  … and {len(failures) - most} more"
    if findings.mended:
        yield from _wrapped(one_line(mended_told(findings), 400), width)


def _lost(lost: Sequence[LostTrial], labels: Labels, width: int, most: int) -> Iterator[str]:
    if not lost:
        return
    yield ""
    yield f"{counted(len(lost), 'trial')} lost"
    for found in lost[:most]:
        yield "  " + one_line(f"{trial_name(found.trial, labels)}: {found.why}", width - 2)
    if len(lost) > most:
        yield f"  … and {len(lost) - most} more"


def _comparison(comparison: Comparison, labels: Labels, width: int, *, verbose: bool) -> Iterator[str]:
    if verbose:
        shown = list(comparison.rows)
    else:
        shown = [row for row in comparison.rows if differs(row)][:_ROWS]
        shown += [row for row in comparison.rows if not row.compared and _fails(row)][:_ROWS]
    yield from _graders(shown, comparison, labels, width)
    if len(shown) < len(comparison.rows):
        yield f"… and {counted(len(comparison.rows) - len(shown), 'grader')} without a difference (--verbose shows all)"
    yield from _examples(comparison.rows, labels, width)
    yield from _scenarios(comparison, labels, verbose=verbose)


def _graders(rows: Sequence[GraderRow], comparison: Comparison, labels: Labels, width: int) -> Iterator[str]:
    names = [one_line(labels[side.label], 30) for side in (comparison.baseline, comparison.candidate)]
    graders = _graders_named(rows, width)
    table = []
    for row in rows:
        change = difference(row.difference)
        if width < _NARROW and row.difference is not None:
            change = points(row.difference.value)
        note = row.note if row.kind is GraderKind.CHECK else ""  # what a rubric's rows stand under is said below them
        name = graders[row.grader] + (f" ({one_line(note, 30)})" if note else "")
        table.append([name, of(row.baseline), of(row.candidate), change if row.compared else "own playbook"])
    if table:
        yield from _table(["grader", *names, "difference, points"], table)


def _graders_named(rows: Sequence[GraderRow], width: int) -> Mapping[str, str]:
    """What a table calls each grader, by its name."""
    lines = {row.grader: one_line(row.grader) for row in rows}
    names = told_apart(lines.values(), 40 if width >= _NARROW else 26)
    return {grader: names[line] for grader, line in lines.items()}


def _judges(rows: Sequence[JudgeRow], width: int) -> Iterator[str]:
    """Who judged by which rubric, what that decides, and how far the judge agrees with itself."""
    if rows:
        yield ""
        yield "Rubrics"
    for row in rows:
        by = f" by {one_line(row.fingerprint, 100)}" if row.fingerprint else ""
        yield from _wrapped(f"{one_line(row.rubric, 64)}{by}: {one_line(row.note, 300)}", width)
        for found in row.agreements:
            yield from _wrapped(one_line(agreement(found), 300), width, indent=6)


def _own(rows: Sequence[GraderRow], label: str, width: int, *, verbose: bool) -> Iterator[str]:
    shown = [row for row in rows if verbose or _fails(row)]
    names = _graders_named(shown, width)
    table = [[names[row.grader], row.role.value, of(row.candidate)] for row in shown]
    if table:
        yield from _table(["grader", "role", one_line(label, 40)], table)
    if len(shown) < len(rows):
        yield f"… and {counted(len(rows) - len(shown), 'grader')} that nothing failed (--verbose shows all)"


def _fails(row: GraderRow) -> bool:
    return any(
        tally is not None and (tally.passed < tally.scored or tally.unscored) for tally in (row.baseline, row.candidate)
    )


def _examples(rows: Sequence[GraderRow], labels: Labels, width: int) -> Iterator[str]:
    """What differs most, each with the quote that shows it."""
    telling = [(row.grader, row.example) for row in rows if row.example is not None and differs(row)]
    if telling:
        yield ""
        yield "What differs most"
    for grader, example in telling[:_EXAMPLES]:
        yield f"  {one_line(grader)} · {one_line(trial_name(example.trial, labels))}"
        yield from _wrapped(one_line(example.reason, 200), width, indent=6)
        if example.quote is not None:
            line = "" if example.quote.line is None else f"  line {example.quote.line}"
            yield f"      “{one_line(example.quote.text, width - 20)}”{line}"


def _scenarios(comparison: Comparison, labels: Labels, *, verbose: bool) -> Iterator[str]:
    rows = [row for row in comparison.scenarios if row.outcome is not None]
    counts = {standing: sum(row.outcome is standing for row in rows) for standing in Standing}
    yield ""
    yield (
        f"Scenarios: {one_line(labels[comparison.candidate.label])} wins {counts[Standing.WIN]}, "
        f"ties {counts[Standing.TIE]}, loses {counts[Standing.LOSS]}"
    )
    losses = [row for row in rows if row.outcome is Standing.LOSS]
    for row in rows if verbose else losses[:_EXAMPLES]:
        moved = f"{share(row.baseline)} → {share(row.candidate)}"
        yield f"  {points(row.difference or 0.0):>6}  {one_line(row.scenario)}: {moved}"


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    from tabulate import tabulate

    yield from tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True).splitlines()


def _fitting(headers: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """A table; one that is too wide comes as several, each with its first column."""
    lines = list(_table(headers, rows))
    half = len(headers) // 2 + 1
    if len(headers) <= 2 or max(map(len, lines)) <= width:
        yield from lines
        return
    yield from _fitting(headers[:half], [row[:half] for row in rows], width)
    yield ""
    yield from _fitting([headers[0], *headers[half:]], [[row[0], *row[half:]] for row in rows], width)


def _wrapped(text: str, width: int, indent: int = 2) -> Iterator[str]:
    margin = " " * indent
    yield from wrap(text, width, initial_indent=margin, subsequent_indent=margin, break_on_hyphens=False)
