"""The weekly run: screen against the baseline, confirm by fresh trials only where the screen fires."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from audition.analysis.comparison import compare
from audition.analysis.sides import Side
from audition.analysis.weekly import Past, confirmation_terms, past_of, screened
from audition.concluding.findings import reader, required_failures, stored_sides
from audition.concluding.known import expecting
from audition.errors import UsageError
from audition.project.world import World, load_world, places_of
from audition.records.accepted import Baseline, Occasion, ScoreSheet
from audition.records.attribution import Cause
from audition.records.comparison import Comparison, RequiredFailure, VerdictKind
from audition.records.estimates import points
from audition.records.weekly import Finding, WeeklyLine
from audition.reporting.words import share
from audition.running.order import Order
from audition.running.outlay import fitting_cap, price_of_run
from audition.running.plan import Selection, make_plan
from audition.running.progress import Progress
from audition.running.run import Done
from audition.store.run_file import RunFile
from audition.store.score_sheets import sheets_of
from audition.usecases.compare import (
    Against,
    baseline_of,
    is_replay,
)
from audition.usecases.history import remember, remembered, week_of
from audition.usecases.judge.drift import judge_again
from audition.usecases.run import run_errand

SCREEN_TRIALS = 5
"""Trials a case each week: with a baseline of 20, a 10-point step is found within four weeks."""
CONFIRM_TRIALS = 10
CAP_SPENT = "the cap of this week is spent"


@dataclass(frozen=True, kw_only=True)
class Week:
    """A week's run with what it concludes."""

    week: str
    done: Done
    lines: tuple[WeeklyLine, ...]
    history: Path | None
    """None: too little of the run was played to be remembered."""
    failures: tuple[RequiredFailure, ...] = ()
    """Required checks that its own trials failed."""
    judge: str = ""
    """What the frozen works say of the judge; empty: no judge was asked."""
    cut: str = ""
    """Why a suspicion was not put to the test to its end; empty: each was, as far as fresh trials could be had."""
    interrupted: bool = False
    """Whether someone ended it while a suspicion was put to the test."""

    @property
    def regressed(self) -> bool:
        """Whether any variant was confirmed to be worse."""
        return any(line.finding is Finding.REGRESSED for line in self.lines)


def weekly(root: Path, order: Order, progress: Progress | None = None) -> Week:
    """Play the week's trials, screen each variant against its baseline, confirm what the screen suspects.

    Args:
        root: The project's folder.
        order: Live runs are played fresh, whatever it says; `selection.trials` defaults to `SCREEN_TRIALS`; the cap
            is for the screen, its confirmations and the judge together.
        progress: Is told what happens.

    Raises:
        UsageError: There is no baseline yet, or as `run`.
    """
    places = places_of(root)
    world = load_world(root, order.suite)
    baseline = baseline_of(places, world.suite.agent, Against())  # before a cent is spent
    _refuse_recorded(order, baseline, world)
    selection = replace(order.selection, trials=order.selection.trials or SCREEN_TRIALS)
    order = replace(order, selection=selection, live=order.live and replace(order.live, fresh=True))
    now = order.clock()
    monday = now.date() - timedelta(days=now.weekday())
    errand = f"{week_of(now.isoformat())}: the screen of {order.chosen}"
    done = run_errand(root, replace(order, errand=errand), progress, since=monday)
    week = week_of(done.facts.created_at)
    if done.interrupted:
        return Week(week=week, done=done, lines=(), history=None)
    with RunFile.open_readonly(done.path) as file:
        sheets, sides = sheets_of(file), stored_sides(file)
        failures = expecting(required_failures(sides, {file.facts.id: reader(file)}), baseline.known_failures)
    entries = [known for known in remembered(places, world.suite.agent) if known.run != done.facts.id]
    latest = {variant: sheet for entry in entries for variant, sheet in entry.sheets.items()}
    past = {variant: past_of(sheet, entries) for variant, sheet in baseline.sheets.items() if variant in sheets}
    short = [side for side in sides if _scored(side) < done.facts.coverage * len(side.planned)] if done.stopped else []
    confirm = _live_week(world, selection)
    lines = [
        _too_short(s)
        if s in short
        else screened(s, sheets[s.variant], past.get(s.variant), latest.get(s.variant), confirm)
        for s in sides
    ]
    test = _Test(root=root, past=past, progress=progress, order=order, screen=done, since=monday)
    test.pay(done)
    try:
        for place, line in enumerate(lines):
            lines[place] = test.confirmed(line)
    finally:
        doubted = (line.variant for line in lines if line.finding in (Finding.REGRESSED, Finding.OPEN))
        history = None if short else remember(places, done.path, Occasion.WEEKLY, doubted)
    return Week(
        week=week,
        done=done,
        lines=tuple(lines),
        history=history,
        failures=failures,
        judge=_of_the_judge(test) if world.suite.rubrics else "",
        cut=test.cut,
        interrupted=test.interrupted,
    )


def _live_week(world: World, selection: Selection) -> str:
    """The command that plays a week live, its cap for a confirmation as long as the screen."""
    price, _ = price_of_run(world, make_plan(world.suite, selection).ids)
    return f"audition weekly {world.suite.id} --live --cap {2 * fitting_cap(price)}"


def _refuse_recorded(order: Order, baseline: Baseline, world: World) -> None:
    """A live week is held against live answers: a difference from recordings would be called worse or better."""
    wanted = order.selection.variants
    played = [v.id for v in world.suite.variants if not wanted or {v.id, v.id.partition("/")[2]} & set(wanted)]
    recorded = [variant for variant in played if is_replay(baseline.sheets.get(variant))]
    if order.live is not None and recorded:
        raise UsageError(
            f"the baseline of {', '.join(recorded)} was accepted from recordings: `audition run --live -n 20` and "
            "`audition accept` make one that a live week can be held against"
        )


def _scored(side: Side) -> int:
    return sum(one.ending.scored for one in side.ended)


def _too_short(side: Side) -> WeeklyLine:
    """What is said of a variant of which the cap, or whatever ended the run, left too little."""
    told = f"{side.variant}: too little was played to say anything: {_scored(side)} of {len(side.planned)} trials."
    return WeeklyLine(variant=side.variant, finding=Finding.INVALID, sentence=told)


def _of_the_judge(test: _Test) -> str:
    """The frozen works judged again: a shift there is the judge's."""
    if test.order.live is None:
        return ""
    if test.ended:
        return f"The judge was not held against frozen works: {test.ended}."
    try:
        with RunFile.open(test.screen.path) as paying:
            drift = judge_again(test.root, test.order.suite, None, test.order.live, paying=paying)
    except UsageError as error:
        return f"The judge was not held against frozen works: {error}"
    if drift.found:
        return f"The judge shifted on {drift.works} frozen works: a change of its scores this week may be its own."
    return f"The judge shows no shift on {drift.works} frozen works."


@dataclass(kw_only=True)
class _Test:
    """Puts suspicions to the test by fresh trials, one variant after the other out of one purse."""

    root: Path
    past: Mapping[str, Past]
    """Variant id → what it is held against."""
    progress: Progress | None
    order: Order
    """How they are played; its cap is what is left."""
    screen: Done
    """What raised them."""
    since: date
    """The first day of the week."""
    ended: str = ""
    """Why nothing more is played."""
    interrupted: bool = False
    cut: str = ""
    """Which suspicion was not put to the test to its end, and why."""

    def pay(self, done: Done) -> None:
        """What that run leaves for those that follow."""
        self.order, self.interrupted = self.order.after(done.spent_usd), done.interrupted
        self.ended = done.stopped or (CAP_SPENT if self.order.broke else "")

    def confirmed(self, line: WeeklyLine) -> WeeklyLine:
        """What fresh trials say of a suspicion, where fresh trials can be had."""
        if line.finding is not Finding.OPEN or self.order.replays:
            return line
        if self.ended:
            return self._open(line, self.ended)
        past = self.past[line.variant]
        again = _again(line, past.sheet)
        variants = (again, line.variant) if again else (line.variant,)
        selection = replace(self.order.selection, variants=variants, trials=CONFIRM_TRIALS)
        try:
            errand = f"{self.screen.facts.id}: the test of {line.variant}"
            order = replace(self.order, selection=selection, errand=errand)
            done = run_errand(self.root, order, self.progress, since=self.since)
        except UsageError as error:
            return self._open(line, str(error))
        self.pay(done)
        if done.stopped:
            return self._open(line, done.stopped)
        return _tested(line, done, past, again)

    def _open(self, line: WeeklyLine, why: str) -> WeeklyLine:
        self.cut = f"the suspicion about {line.variant} could not be put to the test: {why}"
        return replace(line, advice=f"It could not be put to the test: {why.rstrip('.')}. {line.advice}")


def _tested(line: WeeklyLine, done: Done, past: Past, again: str | None) -> WeeklyLine:
    comparison, control = _confirmation(done, line, past, again)
    tested = replace(line, confirmation=comparison, confirmation_run=done.facts.id)
    if comparison.verdict.kind is VerdictKind.INVALID:
        advice = (
            f"What put it to the test shows nothing, for too few of its trials were scored: `{done.facts.resuming}`."
        )
        return replace(tested, advice=advice)
    worse = comparison.verdict.kind is VerdictKind.REGRESSED
    told = "worse, confirmed by fresh trials" if worse else "the suspicion is not confirmed by fresh trials"
    difference, broken = comparison.verdict.difference, ", ".join(b.scenario for b in comparison.verdict.broken)
    if worse and broken and difference is not None and difference.high >= 0:
        told = f"broke {broken}, confirmed by fresh trials, though the suite as a whole does not show it"
    against = past.named if again is None or control is not None else "the accepted prompt, played again"
    moved = "" if difference is None else f": {points(difference.value)} points against {against}"
    if control is not None:
        moved += f". The accepted prompt, played again, comes to {share(control)}: it is not shown to be the prompt's"
    return replace(
        tested,
        finding=Finding.REGRESSED if worse else Finding.UNCONFIRMED,
        sentence=f"{line.variant}: {told}{moved}.",
        advice="" if worse else "Nothing to do.",
        explanation=line.explanation if worse else "",
    )


def _again(line: WeeklyLine, accepted: ScoreSheet) -> str | None:
    """The accepted prompt as a variant of its commit, where it differs from today's and can be played again."""
    commit = accepted.facts.commit
    if commit is None or commit.endswith("+changes") or all(m.cause is not Cause.PROMPT for m in line.markers):
        return None
    return f"{line.variant}@{commit[:12]}"


def _confirmation(done: Done, line: WeeklyLine, past: Past, again: str | None) -> tuple[Comparison, float | None]:
    """What the fresh trials are worth beside the accepted prompt's, played again where it differs, else the past.

    Where today's prompt does no worse than the accepted one, and worse than what was accepted all the same, the agent
    got worse with both: that counts, and then the gate score of the accepted prompt of today is the second.
    """
    with RunFile.open_readonly(done.path) as file:
        facts = file.facts
        sides: Mapping[str, Side] = {side.variant: side for side in stored_sides(file)}
        terms, read = confirmation_terms(facts.margin, facts.coverage), {facts.id: reader(file)}
        today = sides[line.variant]
        held = compare(past.side, today, terms, read)
        if again is None:
            return held, None
        beside = compare(sides[again], today, terms, read)
        fell = held.verdict.kind is VerdictKind.REGRESSED
        if fell and beside.verdict.kind not in (VerdictKind.REGRESSED, VerdictKind.INVALID):
            return held, beside.baseline.gate.value if beside.baseline.gate else None
        return beside, None
