"""What a week says of a variant: a screen against all that is known of the accepted prompt, and what may confirm it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from audition.analysis.attribution import changes_between
from audition.analysis.comparison import seed_between
from audition.analysis.history import accepted_side, failed_cases, markers_between, side_of
from audition.analysis.pairing import pair
from audition.analysis.sides import Side, cells_of, paired_cells
from audition.analysis.terms import Terms
from audition.records.accepted import HistoryEntry, Occasion, ScoreSheet
from audition.records.attribution import Cause, Change
from audition.records.estimates import p_value, points
from audition.records.evidence import TrialId
from audition.records.findings import Mode
from audition.records.weekly import Finding, WeeklyLine

SCREEN_ALPHA = 0.10


@dataclass(frozen=True, kw_only=True)
class Past:
    """What a week is held against."""

    sheet: ScoreSheet
    """The accepted run's."""
    side: Side
    """Its trials, joined by those of the weeks since."""
    weeks: int
    """How many joined."""

    @property
    def named(self) -> str:
        """What a reader calls it."""
        return "the accepted run" + (
            f" and {self.weeks} {'week' if self.weeks == 1 else 'weeks'} since" * bool(self.weeks)
        )


def past_of(accepted: ScoreSheet, entries: Sequence[HistoryEntry]) -> Past:
    """The accepted run's trials, joined by those of every week since: what an unchanged prompt is held against.

    A week joins where nothing at all differs from the accepted run, its trials are its own, and it was neither found
    worse nor left under suspicion.
    """
    first = accepted_side(accepted)
    sides = [first]
    for entry in entries:
        sheet = entry.sheets.get(accepted.variant)
        since = entry.occasion is Occasion.WEEKLY and entry.run > accepted.facts.id
        if sheet is None or not since or accepted.variant in entry.doubted or sheet.facts.mode is Mode.REPLAY:
            continue
        side = side_of(sheet)
        nothing_changed = all(change.cause is Cause.UNSEEN for change in changes_between(first, side))
        if nothing_changed and not pair(first, side).left_out:
            sides.append(side)
    return Past(sheet=accepted, side=_joined(sides), weeks=len(sides) - 1)


def _joined(sides: Sequence[Side]) -> Side:
    """The trials of several runs as those of the first, numbered on."""
    planned, ended, marks, start = [], [], [], 0

    def moved(trial: TrialId) -> TrialId:
        return TrialId(trial.scenario, trial.variant, trial.index + start)

    for side in sides:
        planned += [moved(trial) for trial in side.planned]
        ended += [replace(one, trial=moved(one.trial)) for one in side.ended]
        marks += [replace(mark, trial=moved(mark.trial)) for mark in side.marks]
        start = 1 + max((trial.index for trial in planned), default=-1)
    return replace(sides[0], planned=tuple(planned), ended=tuple(ended), marks=tuple(marks))


def confirmation_terms(margin: float, coverage: float) -> Terms:
    """How fresh trials confirm a suspicion: on every channel of the regression gate, each by a far stricter measure."""
    from audition.stats import CONFIRMATION_ALPHA

    return Terms(margin=margin, coverage=coverage, regression=True, alpha=2 * CONFIRMATION_ALPHA)


def screened(side: Side, sheet: ScoreSheet, past: Past | None, latest: ScoreSheet | None, confirm: str) -> WeeklyLine:
    """What the screen says: quiet, or a suspicion that is still open.

    Args:
        side: The variant's trials of this week.
        sheet: The same as it is kept.
        past: What it is held against; None: it has no baseline.
        latest: What the history has of it last; None: nothing.
        confirm: The command that plays fresh trials.
    """
    from audition.stats import screen

    line = WeeklyLine(variant=side.variant, finding=Finding.INVALID, sentence="")
    if past is None:
        return _said(line, "it has no accepted baseline", "`audition accept` makes one.")
    both = pair(past.side, side)
    before, after = (cells_of(part.gate) for part in (both.baseline, both.candidate))
    scenarios = sorted(before.keys() & after.keys())
    line = replace(line, markers=markers_between(past.sheet, sheet))
    if not scenarios:
        return _said(line, "nothing of it can be held against the baseline", "Accept a run of today's suite.")
    cells = paired_cells(scenarios, before, after)
    found = screen(cells, seed_between(past.side, side), SCREEN_ALPHA)
    broken = tuple(scenarios[n] for n in found.breaks.scenarios)
    line = replace(line, screen_p=found.p_worse, broken=broken)
    moved = f"{points(float(cells.differences.mean()))} points against {past.named}, {p_value(found.p_worse)}"
    if not found.suspicious and _fails_anew(side, past.sheet):
        line, advice = replace(line, finding=Finding.FAILED), "Read what failed before anything else."
        return _said(line, f"the scores alone give no alarm ({moved}), but what is required failed", advice)
    if not found.suspicious:
        return _said(replace(line, finding=Finding.QUIET), f"no alarm: {moved}", "Nothing to do.")
    named = f"; broken: {', '.join(broken)}" if broken else ""
    line = replace(line, finding=Finding.OPEN, explanation=_explained(sheet, past.sheet, latest))
    told = f"the screen suspects a regression: {moved}{named}"
    return _said(line, told, f"Only fresh trials can confirm it: `{confirm}`.")


def _fails_anew(side: Side, accepted: ScoreSheet) -> bool:
    """Whether a required check failed that no accepted trial of its case fails."""
    return bool(failed_cases(side.marks) - failed_cases(accepted.marks()))


def _said(line: WeeklyLine, told: str, advice: str) -> WeeklyLine:
    return replace(line, sentence=f"{line.variant}: {told}.", advice=advice)


def _explained(sheet: ScoreSheet, accepted: ScoreSheet, latest: ScoreSheet | None) -> str:
    """When what could be behind a fall changed, and what to run where it is newer than all that changed."""
    if latest is None or latest.facts.id == accepted.facts.id:
        return ""  # what differs from the accepted run stands under the verdict
    newest = changes_between(side_of(latest), side_of(sheet))
    told = f"Since the run before changed: {_named(newest)}."
    if newest[0].cause is Cause.UNSEEN:
        earlier = _named(markers_between(accepted, sheet))
        told = f"Since the run before, {newest[0].detail}" + (f"; changed earlier: {earlier}." if earlier else ".")
        told = f"{told} {newest[0].tells}"
    return f"{told} `audition history` shows when it fell."


def _named(changes: Iterable[Change]) -> str:
    return "; ".join(f"{change.cause.value} ({change.detail})" for change in changes)
