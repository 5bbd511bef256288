"""The weekly run: screen against the baseline, confirm by fresh trials only where the screen fires."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from audition.analysis.comparison import compare
from audition.analysis.frame import GATE, gate_rows
from audition.analysis.history import markers_between
from audition.analysis.pairing import pair
from audition.analysis.sides import Side, cells_of, paired_cells
from audition.analysis.verdicts import Terms
from audition.errors import UsageError
from audition.records.accepted import Baseline, Occasion, ScoreSheet
from audition.records.attribution import Cause, Change
from audition.records.comparison import Comparison, VerdictKind, points
from audition.records.findings import Looks, Mode, RunFacts
from audition.records.weekly import Finding, WeeklyLine
from audition.running.plan import Selection, seed_of
from audition.running.progress import Progress
from audition.store.run_file import RunFile
from audition.store.score_sheets import sheets_of
from audition.usecases.compare import (
    Against,
    accepted_side,
    baseline_of,
    compare_with_baseline,
    stored_sides,
)
from audition.usecases.concluding.findings import reader
from audition.usecases.history import remember, week_of
from audition.usecases.judge.drift import judge_again
from audition.usecases.playing.performance import Done
from audition.usecases.project.world import load_world, places_of
from audition.usecases.report import Conclusion, conclude, report_on
from audition.usecases.run import Order, run

SCREEN_TRIALS = 5
"""Trials a case each week: with a baseline of 20, a 10-point step is found within four weeks."""
CONFIRM_TRIALS = 10
SCREEN_ALPHA = 0.10
CONFIRM_ALPHA = 0.01
"""One-sided: what the confirmation alone may claim."""


@dataclass(frozen=True, kw_only=True)
class Week:
    """A week's run with what it concludes."""

    week: str
    done: Done
    lines: tuple[WeeklyLine, ...]
    history: Path | None
    """None: the run did not end, so it is not remembered."""
    judge: str = ""
    """What the frozen works say of the judge; empty: no judge was asked."""

    @property
    def regressed(self) -> bool:
        """Whether any variant was confirmed to be worse."""
        return any(line.finding is Finding.REGRESSED for line in self.lines)


def weekly(root: Path, order: Order, progress: Progress | None = None) -> Week:
    """Play the week's trials, screen each variant against its baseline, confirm what the screen suspects.

    Args:
        root: The project's folder.
        order: Live runs are played fresh, whatever it says; `selection.trials` defaults to `SCREEN_TRIALS`.
        progress: Is told what happens.

    Raises:
        UsageError: There is no baseline yet, or as `run`.
    """
    places = places_of(root)
    world = load_world(root, order.suite)
    baseline = baseline_of(places, world.suite.agent, Against())  # before a cent is spent
    selection = replace(order.selection, trials=order.selection.trials or SCREEN_TRIALS)
    order = replace(order, selection=selection, live=replace(order.live, fresh=True))
    done = run(root, order, progress)
    week = week_of(done.facts.created_at)
    if done.stopped or done.interrupted:
        return Week(week=week, done=done, lines=(), history=None)
    with RunFile.open_readonly(done.path) as file:
        sheets, sides = sheets_of(file), stored_sides(file)
    screened = [_screened(side, sheets[side.variant], baseline, done.facts) for side in sides]
    lines = tuple(_confirmed(root, order, line, baseline, progress) for line in screened)
    return Week(
        week=week,
        done=done,
        lines=lines,
        history=remember(places, done.path, Occasion.WEEKLY),
        judge=_of_the_judge(root, order) if order.mode is Mode.LIVE else "",
    )


def report_week(root: Path, week: Week) -> Conclusion:
    """The week's reports in `reports/<year>-W<week>/`: its findings above those of the run."""
    findings = compare_with_baseline(root, str(week.done.path), Against()) if week.lines else None
    if findings is None:
        return conclude(root, week.done.path, None)
    headlines = (*(f"{line.sentence} {line.advice}" for line in week.lines), *([week.judge] if week.judge else []))
    confirmed = tuple(line.confirmation for line in week.lines if line.confirmation is not None)
    findings = replace(findings, headlines=headlines, comparisons=(*confirmed, *_informing(findings.comparisons)))
    return report_on(root, findings, places_of(root).root / "reports" / week.week)


def _of_the_judge(root: Path, order: Order) -> str:
    """The frozen works judged again: a shift there is the judge's."""
    try:
        drift = judge_again(root, order.suite, None, order.live)
    except UsageError as error:
        return f"The judge was not held against frozen works: {error}"
    if drift.found:
        return f"The judge shifted on {drift.works} frozen works: a change of its scores this week may be its own."
    return f"The judge shows no shift on {drift.works} frozen works."


def _informing(comparisons: Sequence[Comparison]) -> tuple[Comparison, ...]:
    """Comparisons that are shown and decide nothing: only a confirmation may say that a week regressed."""
    return tuple(replace(comparison, regression=False) for comparison in comparisons)


def _screened(side: Side, sheet: ScoreSheet, baseline: Baseline, facts: RunFacts) -> WeeklyLine:
    """What the screen says: quiet, or a suspicion that is still open."""
    from audition.stats import screen

    accepted = baseline.sheets.get(side.variant)
    if accepted is None:
        return _line(side.variant, Finding.INVALID, "it has no accepted baseline", "`audition accept` makes one.")
    both = pair(accepted_side(accepted), side)
    before, after = (cells_of(gate_rows(part.scores), GATE) for part in (both.baseline, both.candidate))
    scenarios = sorted(before.keys() & after.keys())
    markers = markers_between(accepted, sheet)
    if not scenarios:
        told = "nothing of it can be held against the baseline"
        return _line(side.variant, Finding.INVALID, told, "Accept a run of today's suite.", markers=markers)
    cells = paired_cells(scenarios, before, after)
    found = screen(cells, seed_of(facts.id), SCREEN_ALPHA)
    broken = tuple(scenarios[n] for n in found.breaks.scenarios)
    moved = f"{points(float(cells.differences.mean()))} points against the accepted run, p = {found.p_worse:.2f}"
    if not found.suspicious:
        told, advice = f"no alarm: {moved}", "Nothing to do."
        line = _line(side.variant, Finding.QUIET, told, advice, markers=markers)
    else:
        named = f"; broken: {', '.join(broken)}" if broken else ""
        line = _line(
            side.variant,
            Finding.OPEN,
            f"the screen suspects a regression: {moved}{named}",
            _to_confirm(markers),
            markers=markers,
        )
    return replace(line, screen_p=found.p_worse, broken=broken)


def _line(variant: str, finding: Finding, told: str, advice: str, *, markers: Sequence[Change] = ()) -> WeeklyLine:
    return WeeklyLine(
        variant=variant,
        finding=finding,
        sentence=f"{variant}: {told}.",
        advice=advice,
        screen_p=None,
        markers=tuple(markers),
    )


def _to_confirm(markers: Sequence[Change]) -> str:
    return f"Only fresh trials can confirm it: `audition weekly --live`. {explained(markers)}"


def explained(markers: Sequence[Change]) -> str:
    """What could be behind a change, and what to run to tell."""
    causes = {marker.cause for marker in markers}
    if Cause.JUDGE in causes:
        return "The judge changed: its scores are not compared across that; `audition judge drift` tells its shift."
    if Cause.PROMPT in causes:
        return "The prompt changed: `audition compare VARIANT@COMMIT VARIANT --live` plays both side by side."
    if Cause.MODEL in causes:
        return "The model changed: pin the model before it in [tool.audition.models] and run again to tell them apart."
    if markers:
        return f"Changed: {', '.join(sorted(cause.value for cause in causes))}; run again with that undone to tell."
    return (
        "All digests are unchanged: the model behind the same id, or noise; a second fresh run tells noise, "
        "an older pinned model tells drift."
    )


def _confirmed(root: Path, order: Order, line: WeeklyLine, baseline: Baseline, progress: Progress | None) -> WeeklyLine:
    """A suspicion put to the test by fresh trials, where fresh trials can be had."""
    only_replayed = order.mode is Mode.REPLAY and order.model is None
    if line.finding is not Finding.OPEN or only_replayed:
        return line
    accepted = baseline.sheets[line.variant]
    past = _past(line, accepted)
    looks = Looks(most_trials=CONFIRM_TRIALS, alpha=CONFIRM_ALPHA, worse_only=True) if past else None
    selection = Selection(variants=(past, line.variant) if past else (line.variant,), trials=CONFIRM_TRIALS)
    try:
        done = run(root, replace(order, selection=selection, looks=looks), progress)
    except UsageError as error:
        return replace(line, advice=f"It could not be confirmed: {error}")
    if done.stopped or done.interrupted:
        return replace(line, advice=f"The confirmation stopped: {done.stopped or 'interrupted'}.")
    comparison = _confirmation(done, line, accepted, past)
    worse = comparison.verdict.kind is VerdictKind.REGRESSED
    finding = Finding.REGRESSED if worse else Finding.UNCONFIRMED
    told = "is worse" if worse else "is not confirmed to be worse"
    return replace(
        line,
        finding=finding,
        sentence=f"{line.variant} {told}: {comparison.verdict.sentence}",
        advice=explained(line.markers) if worse else "The suspicion did not hold up; nothing to do.",
        confirmation=comparison,
        confirmation_run=done.facts.id,
    )


def _past(line: WeeklyLine, accepted: ScoreSheet) -> str | None:
    """The accepted prompt as a variant of its commit, where it differs from today's and can be played again."""
    commit = accepted.facts.commit
    if commit is None or commit.endswith("+changes") or all(m.cause is not Cause.PROMPT for m in line.markers):
        return None
    return f"{line.variant}@{commit}"


def _confirmation(done: Done, line: WeeklyLine, accepted: ScoreSheet, past: str | None) -> Comparison:
    with RunFile.open_readonly(done.path) as file:
        facts = file.facts
        sides: Mapping[str, Side] = {side.variant: side for side in stored_sides(file)}
        read = {facts.id: reader(file)}
        before = sides[past] if past else accepted_side(accepted)
        terms = Terms(
            margin=facts.margin,
            coverage=facts.coverage,
            regression=True,
            looks=facts.looks,
            alpha=2 * CONFIRM_ALPHA,
        )
        return compare(before, sides[line.variant], terms, read)
