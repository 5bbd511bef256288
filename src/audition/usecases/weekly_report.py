"""Reports a week: the screen's comparisons, and in place of each that was put to the test its confirmation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from audition.analysis.history import history_of
from audition.analysis.sides import summarise
from audition.concluding.findings import reader, required_failures, stored_sides
from audition.concluding.known import accepted_failures, expecting
from audition.project.places import Places
from audition.project.world import places_of
from audition.records.attribution import Cause
from audition.records.comparison import Comparison, Findings, VerdictKind, VerdictLine
from audition.records.results import Conclusion
from audition.records.weekly import WORST_FIRST, Finding, WeeklyLine
from audition.store.run_file import RunFile
from audition.text import counted
from audition.usecases.compare import Against, compare_with_baseline
from audition.usecases.history import remembered
from audition.usecases.report import conclude, report_on
from audition.usecases.weekly import Week


def report_week(root: Path, week: Week) -> Conclusion:
    """The week's reports in `reports/<year>-W<week>/<suite>/`; those of its run alone where someone ended that."""
    if not week.lines:
        return conclude(root, week.done.path, None)
    places = places_of(root)
    findings = compare_with_baseline(root, str(week.done.path), Against())
    findings = replace(findings, comparisons=tuple(_screens(findings, week)))
    for line in reversed(week.lines):
        findings = _put_to_the_test(findings, line, places)
    told = (_unseen_failures(findings, week), *_told(findings, week), week.judge)
    facts = week.done.facts
    history = history_of(facts.agent, remembered(places, facts.agent))
    played = tuple(series for series in history.series if series.variant in facts.variants)
    findings = replace(findings, headlines=tuple(text for text in told if text), trend=played)
    return report_on(root, findings, places.report(week.week) / week.done.facts.suite)


def _told(findings: Findings, week: Week) -> Iterator[str]:
    """Each variant's week, the worst first; what failed leaves something to do in a quiet one too."""
    failed = {failure.trial.variant for failure in (*findings.new_failures, *week.failures) if not failure.expected}
    cut = _cut(week)
    for line in sorted(week.lines, key=lambda line: WORST_FIRST.index(line.finding)):
        fine = line.finding in (Finding.UNCONFIRMED, Finding.QUIET)
        if cut and (fine or line.finding is Finding.INVALID):
            yield cut
            cut = ""
        advice = "" if fine and (line.variant in failed or week.done.stopped) else line.advice
        yield f"{line.finding.mark} {line.sentence} {advice}".rstrip()
        yield line.explanation
    yield cut


def _cut(week: Week) -> str:
    """What ended the screen before its plan did; empty: nothing."""
    done = week.done
    if not done.stopped:
        return ""
    return f"! The screen was cut short: {done.stopped}; the same command with a higher --cap plays the rest."


def _unseen_failures(findings: Findings, week: Week) -> str:
    """What failed in the screen's own trials and is not shown, for fresh trials are."""
    unseen = [one for one in week.failures if one not in findings.failures and not one.expected]
    if not unseen:
        return ""
    show = f"audition show {unseen[0].trial.scenario} {unseen[0].trial.variant} --run {week.done.facts.id}"
    return f"✗ {counted(len(unseen), 'required check')} failed in the screen's own trials: `{show}`."


def _screens(findings: Findings, week: Week) -> Iterator[Comparison]:
    """The screen informs: only a confirmation says that a week regressed, and a quiet week owes nothing to anything."""
    quiet = {line.variant for line in week.lines if line.finding is Finding.QUIET}
    tested = {line.variant for line in week.lines if line.confirmation is not None}
    for comparison in findings.comparisons:
        alone = comparison.candidate.variant not in tested
        verdict = _unconfirmed(comparison.verdict) if alone else comparison.verdict
        seen = tuple(change for change in comparison.changes if change.cause is not Cause.UNSEEN)
        changes = seen if comparison.candidate.variant in quiet else comparison.changes
        yield replace(comparison, regression=False, changes=changes, verdict=verdict)


def _unconfirmed(verdict: VerdictLine) -> VerdictLine:
    """A screen that is by itself never calls a variant worse."""
    if verdict.kind is not VerdictKind.REGRESSED:
        return verdict
    sentence = f"On the screen alone, which confirms nothing: {verdict.sentence}"
    return replace(verdict, kind=VerdictKind.INCONCLUSIVE, sentence=sentence)


def _put_to_the_test(findings: Findings, line: WeeklyLine, places: Places) -> Findings:
    """The findings with a variant's fresh trials in place of the screen's, so that its quotes lead to them."""
    tested = line.confirmation
    if tested is None or line.confirmation_run is None:
        return findings
    with RunFile.open_readonly(places.run_file(line.confirmation_run)) as file:
        facts, sides = file.facts, stored_sides(file)
        tested_sides = [side for side in sides if side.variant == line.variant]
        failures = required_failures(tested_sides, {facts.id: reader(file)})
        failures = expecting(failures, accepted_failures(places, facts.agent))
    others = [comparison for comparison in findings.comparisons if comparison.candidate.variant != line.variant]
    return replace(
        findings,
        runs=(facts, *findings.runs),
        comparisons=(tested, *others),
        sides=(*map(summarise, sides), *(side for side in findings.sides if side.variant != line.variant)),
        failures=(*failures, *(failure for failure in findings.failures if failure.trial.variant != line.variant)),
    )
