"""The comparison as Markdown: a pull request comment, or a CI step summary; never longer than GitHub takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from audition.records.comparison import Comparison, Findings, LostTrial, RequiredFailure
from audition.records.estimates import points
from audition.records.findings import LeftOut
from audition.records.grades import Quote
from audition.records.rows import GraderRow
from audition.reporting.escaping import html_in_markdown, markdown, one_line
from audition.reporting.next_step import next_command
from audition.reporting.opening import opening
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
    rules_held,
    rules_told,
    share,
    short_labels,
    side_rows,
    trial_name,
)
from audition.text import counted

MAX_BYTES = 65_536
"""What GitHub takes as one comment."""
_LESS = ((200, 50), (100, 50), (50, 50), (25, 20), (10, 10), (5, 5), (0, 3), (0, 0))
"""Rows of a table and comparisons that are shown: what is tried, until it fits."""


def markdown_report(findings: Findings, report: str | None = None) -> str:
    """The report; rows and then comparisons are dropped, and that is said, where it would grow too long.

    Args:
        findings: What was found.
        report: Where the whole report lies, as a reader would open it; None: nowhere.
    """
    for rows, comparisons in _LESS:
        text = _Report(findings, short_labels(all_sides(findings)), rows, comparisons).text(report)
        if len(text.encode()) < MAX_BYTES:
            break
    return text


def marker(suite: str) -> str:
    """A line that no reader sees and by which a comment is found again, to be updated."""
    return f"<!-- audition:{re.sub('[^A-Za-z0-9_.]+', '-', suite)} -->"


@dataclass(frozen=True)
class _Report:
    findings: Findings
    labels: Mapping[str, str]
    rows: int
    comparisons: int

    def text(self, report: str | None) -> str:
        parts = [marker(self.findings.runs[-1].suite), *self._verdicts(), *self._evidence(), self._provenance()]
        if report is not None:
            parts.append(f"Whole report: {_code(report)}")
        parts.append(f"Next: {_code(next_command(self.findings))}")
        return "\n\n".join(part for part in parts if part) + "\n"

    def _verdicts(self) -> Iterator[str]:
        findings = self.findings
        for place, headline in enumerate(islice(opening(findings), 20)):
            yield markdown(headline, 500) if place else f"## {markdown(headline, 500)}"
        for comparison in findings.comparisons[: max(1, self.comparisons)]:
            yield from self._verdict(comparison)
        yield _more(len(findings.comparisons) - max(1, self.comparisons), "comparison")
        if not findings.comparisons:
            yield f"### {markdown(findings.runs[-1].suite)}"
        yield from (f"> {markdown(caveat, 500)}" for caveat in findings.caveats[:10])
        sides = all_sides(findings)
        shown = sides[:20]
        headers = ["", *[markdown(self.labels[side.label]) for side in shown]]
        yield _table(headers, side_rows(shown, findings)) + _more(len(sides) - 20, "variant")

    def _verdict(self, comparison: Comparison) -> Iterator[str]:
        verdict = comparison.verdict
        kind = f"{MARKS[verdict.kind]} {verdict.kind.value.capitalize()}"
        yield f"### {kind}: {markdown(verdict.sentence, 900)}"
        lines = [verdict.general.sentence] if verdict.general else []
        lines += filter(None, [by_grader(comparison), by_applying(comparison), by_use(comparison)])
        lines += [corrected.sentence for corrected in comparison.corrected]
        yield "  \n".join(markdown(line, 300) for line in (*lines, verdict.advice))
        changes = [
            "  \n  ".join(
                [
                    f"- {change.cause.value}: {markdown(change.detail, 300)}",
                    *(markdown(told, 300) for told in rules_told(change)),
                    markdown(change.tells, 300),
                ]
            )
            for change in comparison.changes[:10]
        ]
        yield "\n".join(changes)

    def _evidence(self) -> Iterator[str]:
        findings = self.findings
        for title, failures in failures_told(findings):
            yield self._failures(title, failures)
        yield markdown(mended_told(findings), 500)
        yield self._lost(findings.lost)
        for comparison in findings.comparisons[: self.comparisons]:
            labels = [self.labels[side.label] for side in (comparison.baseline, comparison.candidate)]
            names = [markdown(label) for label in labels]
            yield self._examples(comparison.rows)
            yield from _folded(f"Graders of {' and '.join(labels)}", self._graders(comparison.rows, names))
            yield from _folded(f"Scenarios of {' and '.join(labels)}", self._scenarios(comparison, names))
            yield self._left_out(comparison.left_out)
        if not findings.comparisons:
            yield self._graders(findings.rows, [markdown(self.labels[findings.sides[0].label])])
        yield self._judges()
        yield markdown(rules_held(findings), 500)
        yield self._left_out([left for facts in findings.runs for left in facts.left_out])

    def _graders(self, rows: Sequence[GraderRow], names: Sequence[str]) -> str:
        table = []
        for row in rows[: self.rows]:
            note = f" ({markdown(row.note)})" if row.note else ""
            figures = [of(row.candidate)]
            if len(names) > 1:
                figures = [of(row.baseline), *figures, difference(row.difference)]
            table.append([markdown(row.grader) + note, row.role.value if row.compared else "own playbook", *figures])
        headers = ["grader", "role", *names, *(["difference, points"] if len(names) > 1 else [])]
        return _table(headers, table) + _more(len(rows) - self.rows, "grader")

    def _scenarios(self, comparison: Comparison, names: Sequence[str]) -> str:
        table = [
            [
                markdown(row.scenario),
                share(row.baseline),
                share(row.candidate),
                "" if row.difference is None else points(row.difference),
            ]
            for row in comparison.scenarios[: self.rows]
        ]
        return _table(["scenario", *names, "points"], table) + _more(len(comparison.scenarios) - self.rows, "scenario")

    def _examples(self, rows: Sequence[GraderRow]) -> str:
        telling = [(row, row.example) for row in rows if row.example is not None and differs(row)]
        lines = [
            f"- **{markdown(row.grader)}** {points(row.difference.value) if row.difference else ''} · "
            f"{markdown(trial_name(example.trial, self.labels))}: {markdown(example.reason)}{_quoted(example.quote)}"
            for row, example in telling[: min(self.rows, 6)]
        ]
        return "**What differs most**\n\n" + "\n".join(lines) if lines else ""

    def _failures(self, title: str, failures: Sequence[RequiredFailure]) -> str:
        lines = [
            f"- **{markdown(failure.grader)}** · {markdown(trial_name(failure.trial, self.labels))}: "
            f"{markdown(failure.reason)}{_quoted(failure.quote)}"
            for failure in failures[: self.rows]
        ]
        return f"**{title}**\n\n" + "\n".join(lines) + _more(len(failures) - self.rows, "failure")

    def _lost(self, lost: Sequence[LostTrial]) -> str:
        if not lost:
            return ""
        lines = [
            f"- {markdown(trial_name(found.trial, self.labels))}: {markdown(found.why)}" for found in lost[: self.rows]
        ]
        title = f"**{counted(len(lost), 'trial')} lost**\n\n"
        return title + "\n".join(lines) + _more(len(lost) - self.rows, "trial")

    def _judges(self) -> str:
        """Who judged by which rubric, and what that decides."""
        lines = []
        for row in self.findings.judges[: self.rows]:
            by = f" by {markdown(row.fingerprint)}" if row.fingerprint else ""
            lines += [f"- **{markdown(row.rubric)}**{by}: {markdown(row.note)}"]
            lines += [f"  - {markdown(agreement(found), 300)}" for found in row.agreements[:5]]
        return "**Rubrics**\n\n" + "\n".join(lines) if lines else ""

    def _left_out(self, left_out: Sequence[LeftOut]) -> str:
        lines = [f"- {markdown(left.what, 400)}: {markdown(left.why)}" for left in left_out[: self.rows]]
        more = _more(len(left_out) - self.rows, "item")
        return "**Left out**\n\n" + "\n".join(lines) + more if lines else ""

    def _provenance(self) -> str:
        runs = "; ".join(
            f"run {_code(facts.id)} ({facts.mode.value}, {facts.created_at[:10]}, "
            f"commit {_code((facts.commit or 'unknown')[:12])})"
            for facts in self.findings.runs
        )
        return f"<sub>{runs} · audition {markdown(self.findings.runs[-1].engine, 40)}</sub>"


def _folded(title: str, body: str) -> Iterable[str]:
    return f"<details><summary>{html_in_markdown(title)}</summary>", body, "</details>"


def _quoted(quote: Quote | None) -> str:
    return f"  \n  “{markdown(quote.text)}”" if quote is not None else ""


def _code(text: str) -> str:
    return f"`{one_line(text).replace('`', chr(39))}`"


def _table(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    from tabulate import tabulate

    return tabulate(rows, headers=headers, tablefmt="github", disable_numparse=True)


def _more(number: int, noun: str) -> str:
    return f"\n\n… and {counted(number, noun)} more" if number > 0 else ""
