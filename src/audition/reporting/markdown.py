"""The comparison as Markdown: a pull request comment, or a CI step summary; never longer than GitHub takes."""

from __future__ import annotations

from collections.abc import Sequence

from audition.records.comparison import Comparison, Findings, GraderRow, RequiredFailure, SideSummary, points
from audition.records.findings import LeftOut
from audition.reporting.escaping import markdown
from audition.reporting.words import amount, counted, coverage, difference, dollars, of, score, share

MAX_BYTES = 65_536
"""What GitHub takes as one comment."""
_MARKS = {
    "improved": "✅",
    "regressed": "❌",
    "equivalent": "🟰",
    "inconclusive": "❔",
    "invalid": "⚠️",
}


def markdown_report(findings: Findings, report: str | None = None) -> str:
    """The report; rows are dropped from its end, and that is said, where it would grow too long.

    Args:
        findings: What was found.
        report: Where the whole report lies, as a reader would open it; None: nowhere.
    """
    for rows in (200, 100, 50, 25, 10, 5, 0):
        text = _report(findings, report, rows)
        if len(text.encode()) < MAX_BYTES:
            return text
    return (
        text.encode()[: MAX_BYTES - 200].decode(errors="ignore") + "\n\n… (cut: the report is longer than a comment)\n"
    )


def marker(suite: str) -> str:
    """A line that no reader sees and by which a comment is found again, to be updated."""
    return f"<!-- audition:{suite} -->"


def _report(findings: Findings, report: str | None, rows: int) -> str:
    parts = [marker(findings.runs[-1].suite)]
    for comparison in findings.comparisons:
        parts += _comparison(comparison, findings, rows)
    if not findings.comparisons:
        parts += [f"### {markdown(findings.runs[-1].suite)}", _sides(findings.sides, findings)]
        parts += [_graders(findings.rows, [findings.sides[0].label], rows)]
    if findings.failures:
        parts += _failures(findings.failures, rows)
    parts += [f"> {markdown(caveat, 500)}" for caveat in findings.caveats]
    parts += [_left_out([left for facts in findings.runs for left in facts.left_out], rows)]
    parts += [_provenance(findings)]
    if report is not None:
        parts.append(f"Whole report: `{report}`")
    return "\n\n".join(part for part in parts if part) + "\n"


def _comparison(comparison: Comparison, findings: Findings, rows: int) -> list[str]:
    verdict = comparison.verdict
    title = f"### {_MARKS[verdict.kind.value]} {verdict.kind.value.capitalize()}: {markdown(verdict.sentence, 500)}"
    lines = [markdown(line.sentence, 300) for line in [verdict.general] if line is not None]
    labels = [comparison.baseline.label, comparison.candidate.label]
    return [
        title,
        "  \n".join([*lines, markdown(verdict.advice, 300)]),
        _sides([comparison.baseline, comparison.candidate], findings),
        _examples(comparison.rows, min(rows, 6)),
        "<details><summary>Graders</summary>",
        _graders(comparison.rows, labels, rows),
        "</details>",
        "<details><summary>Scenarios</summary>",
        _scenarios(comparison, rows),
        "</details>",
        _left_out(comparison.left_out, rows),
    ]


def _sides(sides: Sequence[SideSummary], findings: Findings) -> str:
    failed = {side.label: sum(f.trial.variant == side.variant for f in findings.failures) for side in sides}
    table = [
        ["gate score (95 %)", *[score(side.gate) for side in sides]],
        ["required checks failed", *[str(failed[side.label]) for side in sides]],
        ["trials scored of planned", *[coverage(side) for side in sides]],
        ["cost a trial", *[dollars(side.cost_usd) for side in sides]],
        ["tokens a trial", *[amount(side.tokens) for side in sides]],
        ["seconds a trial", *[amount(side.seconds) for side in sides]],
    ]
    return _table(table, ["", *[markdown(side.label) for side in sides]])


def _graders(rows: Sequence[GraderRow], labels: Sequence[str], most: int) -> str:
    table = []
    for row in rows[:most]:
        figures = (
            [of(row.candidate)]
            if len(labels) == 1
            else [of(row.baseline), of(row.candidate), difference(row.difference)]
        )
        table.append([markdown(row.grader), row.role.value if row.compared else "own playbook", *figures])
    headers = ["grader", "role", *[markdown(label) for label in labels], *(["difference, points"] * (len(labels) > 1))]
    return _table(table, headers) + _more(len(rows) - most, "grader")


def _scenarios(comparison: Comparison, most: int) -> str:
    table = [
        [
            markdown(row.scenario),
            share(row.baseline),
            share(row.candidate),
            "" if row.difference is None else points(row.difference),
        ]
        for row in comparison.scenarios[:most]
    ]
    headers = ["scenario", markdown(comparison.baseline.label), markdown(comparison.candidate.label), "points"]
    return _table(table, headers) + _more(len(comparison.scenarios) - most, "scenario")


def _examples(rows: Sequence[GraderRow], most: int) -> str:
    telling = [row for row in rows if row.example and row.difference and abs(row.difference.value) > 1e-9][:most]
    lines = []
    for row in telling:
        if row.example is not None:
            quote = f"  \n  “{markdown(row.example.quote.text, 200)}”" if row.example.quote else ""
            where = f"**{markdown(row.grader)}** · {markdown(str(row.example.trial))}"
            lines.append(f"- {where}: {markdown(row.example.reason, 200)}{quote}")
    return "**What differs most**\n\n" + "\n".join(lines) if lines else ""


def _failures(failures: Sequence[RequiredFailure], most: int) -> list[str]:
    lines = [
        f"- **{markdown(f.grader)}** · {markdown(str(f.trial))}: {markdown(f.reason, 200)}" for f in failures[:most]
    ]
    return [
        f"**{counted(len(failures), 'required check')} failed**",
        "\n".join(lines) + _more(len(failures) - most, "failure"),
    ]


def _left_out(left_out: Sequence[LeftOut], most: int) -> str:
    lines = [f"- {markdown(left.what, 400)}: {markdown(left.why, 200)}" for left in left_out[:most]]
    return "**Left out**\n\n" + "\n".join(lines) + _more(len(left_out) - most, "item") if lines else ""


def _provenance(findings: Findings) -> str:
    runs = "; ".join(
        f"run `{facts.id}` ({facts.mode.value}, {facts.created_at[:10]}, commit `{(facts.commit or 'unknown')[:12]}`)"
        for facts in findings.runs
    )
    return f"<sub>{runs} · audition {findings.runs[-1].engine}</sub>"


def _table(rows: Sequence[Sequence[str]], headers: Sequence[str]) -> str:
    from tabulate import tabulate

    return tabulate(rows, headers=headers, tablefmt="github", disable_numparse=True)


def _more(number: int, noun: str) -> str:
    return f"\n\n… and {counted(number, noun)} more" if number > 0 else ""
